//! Bodies as this dialect reads them: leniently.

use serde_json::Map;
use tessera_http::json::{Fields, JsonBody};

/// The fields of a body. One that is absent, no JSON or no object has none, so that the first required field is
/// missing: the vendor's own server does the same.
pub fn fields(body: &JsonBody) -> Fields {
    body.fields().unwrap_or_else(|_| Fields::of(Map::new()))
}

#[cfg(test)]
pub fn of(text: &str) -> JsonBody {
    JsonBody::from(actix_web::web::Bytes::from(text.to_owned()))
}

/// Bodies that have no fields.
#[cfg(test)]
pub const UNREADABLE: [&str; 9] = [
    "",
    " ",
    "{",
    "null",
    "[]",
    "\"title\"",
    "title=x",
    "{\"title\":\"x\",\"title\":\"y\"}",
    "{\"title\":\"\\ud800\"}",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_has_no_fields() {
        for text in UNREADABLE {
            let mut fields = fields(&of(text));
            assert_eq!(fields.optional("title").text(0, 9), None, "{text}");
            assert!(fields.finish().is_ok(), "{text}");
        }
        let mut fields = fields(&of("{\"title\":\"x\"}"));
        assert_eq!(fields.optional("title").text(0, 9).as_deref(), Some("x"));
    }
}
