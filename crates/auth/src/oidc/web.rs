//! The way to providers: HTTP that is short, small and goes nowhere else.

use super::config::Addresses;
use openidconnect::{HttpRequest, HttpResponse};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tessera_ports::identity::ProviderError;
use ureq::{
    Agent,
    http::{Method, Request, Response, StatusCode, header::CONTENT_LENGTH},
    tls::{RootCerts, TlsConfig},
};
use url::Url;

/// The most bytes of an answer that are read. The largest that is known has some 50 KiB.
const LARGEST: u64 = 1 << 20;
/// The longest that one request may take, from looking up the name to the last byte.
const ONE_REQUEST: Duration = Duration::from_secs(4);
/// The longest that all requests of one call may take.
const ONE_CALL: Duration = Duration::from_millis(4_500);

/// When a call must have its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Instant);

impl Deadline {
    /// That of a call that begins now.
    pub(super) fn of_a_call() -> Self {
        Self(Instant::now() + ONE_CALL)
    }

    /// How long one may still wait.
    pub(super) fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// Sends requests to providers. Follows no redirects, knows no proxy and keeps no connection.
#[derive(Debug)]
pub(super) struct Web {
    agent: Agent,
    addresses: Addresses,
}

/// No answer that is one. The text is for the log and holds no secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoAnswer(pub(super) String);

impl From<NoAnswer> for ProviderError {
    fn from(NoAnswer(why): NoAnswer) -> Self {
        Self::Down(why)
    }
}

impl Web {
    pub(super) fn new(addresses: Addresses) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .user_agent("tessera")
            .build();
        Self {
            agent: config.new_agent(),
            addresses,
        }
    }

    /// Whether people and secrets may be sent there.
    pub(super) fn trusts(&self, address: &Url) -> bool {
        self.addresses.trust(address)
    }

    /// Sends a request, if its address is to be trusted, and reads the answer as far as it is one.
    pub(super) fn ask(&self, request: HttpRequest, until: Deadline) -> Result<HttpResponse, NoAnswer> {
        let address = Url::parse(&request.uri().to_string())
            .map_err(|error| NoAnswer(format!("its address: {error}")))?;
        if !self.trusts(&address) {
            return Err(NoAnswer("its address is not one of https".into()));
        }
        let told = |error: ureq::Error| NoAnswer(format!("{}: {error}", address.path()));
        let time = until.left().min(ONE_REQUEST);
        if time.is_zero() {
            return Err(NoAnswer("no time is left".into()));
        }
        let mut answer = self.send(request, time).map_err(told)?;
        let status = answer.status();
        if status.is_redirection() || status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(NoAnswer(format!(
                "{}: status {}",
                address.path(),
                status.as_u16()
            )));
        }
        if announced(&answer).is_some_and(|bytes| bytes > LARGEST) {
            return Err(NoAnswer(format!("{}: more than {LARGEST} bytes", address.path())));
        }
        let body = answer
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_vec()
            .map_err(told)?;
        Ok(answer.map(|_read| body))
    }

    fn send(&self, request: HttpRequest, time: Duration) -> Result<Response<ureq::Body>, ureq::Error> {
        if request.method() == Method::GET {
            return self.agent.run(self.timed(request.map(drop), time));
        }
        self.agent.run(self.timed(request, time))
    }

    fn timed<B: ureq::AsSendBody>(&self, request: Request<B>, time: Duration) -> Request<B> {
        self.agent
            .configure_request(request)
            .timeout_global(Some(time))
            .build()
    }
}

/// How many bytes an answer says that it has.
fn announced(answer: &Response<ureq::Body>) -> Option<u64> {
    answer.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
