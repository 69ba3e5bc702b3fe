use super::*;
use std::time::Duration;
use tessera_domain::{
    issue::{FieldPath, Format, JsonType},
    time::Time,
};
use tessera_http::dialect::Said;

fn rendered_at(method: &Method, path: &str, fault: &Fault) -> (u16, Value) {
    let facts = RequestFacts {
        request_id: "0196b1a2",
        path,
        method,
        media_type: Some("text/plain"),
        now: Time::from_micros(0).unwrap(),
        said: &Said::default(),
    };
    let Rendered { status, body } = render(fault, &facts);
    (status.as_u16(), body)
}

fn rendered(fault: &Fault) -> (u16, Value) {
    rendered_at(&Method::POST, "/api/tickets/tickets/", fault)
}

#[test]
fn every_kind_of_fault_has_its_status_and_detail() {
    let table = [
        (FaultKind::Malformed, 400, "The request cannot be read."),
        (
            FaultKind::Forbidden,
            403,
            "You do not have permission to perform this action.",
        ),
        (FaultKind::NotFound, 404, "Not found."),
        (FaultKind::MethodNotAllowed, 405, "Method \"POST\" not allowed."),
        (FaultKind::TimedOut, 408, "The body did not arrive in time."),
        (FaultKind::Conflict, 409, "It conflicts with what is stored."),
        (
            FaultKind::Stale,
            412,
            "The resource has changed since it was read.",
        ),
        (FaultKind::PayloadTooLarge, 413, "The body is too large."),
        (FaultKind::UriTooLong, 414, "The address is too long."),
        (
            FaultKind::UnsupportedMedia,
            415,
            "Unsupported media type \"text/plain\" in request.",
        ),
        (
            FaultKind::KeyReused,
            422,
            "The idempotency key was used for another request.",
        ),
        (FaultKind::TooMany, 429, "Request was throttled."),
        (FaultKind::HeadersTooLarge, 431, "The headers are too large."),
        (FaultKind::Bug, 500, "Internal server error."),
        (
            FaultKind::Unavailable,
            503,
            "Service temporarily unavailable, try again later.",
        ),
        (FaultKind::Full, 507, "There is no room to store this."),
    ];
    for (kind, status, detail) in table {
        assert_eq!(
            rendered(&Fault::new(kind)),
            (status, json!({ "detail": detail })),
            "{kind:?}"
        );
    }
}

#[test]
fn what_is_said_of_a_404_or_403_is_always_the_same() {
    for (kind, detail) in [
        (FaultKind::NotFound, NOT_FOUND),
        (FaultKind::Forbidden, FORBIDDEN),
    ] {
        let (_, body) = rendered(&Fault::saying(kind, "canary"));
        assert_eq!(body, json!({ "detail": detail }));
    }
}

#[test]
fn a_body_that_is_no_json_says_so() {
    let fault = Fault {
        reason: Some(Reason::BodyUnread),
        ..Fault::saying(
            FaultKind::Malformed,
            "The body is not valid JSON (line 1, column 2)",
        )
    };
    let detail = "JSON parse error - The body is not valid JSON (line 1, column 2)";
    assert_eq!(rendered(&fault), (400, json!({ "detail": detail })));
}

#[test]
fn whoever_asks_too_often_learns_how_long_to_wait() {
    for (seconds, end) in [(1, "1 second."), (30, "30 seconds.")] {
        let fault = Fault {
            retry_after: Some(Duration::from_secs(seconds)),
            ..Fault::new(FaultKind::TooMany)
        };
        let detail = format!("Request was throttled. Expected available in {end}");
        assert_eq!(rendered(&fault), (429, json!({ "detail": detail })));
    }
}

