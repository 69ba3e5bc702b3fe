//! How operations can be refused.

use crate::error::{self, Failure};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tessera_http::{
    document::{number_header, text_header},
    fault::{FaultKind, Reason},
};
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{Components, ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

/// A way in which an operation may be refused.
type Refused = (FaultKind, Option<Reason>);

const INVALID: Refused = (FaultKind::Invalid, None);
const UNAUTHENTICATED: Refused = (FaultKind::Unauthenticated, None);
const FORBIDDEN: Refused = (FaultKind::Forbidden, None);
const NOT_FOUND: Refused = (FaultKind::NotFound, None);
const TIMED_OUT: Refused = (FaultKind::TimedOut, None);
const TAKEN: Refused = (FaultKind::Conflict, Some(Reason::Taken));
const STALE: Refused = (FaultKind::Stale, None);
const TOO_LARGE: Refused = (FaultKind::PayloadTooLarge, None);
const URI_TOO_LONG: Refused = (FaultKind::UriTooLong, None);
const UNSUPPORTED: Refused = (FaultKind::UnsupportedMedia, None);
const AGAINST_RULE: Refused = (FaultKind::Conflict, None);
const TOO_MANY: Refused = (FaultKind::TooMany, None);
const HEADERS_TOO_LARGE: Refused = (FaultKind::HeadersTooLarge, None);
const BUG: Refused = (FaultKind::Bug, None);
const UNAVAILABLE: Refused = (FaultKind::Unavailable, None);
const FULL: Refused = (FaultKind::Full, None);

/// Every refusal that an operation may give, under the name of its component, when it is given, and what it says. A
/// method that a path does not have is no operation's matter; a reused `Idempotency-Key` has the status of a rule that
/// forbids, and another code.
const REFUSALS: [(Refused, &str, &str, &str); 16] = [
    (
        INVALID,
        "Invalid",
        "Fields break rules, or the request cannot be read",
        "Invalid input data",
    ),
    (
        UNAUTHENTICATED,
        "Unauthenticated",
        "No credential that counts came with the request",
        "Invalid or expired credentials",
    ),
    (
        FORBIDDEN,
        "Forbidden",
        "The caller may not do this",
        "Insufficient permissions",
    ),
    (
        NOT_FOUND,
        "NotFound",
        "There is no such thing in the caller's sight",
        "Ticket not found",
    ),
    (
        TIMED_OUT,
        "TimedOut",
        "The body did not arrive in time",
        "The body did not arrive in time",
    ),
    (
        TAKEN,
        "Duplicate",
        "Another thing has what only one may have",
        "A department with this name exists already",
    ),
    (
        STALE,
        "Stale",
        "It is of another version than `If-Match` says",
        "The resource has changed since it was read",
    ),
    (
        TOO_LARGE,
        "PayloadTooLarge",
        "The body is too large",
        "The body is too large",
    ),
    (
        URI_TOO_LONG,
        "UriTooLong",
        "The address is too long",
        "The address is too long",
    ),
    (
        UNSUPPORTED,
        "UnsupportedMedia",
        "The body is of a type that is not read here",
        "The body must be application/json",
    ),
    (
        AGAINST_RULE,
        "AgainstRule",
        "A rule forbids it, or the `Idempotency-Key` came with another request before",
        "A ticket cannot go from its status to this one",
    ),
    (
        TOO_MANY,
        "TooMany",
        "The caller asks too often",
        "Too many requests",
    ),
    (
        HEADERS_TOO_LARGE,
        "HeadersTooLarge",
        "The headers are too large",
        "The headers are too large",
    ),
    (BUG, "Bug", "A fault of the service", "An internal error occurred"),
    (
        UNAVAILABLE,
        "Unavailable",
        "The service is busy",
        "The service is busy, try again later",
    ),
    (
        FULL,
        "Full",
        "There is no room left to store anything",
        "There is no room to store this",
    ),
];

/// Adds the refusals that operations refer to.
pub fn add(components: &mut Components) {
    for (refused, name, description, message) in REFUSALS {
        let response = response(refused, description, message);
        components.responses.insert(name.to_owned(), response.into());
    }
}

fn response(refused: Refused, description: &str, message: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Failure::name())))
        .example(Some(example(refused, message)))
        .build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", content);
    match refused.0 {
        FaultKind::Unauthenticated => response
            .header("WWW-Authenticate", text_header("How to authenticate"))
            .build(),
        FaultKind::TooMany | FaultKind::Unavailable => response
            .header(
                "Retry-After",
                number_header("After how many seconds to try again"),
            )
            .build(),
        _ => response.build(),
    }
}

