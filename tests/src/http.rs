//! Speaking HTTP to the application under test.
//!
//! Each request comes from a network address of its own, as far as the application is told, unless it says from
//! which: limits on an address are for the tests that are about them.

use serde_json::Value;
use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use ureq::{
    Agent,
    http::{HeaderMap, Request},
};

/// Where a proxy writes which address a request came from.
pub const FORWARDED: &str = "x-forwarded-for";

/// A client with headers that it always sends. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    origin: Arc<str>,
    headers: Vec<(String, String)>,
}

/// An answer, of whatever status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

impl Client {
    /// A client of the server at that origin, such as `http://127.0.0.1:8080`.
    pub fn new(origin: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(None)
            // Forged tokens are larger than what clients usually send in their heads.
            .output_buffer_size(64 * 1024)
            .max_idle_connections(128)
            .max_idle_connections_per_host(128)
            // Below the server's keep-alive time, or a request would now and then go to a connection that just closed.
            .max_idle_age(Duration::from_secs(1))
            // Nothing waits that long. A test that hangs should say where.
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        Self {
            agent: Agent::new_with_config(config),
            origin: origin.into(),
            headers: Vec::new(),
        }
    }

    /// The same client, which also sends this header with every request.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other
            .headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        other.headers.push((name.to_owned(), value.to_owned()));
        other
    }

    /// Reads.
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.request("GET", path, &[], b"")
    }

    /// Sends JSON.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, body)
    }

    /// Sends JSON.
    #[track_caller]
    pub fn put(&self, path: &str, body: &Value) -> Reply {
        self.send("PUT", path, body)
    }

    /// Sends JSON by that method.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.request(
            method,
            path,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// Sends what it is told to.
    #[track_caller]
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        match self.try_request(method, path, headers, body) {
            Ok(reply) => reply,
            Err(error) => panic!("{method} {path} got no answer: {error}"),
        }
    }

    /// Sends what it is told to, to a server that may go away.
    ///
    /// # Errors
    /// When no whole answer came.
    pub fn try_request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin));
        let own = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let sent: Vec<(&str, &str)> = own.chain(headers.iter().copied()).collect();
        if !sent.iter().any(|(name, _)| name.eq_ignore_ascii_case(FORWARDED)) {
            request = request.header(FORWARDED, fresh_address().to_string());
        }
        for (name, value) in sent {
            request = request.header(name, value);
        }
        let answer = self.run(request.body(())?, body)?;
        let (head, mut rest) = answer.into_parts();
        let body = rest.with_config().limit(64 << 20).read_to_vec()?;
        Ok(Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    }

    fn run(
        &self,
        request: Request<()>,
        body: &[u8],
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        if body.is_empty() {
            return self.agent.run(request);
        }
        // Methods that do not usually have a body need to be told.
        let uri = request.uri().to_string();
        let unusual = match request.method().as_str() {
            "GET" => self.agent.get(uri),
            "HEAD" => self.agent.head(uri),
            "DELETE" => self.agent.delete(uri),
            "OPTIONS" => self.agent.options(uri),
            _ => return self.agent.run(request.map(|()| body)),
        };
        let mut unusual = unusual.force_send_body();
        for (name, value) in request.headers() {
            unusual = unusual.header(name, value);
        }
        unusual.send(body)
    }
}

/// An address that no request came from before.
pub fn fresh_address() -> Ipv4Addr {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let place = GIVEN.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
    Ipv4Addr::from_bits(Ipv4Addr::new(10, 0, 0, 0).to_bits() | place)
}

impl Reply {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("status {}, and not JSON ({error}): {}", self.status, self.text()),
        }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The header's first value, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The same answer, which must have this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}
