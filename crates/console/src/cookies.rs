//! What the browser keeps for us. Scripts read none of it.
//!
//! Over TLS the names begin with `__Host-`, so that neither another host of the same domain nor a connection without
//! TLS can plant one.

use actix_web::http::header::{COOKIE, HeaderMap, HeaderValue};
use tessera_http::fault::Fault;

/// The cookies that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cookie {
    /// Proves the session.
    Session,
    /// The secret behind the forms of somebody who is not signed in.
    Form,
    /// A way to an identity provider and back that has not ended yet.
    Attempt,
}

impl Cookie {
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-tessera-session",
            (Self::Session, false) => "tessera-session",
            (Self::Form, true) => "__Host-tessera-form",
            (Self::Form, false) => "tessera-form",
            (Self::Attempt, true) => "__Host-tessera-attempt",
            (Self::Attempt, false) => "tessera-attempt",
        }
    }

    /// Its value, if the browser sent one. Other cookies may be whatever they like.
    pub(crate) fn read(self, headers: &HeaderMap, secure: bool) -> Option<String> {
        let lines = headers.get_all(COOKIE).filter_map(|line| line.to_str().ok());
        let mut pairs = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(name, _)| name.trim() == self.name(secure))?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The header that sets it: for so many seconds, or until the browser is closed.
    ///
    /// # Errors
    /// When the value cannot stand in a header: a fault of ours.
    pub(crate) fn set(self, value: &str, seconds: Option<i64>, secure: bool) -> Result<HeaderValue, Fault> {
        let plain = value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !plain {
            return Err(Fault::bug("a cookie's value is not base64url"));
        }
        let name = self.name(secure);
        let age = seconds
            .map(|seconds| format!("; Max-Age={seconds}"))
            .unwrap_or_default();
        let tls = if secure { "; Secure" } else { "" };
        let header = format!("{name}={value}; Path=/{age}; HttpOnly; SameSite=Lax{tls}");
        HeaderValue::try_from(header).map_err(|error| Fault::bug(error.to_string()))
    }

    /// The header that makes the browser forget it.
    ///
    /// # Errors
    /// As for [`set`](Self::set).
    pub(crate) fn clear(self, secure: bool) -> Result<HeaderValue, Fault> {
        self.set("", Some(0), secure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn over_tls_cookies_are_of_this_host_and_sent_by_tls_only() {
        for (cookie, header) in [
            (
                Cookie::Session.set("a-B_9", Some(60), true),
                "__Host-tessera-session=a-B_9; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
            ),
            (
                Cookie::Form.set("x", None, true),
                "__Host-tessera-form=x; Path=/; HttpOnly; SameSite=Lax; Secure",
            ),
            (
                Cookie::Attempt.clear(true),
                "__Host-tessera-attempt=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
            ),
            (
                Cookie::Session.set("x", Some(60), false),
                "tessera-session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
            ),
        ] {
            assert_eq!(cookie.unwrap(), header);
        }
    }

    #[test]
    fn a_value_cannot_add_attributes() {
        for bad in ["a;Domain=evil", "a b", "a\r\nx: y", "a,b", "\u{e4}", "a=b"] {
            assert!(Cookie::Session.set(bad, None, true).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_whatever_else_is_sent() {
        let read = |lines: &[&str], secure: bool| {
            let request = lines.iter().fold(TestRequest::default(), |request, line| {
                request.append_header((COOKIE, *line))
            });
            Cookie::Session.read(request.to_http_request().headers(), secure)
        };
        for (lines, value) in [
            (&["__Host-tessera-session=abc"][..], Some("abc")),
            (&["bare; =; a=b=c;__Host-tessera-session=abc ; z"], Some("abc")),
            (&["a=b", "__Host-tessera-session=abc"], Some("abc")),
            (&["a=\u{e4}", "__Host-tessera-session=abc"], Some("abc")),
            (&["__Host-tessera-session="], None),
            (&["__host-tessera-session=abc"], None),
            (&["x__Host-tessera-session=abc"], None),
            (&["tessera-session=planted"], None),
            (&[], None),
        ] {
            assert_eq!(read(lines, true).as_deref(), value, "{lines:?}");
        }
        assert_eq!(read(&["tessera-session=abc"], false).as_deref(), Some("abc"));
        assert_eq!(read(&["__Host-tessera-session=abc"], false), None);
    }
}