fn example((kind, reason): Refused, message: &str) -> Value {
    let details = match kind {
        FaultKind::Invalid => json!({
            "field": "priority", "reason": "Must be one of: low, medium, high, critical", "provided_value": "urgent"
        }),
        FaultKind::TooMany => json!({ "retry_after": 30 }),
        _ => Map::new().into(),
    };
    json!({
        "success": false,
        "error": {
            "code": error::code(kind, reason), "message": message, "details": details,
            "timestamp": "2023-12-01T10:00:00Z"
        },
        "request_id": "550e8400-e29b-41d4-a716-446655440000"
    })
}

fn responses(which: impl Fn(Refused) -> bool) -> BTreeMap<String, RefOr<Response>> {
    let wanted = REFUSALS.iter().filter(|(refused, ..)| which(*refused));
    wanted
        .map(|((kind, reason), name, ..)| {
            let status = error::status(*kind, *reason).as_str().to_owned();
            (status, Ref::from_response_name(*name).into())
        })
        .collect()
}

/// Whether anything may be refused so.
fn always(refused: Refused) -> bool {
    [URI_TOO_LONG, TOO_MANY, HEADERS_TOO_LARGE, BUG, UNAVAILABLE].contains(&refused)
}

/// Whether everything that needs a credential may be refused so.
fn by_caller(refused: Refused) -> bool {
    always(refused) || [UNAUTHENTICATED, FORBIDDEN].contains(&refused)
}

/// Whether only what brings a body may be refused so.
fn by_body(refused: Refused) -> bool {
    [TIMED_OUT, TOO_LARGE, UNSUPPORTED].contains(&refused)
}

/// Whether only what changes something may be refused so.
fn by_change(refused: Refused) -> bool {
    [INVALID, TAKEN, AGAINST_RULE, FULL].contains(&refused)
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $which:expr;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                responses($which)
            }
        }
    )*};
}

refusals! {
    /// How signing in can be refused.
    OpenRefusals = |it| always(it) || by_body(it) || [INVALID, UNAUTHENTICATED, FULL].contains(&it);
    /// How refreshing can be refused.
    RefreshRefusals = |it| always(it) || by_body(it) || [INVALID, UNAUTHENTICATED].contains(&it);
    /// How signing out can be refused.
    SignOutRefusals = |it| by_caller(it) || [INVALID, FULL].contains(&it);
    /// How reading what is always there can be refused.
    ReadRefusals = by_caller;
    /// How reading a list can be refused.
    ListRefusals = |it| by_caller(it) || it == INVALID;
    /// How reading a list under one thing can be refused.
    ListUnderRefusals = |it| by_caller(it) || [INVALID, NOT_FOUND].contains(&it);
    /// How reading one thing can be refused.
    OneRefusals = |it| by_caller(it) || it == NOT_FOUND;
    /// How fetching a file can be refused.
    FileRefusals = |it| by_caller(it) || [NOT_FOUND, AGAINST_RULE].contains(&it);
    /// How searching can be refused.
    SearchRefusals = |it| by_caller(it) || by_body(it) || it == INVALID;
    /// How making a thing can be refused.
    WriteRefusals = |it| by_caller(it) || by_body(it) || by_change(it);
    /// How making a thing under another one can be refused.
    WriteUnderRefusals = |it| by_caller(it) || by_body(it) || by_change(it) || it == NOT_FOUND;
    /// How having something done about a thing can be refused.
    TriggerRefusals = |it| by_caller(it) || by_change(it) || it == NOT_FOUND;
    /// How changing a thing can be refused.
    ChangeRefusals = |_| true;
    /// How taking a thing away can be refused.
    RemoveRefusals = |it| !by_body(it);
}