#[test]
fn strangers_are_told_what_the_vendor_tells_them() {
    let not_valid = |message: &str| {
        json!({
            "detail": "Given token not valid for any token type", "code": "token_not_valid",
            "messages": [{"token_class": "AccessToken", "token_type": "access", "message": message}]
        })
    };
    for (reason, body) in [
        (
            Some(Reason::NothingPresented),
            json!({"detail": "Authentication credentials were not provided."}),
        ),
        (
            Some(Reason::Misshapen),
            json!({
                "detail": "Authorization header must contain two space-delimited values",
                "code": "bad_authorization_header"
            }),
        ),
        (None, not_valid("Token is invalid or expired")),
        (Some(Reason::OtherPurpose), not_valid("Token has wrong type")),
        (
            Some(Reason::OwnerUnknown),
            json!({"detail": "User not found", "code": "user_not_found"}),
        ),
        (
            Some(Reason::OwnerInactive),
            json!({"detail": "User is inactive", "code": "user_inactive"}),
        ),
        (
            Some(Reason::WrongKey),
            json!({"detail": "Invalid super secret key"}),
        ),
    ] {
        let fault = Fault {
            reason,
            ..Fault::new(FaultKind::Unauthenticated)
        };
        assert_eq!(rendered(&fault), (401, body), "{reason:?}");
    }
}

#[test]
fn refreshing_tells_less_of_a_token() {
    for (reason, detail) in [(None, EXPIRED), (Some(Reason::OtherPurpose), WRONG_TYPE)] {
        let fault = Fault {
            reason,
            ..Fault::new(FaultKind::Unauthenticated)
        };
        let (status, body) = rendered_at(&Method::POST, "/api/tickets/auth/token/refresh/", &fault);
        assert_eq!(
            (status, body),
            (401, json!({"detail": detail, "code": "token_not_valid"}))
        );
    }
}

/// What is said of a field of a body.
fn said(problem: Problem) -> String {
    let (status, body) = rendered(&Issue::new("field", problem).into());
    assert_eq!(status, 400);
    body["field"][0].as_str().unwrap().to_owned()
}

#[test]
fn rules_are_told_in_the_vendors_sentences() {
    let wrong = |expected, received| Problem::WrongType { expected, received };
    for (problem, sentence) in [
        (Problem::Required, "This field is required."),
        (
            wrong(JsonType::String, JsonType::Null),
            "This field may not be null.",
        ),
        (
            wrong(JsonType::Array, JsonType::Null),
            "This field may not be null.",
        ),
        (Problem::Blank, "This field may not be blank."),
        (Problem::TooShort { min: 1 }, "This field may not be blank."),
        (
            Problem::TooShort { min: 8 },
            "Ensure this field has at least 8 characters.",
        ),
        (
            Problem::TooLong { max: 500 },
            "Ensure this field has no more than 500 characters.",
        ),
        (
            Problem::TooSmall { min: 0 },
            "Ensure this value is greater than or equal to 0.",
        ),
        (
            Problem::TooLarge { max: 9 },
            "Ensure this value is less than or equal to 9.",
        ),
        (wrong(JsonType::String, JsonType::Array), "Not a valid string."),
        (
            wrong(JsonType::Boolean, JsonType::Array),
            "Must be a valid boolean.",
        ),
        (
            wrong(JsonType::Integer, JsonType::String),
            "A valid integer is required.",
        ),
        (
            wrong(JsonType::Array, JsonType::String),
            "Expected a list of items but got type \"str\".",
        ),
        (
            Problem::NoNumber {
                received: JsonType::String,
            },
            "Incorrect type. Expected pk value, received str.",
        ),
        (
            Problem::UnknownNumber {
                what: "user",
                number: 999,
            },
            "Invalid pk \"999\" - object does not exist.",
        ),
        (
            Problem::not_one_of(&["a"], "zzz"),
            "\"zzz\" is not a valid choice.",
        ),
        (
            Problem::Malformed(Format::Date),
            "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
        ),
        (Problem::Malformed(Format::Email), "Enter a valid email address."),
        (Problem::Nul, "Null characters are not allowed."),
        (
            Problem::Taken { what: "project" },
            "project with this field already exists.",
        ),
        (Problem::Rule("must rhyme"), "Must rhyme."),
        (Problem::Rule("Invalid credentials"), "Invalid credentials"),
    ] {
        assert_eq!(said(problem), sentence);
    }
}

