//! A-HK-1: receivers verify what they get by the published library of Standard Webhooks for Python, unchanged.
//!
//! `tests/with-standardwebhooks` installs it and says where.

use crate::scene::{data, on_each, people};
use serde_json::json;
use std::{
    env,
    io::Write,
    process::{Command, Stdio},
};
use tessera_domain::time::Time;
use tessera_tests::{
    mobile::text,
    receiver::{Received, Receiver},
};

/// Reads a secret and requests, and says how many it verified.
const VERIFIER: &str = r#"
import json, sys
import standardwebhooks as library

told = json.load(sys.stdin)
webhook = library.Webhook(told["secret"])
verified = 0
for request in told["requests"]:
    try:
        webhook.verify(request["body"], request["headers"])
        verified += 1
    except library.WebhookVerificationError as error:
        print("refused:", error, file=sys.stderr)
print(verified)
"#;

fn verified(python: &str, secret: &str, received: &[Received]) -> usize {
    let requests: Vec<_> = received
        .iter()
        .map(|got| json!({ "headers": got.headers, "body": String::from_utf8_lossy(&got.body) }))
        .collect();
    let told = json!({ "secret": secret, "requests": requests });
    let mut child = Command::new(python)
        .args(["-c", VERIFIER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    stdin.write_all(told.to_string().as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    let count = String::from_utf8_lossy(&output.stdout);
    count.trim().parse().expect("a count")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the library that verifies has no other clock"
)]
fn present() -> Time {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since.expect("it is later than 1970").as_secs();
    Time::from_micros(i64::try_from(seconds).expect("not too late") * 1_000_000).expect("a time")
}

#[test]
fn a_hk_1_the_reference_library_verifies_what_comes() {
    let Ok(python) = env::var("TESSERA_TEST_STANDARDWEBHOOKS") else {
        eprintln!("left out: run through tests/with-standardwebhooks to verify by the library for Python");
        return;
    };
    on_each(|app| {
        // The library compares with the machine's clock.
        app.clock.set(present());
        let receiver = Receiver::new();
        let (ada, robin) = people(app);
        let made = ada.hooks(&receiver.url(), &["ticket.created"]);
        let secret = text(&made["secret"]);
        for title in ["New Issue", "Größere Dinge \u{1F980}", "\"quoted\" \\ and <b>"] {
            robin.opens(title);
        }
        let got = receiver.wait_for(3);
        assert_eq!(verified(&python, &secret, &got), 3);
        assert_eq!(
            verified(&python, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &got),
            0
        );
        let path = format!("/webhooks/{}/rotate-secret", text(&made["id"]));
        let other = text(&data(&ada.post(&path, &json!({})), 200)["secret"]);
        robin.opens("After the rotation");
        let got = receiver.wait_for(4);
        for secret in [&secret, &other] {
            assert_eq!(verified(&python, secret, &got[3..]), 1);
        }
        app.clock.advance(86_400);
        robin.opens("A day later");
        let got = receiver.wait_for(5);
        let signatures = |place: usize| got[place].header("webhook-signature").split(' ').count();
        assert_eq!((signatures(2), signatures(3), signatures(4)), (1, 2, 1));
    });
}
