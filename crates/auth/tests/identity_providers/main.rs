//! Signing in with an identity provider, against one that does as it is told.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that fails by panicking says what went wrong"
)]

mod failing;
mod keys;
mod provider;
mod signing;
mod tokens;
mod way;

use provider::MockProvider;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tessera_auth::oidc::{OpenIdProviders, Outside, ProviderConfig};
use tessera_domain::time::Time;
use tessera_ports::{
    identity::{Attempt, Brand, IdentityProviders, Proven, ProviderError},
    world::Clock,
};

const CLIENT: &str = "tessera";
const CLIENT_SECRET: &str = "the-secret-of-the-client";
const CODE: &str = "the-code-of-the-browser";
const NONCE: &str = "the-nonce-of-the-attempt";
const VERIFIER: &str = "the-verifier-of-the-attempt-is-43-letters-l";

/// A clock that tests set.
struct TestClock(Mutex<Time>);

impl TestClock {
    fn pass(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.plus_seconds(seconds);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Time {
        *self.0.lock().unwrap()
    }
}

/// A provider, and a server that knows it as `example`.
struct World {
    provider: MockProvider,
    clock: Arc<TestClock>,
    server: OpenIdProviders,
}

impl World {
    fn new() -> Self {
        Self::of(Brand::Other)
    }

    fn of(brand: Brand) -> Self {
        let provider = MockProvider::start();
        let config = ProviderConfig {
            brand,
            ..config("example", &provider.issuer)
        };
        let clock = clock();
        Self {
            server: server(vec![config], &clock),
            provider,
            clock,
        }
    }

    /// What an ID token says that counts.
    fn claims(&self) -> Value {
        let now = self.clock.now().micros() / 1_000_000;
        json!({
            "iss": self.provider.issuer,
            "aud": CLIENT,
            "sub": "person-1",
            "iat": now,
            "exp": now + 300,
            "nonce": NONCE,
        })
    }

    /// The end of a sign-in for which the provider issues a token of these claims.
    fn finish_with(&self, claims: &Value) -> Result<Proven, ProviderError> {
        self.provider.issues(&self.provider.key.token(claims));
        self.finish()
    }

    fn finish(&self) -> Result<Proven, ProviderError> {
        self.server.finish("example", &attempt(), CODE)
    }
}

fn clock() -> Arc<TestClock> {
    Arc::new(TestClock(Mutex::new(
        Time::parse("2026-02-03T12:00:00Z").unwrap(),
    )))
}

fn config(key: &str, issuer: &str) -> ProviderConfig {
    ProviderConfig::other(key, "Example", issuer, CLIENT, CLIENT_SECRET.into())
}

fn server(configs: Vec<ProviderConfig>, clock: &Arc<TestClock>) -> OpenIdProviders {
    let outside = Outside {
        clock: Arc::<TestClock>::clone(clock),
        allow_plain_loopback: true,
    };
    OpenIdProviders::new(configs, outside).unwrap()
}

fn attempt() -> Attempt {
    Attempt {
        redirect_uri: "https://desk.example.com/auth/callback".into(),
        state: "the-state-of-the-attempt".into(),
        nonce: NONCE.into(),
        verifier: VERIFIER.into(),
    }
}

/// The reason for which the answer does not count. Anything else is a failure.
fn refused(answer: Result<Proven, ProviderError>) -> String {
    match answer {
        Err(ProviderError::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

/// The reason for which there is no answer. Anything else is a failure.
fn down(answer: Result<Proven, ProviderError>) -> String {
    match answer {
        Err(ProviderError::Down(why)) => why,
        other => panic!("not down: {other:?}"),
    }
}
