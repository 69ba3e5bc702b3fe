//! A-HK-1 and A-HK-2: receivers verify what they get with the library of Standard Webhooks.

use crate::{
    receiver::{Received, Receiver},
    world::{SECRET, courier, delivery, keyring, loopback, now, webhook},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use tessera_domain::{
    time::Time,
    webhook::{SecretText, Webhook as Endpoint},
};
use tessera_ports::webhooks::Vault;
use tessera_webhooks::SigningKey;

fn headers<'h>(pairs: impl IntoIterator<Item = (&'h str, &'h str)>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.insert(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    headers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// The library wants a fresh timestamp, and there is no other clock for it than the machine's.
    #[test]
    fn a_hk_1_a_thousand_bodies_are_verified_by_the_reference_library(body in "\\PC{0,400}", id in "[a-z0-9_]{1,40}") {
        let seconds = fresh();
        let key = SigningKey::of(&SecretText::parse(SECRET).unwrap()).unwrap();
        let signed = key.sign(&id, seconds, &body);
        let verifier = standardwebhooks::Webhook::new(SECRET).unwrap();
        let seconds = seconds.to_string();
        let sent = [
            ("webhook-id", id.as_str()),
            ("webhook-timestamp", seconds.as_str()),
            ("webhook-signature", signed.as_str()),
        ];
        prop_assert!(verifier.verify(body.as_bytes(), &headers(sent)).is_ok());
        let other = format!("{body} ");
        prop_assert!(verifier.verify(other.as_bytes(), &headers(sent)).is_err());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the reference library compares with the machine's clock"
)]
fn fresh() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_secs()).unwrap()
}

fn verified_by(secret: &str, got: &Received) -> bool {
    let pairs = got
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let verifier = standardwebhooks::Webhook::new(secret).unwrap();
    verifier.verify(&got.body, &headers(pairs)).is_ok()
}

async fn receive(endpoint: &Endpoint, receiver: &Receiver, at: Time) -> Received {
    let sent = courier(&loopback())
        .send(&delivery("{\"a\":1}"), endpoint, at)
        .await;
    assert!(sent.unwrap().outcome.is_success());
    receiver.received().pop().unwrap()
}

#[tokio::test]
async fn a_hk_2_two_secrets_sign_for_a_day_and_then_one() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let mut endpoint = webhook(&receiver.url());
    let now = Time::from_micros(fresh() * 1_000_000).unwrap();
    let new = keyring().mint().unwrap();
    // Rotated just now: both verify.
    endpoint.rotate(keyring().seal(endpoint.tenant, endpoint.id, &new).unwrap(), now);
    let got = receive(&endpoint, &receiver, now).await;
    assert_eq!(got.headers["webhook-signature"].split(' ').count(), 2);
    assert!(verified_by(SECRET, &got) && verified_by(new.as_str(), &got));
    // Rotated a day ago: only the new one does.
    if let Some(former) = &mut endpoint.former {
        former.until = now;
    }
    let got = receive(&endpoint, &receiver, now).await;
    assert_eq!(got.headers["webhook-signature"].split(' ').count(), 1);
    assert!(!verified_by(SECRET, &got) && verified_by(new.as_str(), &got));
}

#[tokio::test]
async fn the_body_is_signed_by_itself_as_well() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let got = receive(&webhook(&receiver.url()), &receiver, now()).await;
    let key = SigningKey::of(&SecretText::parse(SECRET).unwrap()).unwrap();
    assert_eq!(got.headers["x-webhook-signature"], key.sign_body("{\"a\":1}"));
}
