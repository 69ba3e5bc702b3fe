//! What one documented API brings along: its paths, its document, and its words for what goes wrong.

use crate::{fault::Fault, once_document::OnceDocument, rates::Category};
use actix_web::{
    http::{Method, StatusCode},
    web::{Bytes, ServiceConfig},
};
use std::fmt;
use tessera_domain::time::Time;

/// One documented API.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// Its name, as in the name of its document.
    pub name: &'static str,
    /// Whether the path is one of its own, existing or not. Its own paths get its error bodies.
    pub owns: fn(path: &str) -> bool,
    /// Adds its routes.
    pub routes: fn(&mut ServiceConfig),
    /// How a client is told to authenticate: what `WWW-Authenticate` says.
    pub challenge: &'static str,
    /// Its document. Which methods a path has is read from here.
    pub document: fn() -> &'static OnceDocument,
    /// Of which sort a request is, for the limits on requests.
    pub category: fn(&Method, path: &str) -> Category,
    /// Puts a fault into its words.
    pub render: fn(&Fault, &RequestFacts<'_>) -> Rendered,
}

/// Whether the path is that root or lies below it.
///
/// ```
/// use tessera_http::dialect::is_below;
///
/// assert!(is_below("/demo", "/demo") && is_below("/demo", "/demo/tickets"));
/// assert!(!is_below("/demo", "/demonstration"));
/// ```
pub fn is_below(root: &str, path: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What an error body may tell of the request.
#[derive(Clone, Copy, Debug)]
pub struct RequestFacts<'r> {
    /// The id that is logged and sent as `X-Request-Id`.
    pub request_id: &'r str,
    /// The path, without the query string.
    pub path: &'r str,
    /// The method as it was sent.
    pub method: &'r Method,
    /// The type that the request says its body is of, as it was sent.
    pub media_type: Option<&'r str>,
    /// Now.
    pub now: Time,
    /// What the client said, for dialects that quote it.
    pub said: &'r Said,
}

/// What a client said, as it came. It may hold passwords, so it is not printed, and whoever quotes it chooses with
/// care.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// The query string, without its question mark.
    pub query: String,
    /// As much of the body as was read: all of it or nothing.
    pub body: Bytes,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").finish_non_exhaustive()
    }
}

/// A fault in a dialect's words.
#[derive(Clone, PartialEq, Debug)]
pub struct Rendered {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: serde_json::Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_said_is_not_printed() {
        let said = Said {
            query: "token=canary".to_owned(),
            body: Bytes::from_static(b"canary"),
        };
        assert!(!format!("{said:?}").contains("canary"));
    }
}
