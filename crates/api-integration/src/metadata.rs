//! The other system's own data, which is kept with a ticket as it was sent.

use serde_json::{Map, Value};
use tessera_domain::{
    issue::{Issue, Problem},
    ticket::Patch,
};
use tessera_http::json::Fields;

const NAME: &str = "metadata";

/// The most bytes that it may take as JSON text.
const MAX_BYTES: usize = 16 * 1024;
/// How deep objects and lists may lie in each other.
const MAX_DEPTH: usize = 8;

/// Reads it. Nothing and null are the same, and another thing than an empty object.
pub fn read(fields: &mut Fields) -> Option<Map<String, Value>> {
    let Patch::Set(metadata) = fields.patch(NAME).object() else {
        return None;
    };
    let bytes = serde_json::to_vec(&metadata).map_or(usize::MAX, |text| text.len());
    if bytes > MAX_BYTES {
        fields.refuse(Issue::new(NAME, Problem::Rule("Must take at most 16 kB as JSON")));
    }
    if !metadata.values().all(|value| is_shallow(value, MAX_DEPTH - 1)) {
        fields.refuse(Issue::new(NAME, Problem::Rule("Must be at most 8 levels deep")));
    }
    Some(metadata)
}

fn is_shallow(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels > 0 && items.iter().all(|item| is_shallow(item, levels - 1)),
        Value::Object(members) => levels > 0 && members.values().all(|item| is_shallow(item, levels - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body;
    use serde_json::json;

    fn metadata(value: &Value) -> Result<Option<Value>, Vec<String>> {
        let mut fields = body::fields(&body::of(&json!({ "metadata": value }).to_string()));
        let sent = read(&mut fields).map(Value::Object);
        let issues = fields.finish();
        issues
            .map(|()| sent)
            .map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_is_nothing_and_an_empty_object_is_one() {
        assert_eq!(metadata(&json!(null)), Ok(None));
        assert_eq!(metadata(&json!({})), Ok(Some(json!({}))));
        let mut fields = body::fields(&body::of("{}"));
        assert_eq!(read(&mut fields), None);
    }

    #[test]
    fn it_is_kept_as_it_was_sent() {
        let sent = json!({"customer_id": "CUST-123", "n": 1.5, "list": [null, true, {"🎫": ""}]});
        assert_eq!(metadata(&sent), Ok(Some(sent)));
    }

    #[test]
    fn it_takes_16_kilobytes_and_no_more() {
        let of_bytes = |bytes: usize| json!({ "a": "x".repeat(bytes - r#"{"a":""}"#.len()) });
        assert!(metadata(&of_bytes(16_384)).is_ok());
        assert_eq!(
            metadata(&of_bytes(16_385)).unwrap_err(),
            ["metadata: Must take at most 16 kB as JSON"]
        );
    }

    #[test]
    fn it_is_8_levels_deep_and_no_deeper() {
        let nested = |levels: usize| (1..levels).fold(json!({}), |inner, _| json!({ "a": inner }));
        let listed = |levels: usize| json!({ "a": (2..levels).fold(json!([]), |inner, _| json!([inner])) });
        assert!(metadata(&nested(8)).is_ok());
        assert!(metadata(&listed(8)).is_ok());
        assert!(metadata(&listed(9)).is_err());
        assert_eq!(
            metadata(&nested(9)).unwrap_err(),
            ["metadata: Must be at most 8 levels deep"]
        );
    }

    #[test]
    fn anything_but_an_object_is_refused_and_so_is_nul() {
        for wrong in [json!([]), json!("{}"), json!(1), json!(true)] {
            assert!(
                metadata(&wrong).unwrap_err()[0].starts_with("metadata: Expected object"),
                "{wrong}"
            );
        }
        assert_eq!(
            metadata(&json!({"a": ["\u{0}"]})).unwrap_err(),
            ["metadata.a.0: Must not contain the NUL character"]
        );
    }
}