#[test]
fn types_are_named_as_the_vendors_language_names_them() {
    for (received, name) in [
        (JsonType::Boolean, "bool"),
        (JsonType::Integer, "int"),
        (JsonType::Number, "float"),
        (JsonType::String, "str"),
        (JsonType::Array, "list"),
        (JsonType::Object, "dict"),
    ] {
        let sentence = format!("Incorrect type. Expected pk value, received {name}.");
        assert_eq!(said(Problem::NoNumber { received }), sentence);
    }
}

#[test]
fn filters_are_told_differently() {
    for (problem, sentence) in [
        (
            Problem::not_one_of(&["a"], "zzz"),
            "Select a valid choice. zzz is not one of the available choices.",
        ),
        (
            Problem::UnknownNumber {
                what: "column",
                number: 999,
            },
            "Select a valid choice. That choice is not one of the available choices.",
        ),
        (
            Problem::NoNumber {
                received: JsonType::String,
            },
            "Select a valid choice. That choice is not one of the available choices.",
        ),
    ] {
        let fault = Issue::new("status", problem).into();
        let (status, body) = rendered_at(&Method::GET, "/api/tickets/tickets/", &fault);
        assert_eq!((status, body), (400, json!({"status": [sentence]})));
    }
}

#[test]
fn each_field_has_its_sentences_by_the_dialects_own_names() {
    let fault = Fault::from(vec![
        Issue::new("title", Problem::Required),
        Issue::at(
            FieldPath::field("assignee_ids").item(0),
            Problem::NoNumber {
                received: JsonType::String,
            },
        ),
        Issue::at(
            FieldPath::field("assignee_ids").item(2),
            Problem::NoNumber {
                received: JsonType::String,
            },
        ),
        Issue::at(
            FieldPath::field("assignee_ids").item(1),
            Problem::UnknownNumber {
                what: "user",
                number: 9,
            },
        ),
        Issue::new(
            "column_id",
            Problem::UnknownNumber {
                what: "column",
                number: 999,
            },
        ),
    ]);
    let expected = json!({
        "name": ["This field is required."],
        "assignee_ids": [
            "Incorrect type. Expected pk value, received str.", "Invalid pk \"9\" - object does not exist."
        ],
        "column": ["Invalid pk \"999\" - object does not exist."]
    });
    assert_eq!(rendered(&fault), (400, expected));
}

#[test]
fn what_is_about_no_single_field_says_so() {
    let object = Problem::WrongType {
        expected: JsonType::Object,
        received: JsonType::Array,
    };
    let whole = "Invalid data. Expected a dictionary, but got list.";
    let pair = "The fields name, project must make a unique set.";
    for (issue, sentence) in [
        (Issue::at(FieldPath::default(), object), whole),
        (Issue::new("name", Problem::Taken { what: "column" }), pair),
        (Issue::new("name", Problem::Taken { what: "tag" }), pair),
    ] {
        assert_eq!(
            rendered(&issue.into()),
            (400, json!({"non_field_errors": [sentence]}))
        );
    }
}

#[test]
fn accounts_and_signing_in_have_an_error_in_a_word_beside() {
    let taken = Issue::new("username", Problem::Taken { what: "user" });
    let (_, body) = rendered_at(&Method::POST, "/api/tickets/auth/register/", &taken.into());
    let sentence = "A user with that username already exists.";
    assert_eq!(
        body,
        json!({"username": [sentence], "error": "Username already exists"})
    );
    let wrong = Issue::at(FieldPath::default(), Problem::Rule("Invalid credentials"));
    let (_, body) = rendered_at(&Method::POST, "/api/tickets/auth/login", &wrong.into());
    assert_eq!(
        body,
        json!({"non_field_errors": ["Invalid credentials"], "error": "Invalid credentials"})
    );
}
