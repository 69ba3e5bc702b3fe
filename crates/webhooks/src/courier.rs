//! One try of one delivery.

use crate::{
    keyring::Keyring,
    reach::{Blocked, RESOLVING, Reach},
    signing::SigningKey,
};
use reqwest::{
    Client, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT},
    redirect::Policy,
};
use std::{
    error::Error as StdError,
    fmt, io,
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};
use tessera_domain::{
    time::Time,
    webhook::{
        Webhook,
        delivery::{Delivery, Outcome},
        payload::webhook_name,
    },
};
use tessera_ports::webhooks::NoKey;
use tokio::time::timeout;

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long the whole of a try may take.
const WHOLE: Duration = Duration::from_secs(10);
/// How much of an answer is read. The rest is left where it is.
const ANSWER: usize = 20_000;
/// What we call ourselves.
const AGENT: &str = "Tessera-Webhooks/1";

/// How a try came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    /// The outcome.
    pub outcome: Outcome,
    /// The beginning of the answer, as text.
    pub answer: Option<String>,
}

/// Makes tries: signed, to the address of the webhook and to no other, without following where an answer points.
#[derive(Clone)]
pub struct Courier {
    /// Made for the first try, because it reads the machine's whole list of authorities, and most servers call nobody.
    client: Arc<OnceLock<Client>>,
    keyring: Arc<Keyring>,
    reach: Reach,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// The webhook's secrets cannot be opened.
    #[error(transparent)]
    Key(#[from] NoKey),
    /// There is no way to speak TLS, such as for want of a list of authorities.
    #[error("webhooks cannot be called: {0}")]
    Client(#[from] reqwest::Error),
}

impl Courier {
    /// A courier that opens secrets by that keyring and goes nowhere else than that reach.
    pub fn new(keyring: Arc<Keyring>, reach: Reach) -> Self {
        Self {
            client: Arc::default(),
            keyring,
            reach,
        }
    }

    /// Makes a try at that moment.
    ///
    /// # Errors
    /// When nothing was sent.
    pub async fn send(&self, delivery: &Delivery, webhook: &Webhook, now: Time) -> Result<Sent, Unsent> {
        let headers = self.headers(delivery, webhook, now)?;
        let Ok(url) = self.reach.parse(webhook.url.as_str()) else {
            return Ok(Sent::without_answer(Outcome::Refused));
        };
        let request = self
            .client()?
            .post(url)
            .headers(headers)
            .body(delivery.body.clone());
        Ok(match request.send().await {
            Ok(response) => answered(response, now).await,
            Err(error) => Sent::without_answer(failure(&error)),
        })
    }

    fn client(&self) -> Result<&Client, reqwest::Error> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Somebody else may have said so already.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .http1_only()
            .connect_timeout(CONNECTING)
            .timeout(WHOLE)
            // A connection is made to an address that was just looked at, and not kept.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(Resolver(self.reach.clone())))
            .build()?;
        Ok(self.client.get_or_init(|| client))
    }

    fn headers(&self, delivery: &Delivery, webhook: &Webhook, now: Time) -> Result<HeaderMap, NoKey> {
        let keys = webhook.secrets(now).into_iter().map(|sealed| {
            let secret = self.keyring.open(webhook.tenant, webhook.id, sealed)?;
            SigningKey::of(&secret).map_err(|error| NoKey(error.to_string()))
        });
        let keys = keys.collect::<Result<Vec<_>, NoKey>>()?;
        let (id, seconds) = (message_id(delivery), now.micros().div_euclid(1_000_000));
        let signatures: Vec<_> = keys
            .iter()
            .map(|key| key.sign(&id, seconds, &delivery.body))
            .collect();
        let plain = keys.first().map(|key| key.sign_body(&delivery.body));
        let told = [
            ("webhook-id", id),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signatures.join(" ")),
            ("x-webhook-signature", plain.unwrap_or_default()),
            ("x-webhook-event", delivery.topic.name().to_owned()),
            ("x-webhook-id", webhook_name(webhook.number)),
            ("x-webhook-delivery", delivery.id.to_string()),
            ("x-webhook-timestamp", seconds.to_string()),
        ];
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        for (name, value) in told {
            let value = HeaderValue::try_from(value).map_err(|error| NoKey(error.to_string()))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(headers)
    }
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier")
            .field("reach", &self.reach)
            .finish_non_exhaustive()
    }
}

impl Sent {
    const fn without_answer(outcome: Outcome) -> Self {
        Self {
            outcome,
            answer: None,
        }
    }
}

/// What receivers know an event by, however often and wherever it is delivered.
fn message_id(delivery: &Delivery) -> String {
    format!("evt_{}", delivery.event.uuid().simple())
}

/// Reads as much of an answer as is kept. One that breaks off after its status is an answer all the same.
async fn answered(mut response: Response, now: Time) -> Sent {
    let outcome = Outcome::Answered {
        status: response.status().as_u16(),
        retry_after: retry_after(response.headers(), now),
    };
    let mut body = Vec::new();
    while body.len() < ANSWER {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend(chunk.iter().take(ANSWER - body.len())),
            Ok(None) => break,
            Err(error) => {
                tracing::debug!(%error, "an answer of a webhook broke off");
                break;
            }
        }
    }
    Sent {
        outcome,
        answer: Some(String::from_utf8_lossy(&body).into_owned()),
    }
}

/// In how many seconds the other side wants to be asked again: said in seconds, or by a date.
fn retry_after(headers: &HeaderMap, now: Time) -> Option<i64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(seconds.into());
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let date = date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    let wait = i64::try_from(date).ok()? - now.micros().div_euclid(1_000_000);
    Some(wait.max(0))
}

fn failure(error: &reqwest::Error) -> Outcome {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<Blocked>() {
            return Outcome::Refused;
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        Outcome::TimedOut
    } else {
        Outcome::Unreachable
    }
}

/// Finds out where a name leads, and gives only what may be connected to. The client connects to what it is given and
/// asks nobody else, so a name cannot lead elsewhere meanwhile.
struct Resolver(Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.clone();
        Box::pin(async move {
            let asked = timeout(RESOLVING, tokio::net::lookup_host((name.as_str(), 0)));
            let found = asked.await.map_err(|_late| {
                io::Error::new(io::ErrorKind::TimedOut, "the name was not found in time")
            })??;
            let usable = reach.only(found.collect())?;
            let addresses: Addrs = Box::new(usable.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_come_back_is_read_in_both_forms() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
            retry_after(&headers, Time::parse("2015-10-21T07:18:00Z").unwrap())
        };
        assert_eq!((of("120"), of(" 7 ")), (Some(120), Some(7)));
        assert_eq!(of("Wed, 21 Oct 2015 07:28:00 GMT"), Some(600));
        assert_eq!(of("Wed, 21 Oct 2015 07:17:00 GMT"), Some(0));
        for odd in ["soon", "-5", "1.5", ""] {
            assert_eq!(of(odd), None, "{odd}");
        }
        assert_eq!(
            retry_after(&HeaderMap::new(), Time::from_micros(0).unwrap()),
            None
        );
    }
}
