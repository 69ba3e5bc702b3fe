use super::*;
use crate::view::samples;
use actix_web::http::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tessera_domain::issue::FieldPath;
use tessera_http::dialect::Said;

fn rendered(fault: &Fault) -> (u16, Value) {
    rendered_at("/api/v1/tickets", fault)
}

fn rendered_at(path: &str, fault: &Fault) -> (u16, Value) {
    let facts = RequestFacts {
        said: &Said::default(),
        request_id: "0196b1a2",
        path,
        method: &Method::GET,
        media_type: None,
        now: samples::time(),
    };
    let Rendered { status, body } = render(fault, &facts);
    (status.as_u16(), body)
}

fn detail(issue: Issue) -> Value {
    let (status, body) = rendered(&Fault::from(issue));
    assert_eq!(
        (status, &body["error"]["message"]),
        (400, &json!("Validation failed"))
    );
    body["error"]["details"][0].clone()
}

#[test]
fn every_kind_of_fault_has_its_status_and_code() {
    let table = [
        (FaultKind::Invalid, 400, "VALIDATION_ERROR"),
        (FaultKind::Malformed, 400, "VALIDATION_ERROR"),
        (FaultKind::Unauthenticated, 401, "UNAUTHORIZED"),
        (FaultKind::Forbidden, 403, "FORBIDDEN"),
        (FaultKind::NotFound, 404, "NOT_FOUND"),
        (FaultKind::MethodNotAllowed, 405, "METHOD_NOT_ALLOWED"),
        (FaultKind::TimedOut, 408, "REQUEST_TIMEOUT"),
        (FaultKind::Conflict, 409, "CONFLICT"),
        (FaultKind::Stale, 412, "PRECONDITION_FAILED"),
        (FaultKind::PayloadTooLarge, 413, "PAYLOAD_TOO_LARGE"),
        (FaultKind::UriTooLong, 414, "URI_TOO_LONG"),
        (FaultKind::UnsupportedMedia, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (FaultKind::KeyReused, 422, "IDEMPOTENCY_KEY_REUSED"),
        (FaultKind::TooMany, 429, "RATE_LIMITED"),
        (FaultKind::HeadersTooLarge, 431, "REQUEST_HEADER_FIELDS_TOO_LARGE"),
        (FaultKind::Bug, 500, "INTERNAL_ERROR"),
        (FaultKind::Unavailable, 503, "SERVICE_UNAVAILABLE"),
        (FaultKind::Full, 507, "INSUFFICIENT_STORAGE"),
    ];
    assert_eq!(table.len(), FaultKind::ALL.len());
    for (kind, status, code) in table {
        let expected = json!({"error": {"code": code, "message": kind.message()}});
        assert_eq!(rendered(&Fault::new(kind)), (status, expected), "{kind:?}");
    }
}

/// The issue about the field `f` with these members besides its path.
fn shape(code: &str, message: &str, own: Value) -> Value {
    let mut shape = json!({ "code": code, "path": ["f"], "message": message });
    let Value::Object(own) = own else {
        panic!("members")
    };
    shape.as_object_mut().unwrap().extend(own);
    shape
}

fn check(table: impl IntoIterator<Item = (Problem, Value)>) {
    for (problem, expected) in table {
        assert_eq!(detail(Issue::new("f", problem.clone())), expected, "{problem:?}");
    }
}

#[test]
fn what_is_of_another_type_names_both() {
    use JsonType::{Array, Boolean, Integer, NotANumber, Null, Object, String, Undefined};
    let wrong = |expected, received| Problem::WrongType { expected, received };
    let of_type = |expected: &str, received: &str, message: &str| {
        shape(
            "invalid_type",
            message,
            json!({ "expected": expected, "received": received }),
        )
    };
    check([
        (Problem::Required, of_type("string", "undefined", "Required")),
        (
            wrong(String, Undefined),
            of_type("string", "undefined", "Required"),
        ),
        (
            wrong(String, Null),
            of_type("string", "null", "Expected string, received null"),
        ),
        (
            wrong(Integer, NotANumber),
            of_type("number", "nan", "Expected number, received nan"),
        ),
        (
            wrong(Boolean, String),
            of_type("boolean", "string", "Expected boolean, received string"),
        ),
        (
            wrong(Object, Array),
            of_type("object", "array", "Expected object, received array"),
        ),
    ]);
}

#[test]
fn what_is_out_of_bounds_names_the_bound() {
    let bound = |code: &str, kind: &str, side: &str, value: i64, message: &str| {
        shape(
            code,
            message,
            json!({ "type": kind, side: value, "inclusive": true, "exact": false }),
        )
    };
    let (short, long) = (
        "Must have at least 1 character(s)",
        "Must have at most 9 character(s)",
    );
    check([
        (
            Problem::TooShort { min: 1 },
            bound("too_small", "string", "minimum", 1, short),
        ),
        (
            Problem::TooLong { max: 9 },
            bound("too_big", "string", "maximum", 9, long),
        ),
        (
            Problem::TooSmall { min: 1 },
            bound("too_small", "number", "minimum", 1, "Must be 1 or more"),
        ),
        (
            Problem::TooLarge { max: 100 },
            bound("too_big", "number", "maximum", 100, "Must be 100 or less"),
        ),
    ]);
}

#[test]
fn what_is_not_of_the_format_names_it() {
    let format = |name: &str, message: &str| shape("invalid_string", message, json!({ "validation": name }));
    check([
        (Problem::Malformed(Format::Uuid), format("uuid", "Invalid uuid")),
        (
            Problem::Malformed(Format::DateTime),
            format("datetime", "Invalid datetime"),
        ),
        (Problem::Malformed(Format::Url), format("url", "Invalid url")),
        (
            Problem::Malformed(Format::Email),
            format("email", "Invalid email"),
        ),
        (Problem::Malformed(Format::Date), format("date", "Invalid date")),
    ]);
}

#[test]
fn every_other_rule_is_told_in_words() {
    let custom = |message: &str| shape("custom", message, json!({}));
    let words = json!({ "received": "up", "options": ["asc", "desc"] });
    check([
        (
            Problem::not_one_of(&["asc", "desc"], "up"),
            shape("invalid_enum_value", "Must be one of: asc, desc", words),
        ),
        (
            Problem::not_one_of(&["true", "false"], "1"),
            custom("Must be one of: true, false"),
        ),
        (Problem::Blank, custom("Must not be blank")),
        (Problem::Nul, custom("Must not contain the NUL character")),
        (
            Problem::UnknownReference { what: "status" },
            custom("Unknown status"),
        ),
        (
            Problem::UnknownNumber {
                what: "user",
                number: 7,
            },
            custom("Unknown user 7"),
        ),
        (
            Problem::NoNumber {
                received: JsonType::String,
            },
            custom("Expected a number, received string"),
        ),
        (
            Problem::Taken { what: "project" },
            custom("Another project has it already"),
        ),
        (Problem::Repeated, custom("Given more than once")),
        (Problem::Rule("must rhyme"), custom("must rhyme")),
    ]);
}

#[test]
fn fields_go_by_the_names_of_this_dialect() {
    let table = [
        (field::STATUS, json!(["status_id"])),
        (field::PRIORITY, json!(["priority_id"])),
        (field::PROJECT, json!(["board_id"])),
        (field::CLIENT, json!(["client_id"])),
        (field::CONTACT, json!(["contact_name_id"])),
        (field::ASSIGNEE, json!(["assigned_to"])),
        (field::WATCHERS, json!(["attributes", "watcher_user_ids"])),
        (field::CLOSED_AT, json!(["closed_at"])),
        (field::CLOSED_BY, json!(["closed_by"])),
    ];
    for (name, path) in table {
        assert_eq!(
            detail(Issue::new(name, Problem::Required))["path"],
            path,
            "{name}"
        );
    }
    let inner = FieldPath::field("attributes").then("watcher_user_ids").item(0);
    assert_eq!(
        detail(Issue::at(inner, Problem::Nul))["path"],
        json!(["attributes", "watcher_user_ids", 0])
    );
}

#[test]
fn who_asks_too_often_learns_how_long_to_wait() {
    let wait = |kind| Fault {
        retry_after: Some(Duration::from_micros(2_500_400)),
        ..Fault::new(kind)
    };
    let too_many = wait(FaultKind::TooMany);
    let table = [
        ("/api/v1/tickets", json!({"retry_after_ms": 2501})),
        ("/api/v1/mobile/authors", json!({"retry_after_ms": 2501})),
        ("/api/v1/mobile/auth/exchange", json!({"msBeforeNext": 2501})),
        ("/api/v1/mobile/auth/refresh", json!({"msBeforeNext": 2501})),
    ];
    for (path, details) in table {
        let message = FaultKind::TooMany.message();
        let expected = json!({"error": {"code": "RATE_LIMITED", "message": message, "details": details}});
        assert_eq!(rendered_at(path, &too_many), (429, expected), "{path}");
    }
    for path in ["/api/v1/tickets", "/api/v1/mobile/auth/refresh"] {
        let (_, busy) = rendered_at(path, &wait(FaultKind::Unavailable));
        assert_eq!(busy["error"].get("details"), None, "{path}");
    }
}

#[test]
fn whoever_cannot_sign_in_learns_the_least() {
    use tessera_application::Error;
    let path = "/api/v1/mobile/auth/exchange";
    let refused = rendered_at(path, &Fault::from(Error::Unauthenticated));
    let message = FaultKind::Unauthenticated.message();
    let expected = json!({"error": {"code": "UNAUTHORIZED", "message": message}});
    assert_eq!(refused, (401, expected));
    let (status, off) = rendered_at(path, &Fault::from(Error::MobileOff));
    assert_eq!((status, &off["error"]["code"]), (403, &json!("FORBIDDEN")));
    assert_eq!(off["error"].get("details"), None);
}
