//! The limits and manners of the web server.

use crate::{live::Pace, rates::Rates};
use actix_web::http::Uri;
use ipnet::IpNet;
use sha2::{Digest, Sha256};
use std::{fmt, io, num::NonZeroUsize, thread, time::Duration};
use subtle::ConstantTimeEq;

/// How the web server behaves. The default is what production should have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebSettings {
    /// The most bytes of a JSON body.
    pub body_bytes: usize,
    /// How long a whole JSON body may take to arrive.
    pub body_time: Duration,
    /// How long a request may take in all, once its head is there.
    pub handler_time: Duration,
    /// The most bytes of a path with its query string.
    pub url_bytes: usize,
    /// The most bytes of all header names and values.
    pub head_bytes: usize,
    /// The origins whose scripts may use the API, letter by letter as browsers send them. None: no CORS at all.
    pub origins: Vec<String>,
    /// Whether clients are told to come by TLS only. Right as soon as TLS is spoken here or by a proxy in front.
    pub hsts: bool,
    /// Where clients reach the server, as `https://tickets.example.org`, if that is not what their requests say.
    pub public_origin: Option<String>,
    /// The proxies whose `X-Forwarded-…` headers count. Networks of clients do not belong here.
    pub trusted_proxies: Vec<IpNet>,
    /// What stands for the first administrator of a tenant, where somebody only tries things.
    pub development_key: Option<DevelopmentKey>,
    /// How many threads read from the database, for all worker threads together; at least 1. More than it has connections
    /// would only wait for those.
    pub reading_threads: usize,
    /// How many passwords are hashed at a time, in all worker threads together; at least 1.
    pub password_slots: usize,
    /// How many calls to identity providers run at a time, in all worker threads together; at least 1.
    pub provider_slots: usize,
    /// How many files are kept and scanned at a time, in all worker threads together; at least 1.
    pub file_slots: usize,
    /// How many requests are let through.
    pub rates: Rates,
    /// How answers that go on behave while nothing happens.
    pub live: Pace,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            handler_time: Duration::from_secs(30),
            url_bytes: 8 * 1024,
            head_bytes: 16 * 1024,
            origins: Vec::new(),
            hsts: false,
            public_origin: None,
            trusted_proxies: Vec::new(),
            development_key: None,
            reading_threads: 4,
            password_slots: thread::available_parallelism().map_or(1, NonZeroUsize::get),
            provider_slots: 8,
            file_slots: 4,
            rates: Rates::default(),
            live: Pace::default(),
        }
    }
}

/// The key that stands for a tenant's first administrator in development. Only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct DevelopmentKey([u8; 32]);

impl DevelopmentKey {
    /// This key.
    pub fn new(key: &str) -> Self {
        Self(Sha256::digest(key).into())
    }

    /// Whether it is the one that was sent. How long that takes tells nothing of either.
    pub fn is(&self, sent: &[u8]) -> bool {
        let sent: [u8; 32] = Sha256::digest(sent).into();
        self.0.ct_eq(&sent).into()
    }
}

/// Tells nothing.
impl fmt::Debug for DevelopmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DevelopmentKey")
    }
}

/// Why there is no kernel.
#[derive(Debug, thiserror::Error)]
pub enum NoKernel {
    /// A listed origin is none.
    #[error(transparent)]
    Origin(#[from] NoOrigin),
    /// The system gives no threads to read on.
    #[error("no threads to read on: {0}")]
    Readers(#[from] io::Error),
}

/// A listed origin that no browser would ever send, or that stands for more than one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "{0:?} is no origin: it must be scheme://host or scheme://host:port, in lower case and nothing after it"
)]
pub struct NoOrigin(pub String);

impl WebSettings {
    /// Whether the server can be run with these.
    ///
    /// # Errors
    /// The first listed origin that is none.
    pub fn check(&self) -> Result<(), NoOrigin> {
        let wrong = self.origins.iter().find(|origin| !is_origin(origin));
        wrong.map_or(Ok(()), |origin| Err(NoOrigin(origin.clone())))
    }
}

fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return false;
    };
    let whole = format!("{scheme}://{authority}") == text;
    let web = scheme == "http" || scheme == "https";
    let plain = authority.as_str().bytes().all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']')
    });
    whole && web && plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_development_key_is_itself_alone_and_does_not_show() {
        let key = DevelopmentKey::new("canary");
        assert!(key.is(b"canary"));
        for other in [&b""[..], b"canar", b"canary ", b"Canary"] {
            assert!(!key.is(other), "{other:?}");
        }
        assert!(!format!("{key:?}").contains("canary"));
    }

    #[test]
    fn origins_are_exact() {
        for good in [
            "https://app.example",
            "http://localhost:3000",
            "https://[::1]:8443",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "*",
            "null",
            "app.example",
            "https://app.example/",
            "https://*.example",
            "https://App.example",
            "HTTPS://app.example",
            "https://user@app.example",
            "ftp://app.example",
            "https://app.example?x",
            "https://",
        ] {
            assert!(!is_origin(bad), "{bad}");
            let settings = WebSettings {
                origins: vec![bad.to_owned()],
                ..WebSettings::default()
            };
            assert_eq!(settings.check(), Err(NoOrigin(bad.to_owned())));
        }
    }
}
