//! The `Authorization` header, read alike by every dialect that takes bearer tokens.

use actix_web::http::header::{AUTHORIZATION, HeaderMap};

/// What the header holds.
#[derive(Clone, PartialEq, Eq)]
pub enum Authorization {
    /// Nothing, or something for another scheme than `Bearer`.
    Nothing,
    /// `Bearer`, but not with one token behind it.
    Malformed,
    /// A token, verbatim. Bytes that are no text make it one that nobody has.
    Token(String),
}

impl Authorization {
    /// Reads the header. The scheme may be written in any case. Two headers are as good as one with too many words.
    pub fn of(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(AUTHORIZATION);
        let Some(value) = values.next() else {
            return Self::Nothing;
        };
        let value = String::from_utf8_lossy(value.as_bytes());
        let mut words = value.split_ascii_whitespace();
        let scheme = words.next().unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Self::Nothing;
        }
        match (words.next(), words.next(), values.next()) {
            (Some(token), None, None) => Self::Token(token.to_owned()),
            _ => Self::Malformed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn read(values: &[&[u8]]) -> String {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        }
        match Authorization::of(&headers) {
            Authorization::Nothing => "nothing".into(),
            Authorization::Malformed => "malformed".into(),
            Authorization::Token(token) => format!("token {token}"),
        }
    }

    #[test]
    fn the_header_is_nothing_or_malformed_or_a_token() {
        let table: [(&[&[u8]], &str); 16] = [
            (&[], "nothing"),
            (&[b""], "nothing"),
            (&[b"a.b.c"], "nothing"),
            (&[b"Basic a.b.c"], "nothing"),
            (&[b"Bearers a.b.c"], "nothing"),
            (&[b"Token a b c"], "nothing"),
            (&[b"Bearer"], "malformed"),
            (&[b"Bearer "], "malformed"),
            (&[b"Bearer a b"], "malformed"),
            (&[b"Bearer Bearer a"], "malformed"),
            (&[b"Bearer a", b"Bearer a"], "malformed"),
            (&[b"Bearer a.b.c"], "token a.b.c"),
            (&[b"bearer a.b.c"], "token a.b.c"),
            (&[b"  BEARER\ta.b.c  "], "token a.b.c"),
            (&[b"Bearer   a.b.c"], "token a.b.c"),
            (&[b"Bearer \xff"], "token \u{fffd}"),
        ];
        for (values, expected) in table {
            assert_eq!(read(values), expected, "{values:?}");
        }
    }
}
