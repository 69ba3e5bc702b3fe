#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods themselves are not general enough over the lifetime"
)]

use super::*;
use crate::fault::FaultKind;
use tessera_domain::{issue::Format, ticket::Patch};
use uuid::Uuid;

fn fields(json: &str) -> Fields {
    JsonBody(Bytes::copy_from_slice(json.as_bytes()))
        .fields()
        .unwrap()
}

fn issues(fields: Fields) -> Vec<String> {
    fields
        .finish()
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// What is wrong with `{"f": json}` read by `end`.
fn problem<T>(json: &str, end: impl FnOnce(Field<'_, Required>) -> T) -> Option<Problem> {
    let mut fields = fields(&format!("{{\"f\":{json}}}"));
    let _ = end(fields.required("f"));
    fields.finish().err().map(|issues| issues[0].problem.clone())
}

#[test]
fn a_body_must_be_an_object() {
    for (json, received) in [
        ("[]", JsonType::Array),
        ("null", JsonType::Null),
        ("\"{}\"", JsonType::String),
    ] {
        let fault = JsonBody(Bytes::copy_from_slice(json.as_bytes()))
            .fields()
            .unwrap_err();
        let problem = Problem::WrongType {
            expected: JsonType::Object,
            received,
        };
        assert_eq!(
            (fault.kind, &fault.issues[0].problem),
            (FaultKind::Invalid, &problem)
        );
    }
    assert_eq!(JsonBody::none().fields().unwrap_err().kind, FaultKind::Malformed);
}

#[test]
fn absence_and_null_differ_by_how_a_member_is_asked_for() {
    let mut read = fields(r#"{"null": null, "set": true, "unknown": 1}"#);
    assert!(!read.required("absent").boolean());
    assert!(!read.required("null").boolean());
    assert!(read.required("set").boolean());
    assert_eq!(
        issues(read),
        ["absent: Required", "null: Expected boolean, received null"]
    );

    let mut read = fields(r#"{"null": null, "set": true, "bad": 1}"#);
    assert_eq!(read.optional("absent").boolean(), None);
    assert_eq!(read.optional("null").boolean(), None);
    assert_eq!(read.optional("set").boolean(), Some(true));
    assert_eq!(read.optional("bad").boolean(), None);
    assert_eq!(
        issues(read),
        [
            "null: Expected boolean, received null",
            "bad: Expected boolean, received number"
        ]
    );

    let mut read = fields(r#"{"null": null, "set": true, "bad": 1}"#);
    assert!(read.has("null") && !read.has("absent"));
    assert_eq!(read.patch("absent").boolean(), Patch::Keep);
    assert_eq!(read.patch("null").boolean(), Patch::Clear);
    assert_eq!(read.patch("set").boolean(), Patch::Set(true));
    assert!(read.are_right());
    assert_eq!(read.patch("bad").boolean(), Patch::Keep);
    assert_eq!(issues(read), ["bad: Expected boolean, received number"]);
}

#[test]
fn texts_are_counted_in_scalars_and_free_of_nul() {
    assert_eq!(problem("\"üüü\"", |f| f.text(1, 3)), None);
    assert_eq!(
        problem("\"üüüü\"", |f| f.text(1, 3)),
        Some(Problem::TooLong { max: 3 })
    );
    assert_eq!(
        problem("\"\"", |f| f.text(1, 3)),
        Some(Problem::TooShort { min: 1 })
    );
    assert_eq!(problem("\"\\u0000\"", |f| f.text(1, 3)), Some(Problem::Nul));
    let wrong = Problem::WrongType {
        expected: JsonType::String,
        received: JsonType::Array,
    };
    assert_eq!(problem("[\"a\"]", |f| f.text(1, 3)), Some(wrong));
    let rule = Problem::Rule("must rhyme");
    assert_eq!(
        problem("\"a\"", |f| f.parsed((), |_| Err(rule.clone()))),
        Some(rule)
    );
}

#[test]
fn numbers_are_whole_and_within_range() {
    let wrong = |received| Problem::WrongType {
        expected: JsonType::Integer,
        received,
    };
    for (json, expected) in [
        ("1", None),
        ("1.0", None),
        ("1e1", None),
        ("-0.0", Some(Problem::TooSmall { min: 1 })),
        ("0", Some(Problem::TooSmall { min: 1 })),
        ("101", Some(Problem::TooLarge { max: 100 })),
        ("9223372036854775808", Some(Problem::TooLarge { max: 100 })),
        ("18446744073709551616", Some(Problem::TooLarge { max: 100 })),
        ("-1e300", Some(Problem::TooSmall { min: 1 })),
        ("1.5", Some(wrong(JsonType::Number))),
        ("\"1\"", Some(wrong(JsonType::String))),
        ("true", Some(wrong(JsonType::Boolean))),
    ] {
        assert_eq!(problem(json, |f| f.integer(1, 100)), expected, "{json}");
    }
    assert_eq!(
        fields(r#"{"f": 1e2}"#).required("f").integer(i64::MIN, i64::MAX),
        100
    );
}

#[test]
fn a_value_of_any_type_is_what_its_reader_makes_of_it() {
    let length = |value: Value, _: &FieldPath| Ok(value.to_string().len());
    let mut read = fields(r#"{"a": [1], "b": null, "c": null}"#);
    assert_eq!(read.optional("a").value(JsonType::String, length), Some(3));
    assert_eq!(read.optional("b").value(JsonType::String, length), None);
    assert_eq!(read.patch("c").value(JsonType::String, length), Patch::Clear);
    assert_eq!(read.patch("d").value(JsonType::String, length), Patch::Keep);
    assert_eq!(issues(read), ["b: Expected string, received null"]);
}

#[test]
fn formats_are_checked() {
    assert_eq!(
        problem("\"x\"", |f| f.uuid::<Uuid>()),
        Some(Problem::Malformed(Format::Uuid))
    );
    assert_eq!(
        problem("\"\"", |f| f.time()),
        Some(Problem::Malformed(Format::DateTime))
    );
    let not = Problem::not_one_of(&["a", "b"], "c");
    assert_eq!(problem("\"c\"", |f| f.word(&["a", "b"])), Some(not));
    for good in ["https://example.org/a?b#c", "HTTP://localhost:8080"] {
        assert_eq!(problem(&format!("\"{good}\""), |f| f.url()), None, "{good}");
    }
    for bad in [
        "",
        "example.org",
        "javascript:alert(1)",
        "javascript://x",
        "https://",
        "//x",
        "ftp://x",
    ] {
        let malformed = Some(Problem::Malformed(Format::Url));
        assert_eq!(problem(&format!("\"{bad}\""), |f| f.url()), malformed, "{bad}");
    }
}

#[test]
fn issues_inside_lists_and_objects_keep_their_path() {
    let mut read = fields(
        r#"{"tags": ["a", 1, "\u0000", "long"], "many": ["a","b"], "meta": {"x": [1, {"y": "\u0000"}], "n\u0000": 1}}"#,
    );
    let _ = read.optional("tags").texts(4, 3);
    let _ = read.optional("many").texts(1, 3);
    let _ = read.optional("meta").object();
    assert_eq!(
        issues(read),
        [
            "tags.1: Expected string, received number",
            "tags.2: Must not contain the NUL character",
            "tags.3: Must have at most 3 character(s)",
            "many: Must have at most 1 character(s)",
            "meta: Must not contain the NUL character",
            "meta.x.1.y: Must not contain the NUL character",
        ]
    );
}

#[test]
fn members_of_an_inner_object_keep_their_path() {
    let mut outer = fields(r#"{"device": {"id": 1}}"#);
    let device = outer.required("device").object();
    let mut inner = Fields::within(FieldPath::field("device"), device);
    let _ = inner.optional("id").text(0, 9);
    assert_eq!(issues(inner), ["device.id: Expected string, received number"]);
}
