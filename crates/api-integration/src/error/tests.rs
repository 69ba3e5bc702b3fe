use super::*;
use actix_web::http::Method;
use serde_json::{Value, json};
use tessera_domain::{
    issue::{FieldPath, Format, JsonType},
    time::Time,
};
use tessera_http::dialect::Said;

fn rendered(fault: &Fault) -> (u16, Value) {
    let facts = RequestFacts {
        said: &Said::default(),
        request_id: "0196b1a2",
        path: "/functions/v1/integration-tickets/tickets",
        method: &Method::POST,
        media_type: None,
        now: Time::from_micros(0).unwrap(),
    };
    let Rendered { status, body } = render(fault, &facts);
    (status.as_u16(), body)
}

#[test]
fn every_kind_of_fault_has_its_status_and_word() {
    let table = [
        (FaultKind::Invalid, 400, "invalid_field"),
        (FaultKind::Malformed, 400, "invalid_field"),
        (FaultKind::Unauthenticated, 401, "invalid_token"),
        (FaultKind::Forbidden, 403, "not_authorized"),
        (FaultKind::NotFound, 404, "not_found"),
        (FaultKind::MethodNotAllowed, 404, "not_found"),
        (FaultKind::TimedOut, 408, "request_timeout"),
        (FaultKind::Conflict, 409, "conflict"),
        (FaultKind::Stale, 412, "precondition_failed"),
        (FaultKind::PayloadTooLarge, 413, "payload_too_large"),
        (FaultKind::UriTooLong, 414, "uri_too_long"),
        (FaultKind::UnsupportedMedia, 415, "unsupported_media_type"),
        (FaultKind::KeyReused, 422, "idempotency_key_reused"),
        (FaultKind::HeadersTooLarge, 431, "request_header_fields_too_large"),
        (FaultKind::Bug, 500, "internal_error"),
        (FaultKind::Unavailable, 503, "service_unavailable"),
        (FaultKind::Full, 507, "insufficient_storage"),
    ];
    assert_eq!(
        table.len() + 1,
        FaultKind::ALL.len(),
        "TooMany has words of its own"
    );
    for (kind, status, code) in table {
        let expected = json!({"error": code, "message": kind.message()});
        assert_eq!(rendered(&Fault::new(kind)), (status, expected), "{kind:?}");
    }
}

#[test]
fn the_limit_is_refused_word_for_word() {
    let expected = json!({"error": "rate_limit_exceeded", "message": "Rate limit exceeded"});
    assert_eq!(rendered(&Fault::new(FaultKind::TooMany)), (429, expected));
}

#[test]
fn a_token_that_cannot_be_looked_at_is_no_other_fault_of_ours() {
    let fault = Fault {
        reason: Some(Reason::CredentialUnread),
        ..Fault::bug("the disk is gone: canary")
    };
    let expected = json!({"error": "validation_failed", "message": "The token could not be validated"});
    assert_eq!(rendered(&fault), (500, expected));
}

#[test]
fn a_required_field_that_is_not_there_is_missing() {
    let wrong = Problem::WrongType {
        expected: JsonType::String,
        received: JsonType::Null,
    };
    let empty = Problem::not_one_of(&["open"], "");
    for field in REQUIRED {
        for problem in [
            Problem::Required,
            wrong.clone(),
            Problem::TooShort { min: 1 },
            empty.clone(),
        ] {
            let (status, body) = rendered(&Fault::from(Issue::new(field, problem.clone())));
            assert_eq!(status, 400);
            assert_eq!(body["error"], "missing_required_field");
            assert_eq!(body["message"], format!("Missing required field: {field}"));
            assert_eq!(body["details"], format!("{field}: {problem}"));
        }
    }
}

#[test]
fn what_is_there_and_wrong_is_invalid() {
    let wrong = Problem::WrongType {
        expected: JsonType::Boolean,
        received: JsonType::String,
    };
    for issue in [
        Issue::new("title", Problem::TooLong { max: 500 }),
        Issue::new("title", Problem::Nul),
        Issue::new("status", Problem::not_one_of(&["open"], "done")),
        Issue::new("is_internal", wrong),
        Issue::new("category", Problem::TooLong { max: 255 }),
        Issue::new("ticket_id", Problem::Malformed(Format::Uuid)),
        Issue::at(
            FieldPath::field("metadata").then("title"),
            Problem::TooShort { min: 1 },
        ),
    ] {
        let (status, body) = rendered(&Fault::from(issue.clone()));
        assert_eq!(
            (status, &body["error"]),
            (400, &json!("invalid_field")),
            "{issue}"
        );
        assert_eq!(
            body["message"],
            format!("Invalid value for field: {}", issue.path)
        );
        assert_eq!(body["details"], issue.to_string());
    }
}

#[test]
fn a_missing_field_comes_before_wrong_ones_and_all_are_named() {
    let fault = Fault::from(vec![
        Issue::new("priority", Problem::not_one_of(&["low", "high"], "x")),
        Issue::new("title", Problem::Required),
    ]);
    let expected = json!({
        "error": "missing_required_field",
        "message": "Missing required field: title",
        "details": "priority: Must be one of: low, high; title: Required"
    });
    assert_eq!(rendered(&fault), (400, expected));
}

#[test]
fn another_tokens_ticket_is_a_401_of_its_own_word() {
    let foreign = Fault::from(tessera_application::Error::NotYours);
    let fault = not_yours(foreign, "Not authorized to comment on this ticket");
    let expected = json!({"error": "not_authorized", "message": "Not authorized to comment on this ticket"});
    assert_eq!(rendered(&fault), (401, expected));
    let other = Fault::new(FaultKind::NotFound);
    assert_eq!(not_yours(other.clone(), "unused"), other);
}
