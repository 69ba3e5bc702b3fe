use super::*;
use actix_web::{http::Method, web::Bytes};
use std::time::Duration;
use tessera_domain::{
    issue::{Format, JsonType, Problem},
    time::Time,
};
use tessera_http::dialect::Said;

fn rendered_of(said: &Said, fault: &Fault) -> (u16, Value) {
    let method = Method::POST;
    let facts = RequestFacts {
        request_id: "550e8400-e29b-41d4-a716-446655440000",
        path: "/tickets",
        method: &method,
        media_type: None,
        now: Time::parse("2023-12-01T10:00:00Z").unwrap(),
        said,
    };
    let Rendered { status, body } = render(fault, &facts);
    (status.as_u16(), body)
}

fn rendered(fault: &Fault) -> (u16, Value) {
    rendered_of(&Said::default(), fault)
}

fn details_of(body: &str, fault: &Fault) -> Value {
    let said = Said {
        query: String::new(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    rendered_of(&said, fault).1["error"]["details"].clone()
}

#[test]
fn the_documented_refusal_is_given_as_printed() {
    let fault = Fault::from(Issue::new("email", Problem::Malformed(Format::Email)));
    let said = Said {
        query: String::new(),
        body: Bytes::from_static(br#"{"email": "invalid-email"}"#),
    };
    let expected = json!({
        "success": false,
        "error": {
            "code": "VALIDATION_ERROR",
            "message": "Invalid input data",
            "details": {"field": "email", "reason": "Invalid email", "provided_value": "invalid-email"},
            "timestamp": "2023-12-01T10:00:00Z"
        },
        "request_id": "550e8400-e29b-41d4-a716-446655440000"
    });
    assert_eq!(rendered_of(&said, &fault), (400, expected));
}

#[test]
fn every_kind_of_fault_has_its_status_and_code() {
    for (kind, status, code) in [
        (FaultKind::Invalid, 400, "VALIDATION_ERROR"),
        (FaultKind::Malformed, 400, "VALIDATION_ERROR"),
        (FaultKind::Unauthenticated, 401, "AUTHENTICATION_REQUIRED"),
        (FaultKind::Forbidden, 403, "PERMISSION_DENIED"),
        (FaultKind::NotFound, 404, "RESOURCE_NOT_FOUND"),
        (FaultKind::MethodNotAllowed, 405, "METHOD_NOT_ALLOWED"),
        (FaultKind::TimedOut, 408, "REQUEST_TIMEOUT"),
        (FaultKind::Conflict, 422, "BUSINESS_RULE_VIOLATION"),
        (FaultKind::Stale, 412, "PRECONDITION_FAILED"),
        (FaultKind::PayloadTooLarge, 413, "PAYLOAD_TOO_LARGE"),
        (FaultKind::UriTooLong, 414, "URI_TOO_LONG"),
        (FaultKind::UnsupportedMedia, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (FaultKind::KeyReused, 422, "IDEMPOTENCY_KEY_REUSED"),
        (FaultKind::TooMany, 429, "RATE_LIMIT_EXCEEDED"),
        (FaultKind::HeadersTooLarge, 431, "HEADERS_TOO_LARGE"),
        (FaultKind::Bug, 500, "INTERNAL_SERVER_ERROR"),
        (FaultKind::Unavailable, 503, "EXTERNAL_SERVICE_ERROR"),
        (FaultKind::Full, 507, "INSUFFICIENT_STORAGE"),
    ] {
        let (sent, body) = rendered(&Fault::new(kind));
        assert_eq!((sent, &body["error"]["code"]), (status, &json!(code)), "{kind:?}");
        assert!(body["error"]["details"].is_object(), "{kind:?}");
        assert_eq!(body["success"], json!(false));
    }
}

#[test]
fn only_what_must_be_unique_is_a_duplicate() {
    let taken = Fault {
        reason: Some(Reason::Taken),
        ..Fault::saying(FaultKind::Conflict, "A department with this name exists already")
    };
    let (status, body) = rendered(&taken);
    assert_eq!(
        (status, &body["error"]["code"]),
        (409, &json!("DUPLICATE_RESOURCE"))
    );
    assert_eq!(
        body["error"]["message"],
        "A department with this name exists already"
    );
}

#[test]
fn several_fields_at_fault_stand_beside_the_first() {
    let fault = Fault::from(vec![
        Issue::new("title", Problem::Required),
        Issue::new("priority", Problem::not_one_of(&["low"], "urgent")),
    ]);
    let details = details_of(r#"{"priority": "urgent"}"#, &fault);
    let first = json!({"field": "title", "reason": "Required", "provided_value": null});
    let second = json!({"field": "priority", "reason": "Must be one of: low", "provided_value": "urgent"});
    assert_eq!(
        details,
        json!({"field": "title", "reason": "Required", "provided_value": null, "errors": [first, second]})
    );
}

#[test]
fn fields_have_this_dialects_names() {
    for (core, own) in [
        ("status_id", "status"),
        ("assignee_id", "assigned_to_id"),
        ("tag_ids", "tags"),
        ("text", "content"),
        ("title", "title"),
    ] {
        let number = Problem::UnknownNumber {
            what: "thing",
            number: 9,
        };
        let details = details_of("{}", &Fault::from(Issue::new(core, number)));
        assert_eq!(
            (&details["field"], &details["provided_value"]),
            (&json!(own), &json!(9))
        );
    }
}

#[test]
fn what_was_sent_is_quoted_where_it_stood() {
    let wrong = || Problem::WrongType {
        expected: JsonType::String,
        received: JsonType::Number,
    };
    let path = FieldPath::field("filters").then("status").item(1);
    let fault = Fault::from(Issue::at(path, wrong()));
    let details = details_of(r#"{"filters": {"status": ["open", 7]}}"#, &fault);
    assert_eq!(details["field"], "filters.status.1");
    assert_eq!(details["provided_value"], 7);

    let said = Said {
        query: "page=1&size=x%20y".into(),
        body: Bytes::new(),
    };
    let (_, body) = rendered_of(&said, &Fault::from(Issue::new("size", wrong())));
    assert_eq!(body["error"]["details"]["provided_value"], "x y");
}

#[test]
fn secrets_lists_and_long_texts_are_not_quoted() {
    for (body, name, quoted) in [
        (r#"{"password": "canary"}"#, "password", json!(null)),
        (r#"{"new_Password": "canary"}"#, "new_Password", json!(null)),
        (r#"{"refresh_token": "canary"}"#, "refresh_token", json!(null)),
        (r#"{"secret": "canary"}"#, "secret", json!(null)),
        (r#"{"username": {"password": "canary"}}"#, "username", json!(null)),
        (r#"{"title": ["canary"]}"#, "title", json!(null)),
        (r#"{"title": true}"#, "title", json!(true)),
    ] {
        let details = details_of(body, &Fault::from(Issue::new(name, Problem::Blank)));
        assert_eq!(details["provided_value"], quoted, "{body}");
    }
    let long = format!(r#"{{"title": "{}"}}"#, "ü".repeat(300));
    let details = details_of(
        &long,
        &Fault::from(Issue::new("title", Problem::TooLong { max: 200 })),
    );
    assert_eq!(details["provided_value"], json!("ü".repeat(100)));
}

#[test]
fn a_body_that_is_no_json_is_the_bodys_fault() {
    let fault = Fault {
        reason: Some(Reason::BodyUnread),
        ..Fault::saying(
            FaultKind::Malformed,
            "The body is not valid JSON (line 1, column 2)",
        )
    };
    let (status, body) = rendered(&fault);
    assert_eq!(status, 400);
    assert_eq!(
        body["error"]["details"],
        json!({
            "field": "body", "reason": "The body is not valid JSON (line 1, column 2)", "provided_value": null
        })
    );
    let no_object = Problem::WrongType {
        expected: JsonType::Object,
        received: JsonType::Array,
    };
    let details = details_of("[1]", &Fault::from(Issue::at(FieldPath::default(), no_object)));
    assert_eq!(
        (&details["field"], &details["provided_value"]),
        (&json!("body"), &Value::Null)
    );
}

#[test]
fn whoever_asks_too_often_learns_how_long_to_wait() {
    let fault = Fault {
        retry_after: Some(Duration::from_millis(1500)),
        ..Fault::new(FaultKind::TooMany)
    };
    assert_eq!(rendered(&fault).1["error"]["details"], json!({"retry_after": 2}));
}

#[test]
fn which_right_is_missing_is_not_told() {
    let (_, body) = rendered(&Fault::saying(FaultKind::Forbidden, "canary"));
    assert!(!body.to_string().contains("canary"));
}

#[test]
fn a_body_that_is_no_object_is_not_quoted() {
    let problem = Problem::WrongType {
        expected: JsonType::Object,
        received: JsonType::String,
    };
    let fault = Fault::from(Issue::at(FieldPath::default(), problem));
    assert_eq!(
        details_of("\"a password, perhaps\"", &fault),
        json!({
            "field": "body", "reason": "Expected object, received string", "provided_value": null
        })
    );
}
