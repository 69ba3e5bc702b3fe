//! How operations can be refused.

use crate::error::{self, ErrorBody};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tessera_http::fault::FaultKind;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{
        Components, ContentBuilder, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder, Type,
        schema::ObjectBuilder,
    },
};

/// Every refusal that an operation may give, under the name of its component, and when it is given. A method that a
/// path does not have is no operation's matter.
const REFUSALS: [(FaultKind, &str, &str); 16] = [
    (
        FaultKind::Invalid,
        "Invalid",
        "The request breaks a rule, or cannot be read",
    ),
    (
        FaultKind::Unauthenticated,
        "Unauthenticated",
        "No API key that counts came with the request",
    ),
    (FaultKind::Forbidden, "Forbidden", "The caller may not do this"),
    (
        FaultKind::NotFound,
        "NotFound",
        "There is no such thing in the caller's sight",
    ),
    (FaultKind::TimedOut, "TimedOut", "The body did not arrive in time"),
    (FaultKind::Conflict, "Conflict", "What is stored forbids it"),
    (
        FaultKind::Stale,
        "Stale",
        "The ticket is of another version than `If-Match` says",
    ),
    (
        FaultKind::PayloadTooLarge,
        "PayloadTooLarge",
        "The body is too large",
    ),
    (FaultKind::UriTooLong, "UriTooLong", "The address is too long"),
    (
        FaultKind::UnsupportedMedia,
        "UnsupportedMedia",
        "The body is not JSON",
    ),
    (
        FaultKind::KeyReused,
        "KeyReused",
        "The `Idempotency-Key` came with another request before",
    ),
    (FaultKind::TooMany, "TooMany", "The caller asks too often"),
    (
        FaultKind::HeadersTooLarge,
        "HeadersTooLarge",
        "The headers are too large",
    ),
    (FaultKind::Bug, "Bug", "A fault of the service"),
    (FaultKind::Unavailable, "Unavailable", "The service is busy"),
    (FaultKind::Full, "Full", "There is no room left to store anything"),
];

/// Adds the refusals that operations refer to.
pub fn add(components: &mut Components) {
    for (kind, name, description) in REFUSALS {
        components
            .responses
            .insert(name.to_owned(), response(kind, description).into());
    }
}

fn response(kind: FaultKind, description: &str) -> Response {
    let schema = Ref::from_schema_name(ErrorBody::name());
    let content = ContentBuilder::new()
        .schema(Some(schema))
        .example(Some(example(kind)))
        .build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", content);
    match kind {
        FaultKind::Unauthenticated => response
            .header("WWW-Authenticate", header("How to authenticate"))
            .build(),
        FaultKind::TooMany | FaultKind::Unavailable => response
            .header("Retry-After", header("After how many seconds to try again"))
            .build(),
        _ => response.build(),
    }
}

fn example(kind: FaultKind) -> Value {
    let (code, message) = (error::code(kind), kind.message());
    if kind != FaultKind::Invalid {
        return json!({"error": {"code": code, "message": message}});
    }
    let missing = json!({
        "code": "invalid_type", "path": ["title"], "message": "Required", "expected": "string", "received": "undefined"
    });
    json!({"error": {"code": code, "message": error::INVALID, "details": [missing]}})
}

fn header(description: &str) -> utoipa::openapi::Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new()
        .schema(Some(text))
        .description(Some(description))
        .build()
}

fn responses(which: impl Fn(FaultKind) -> bool) -> BTreeMap<String, RefOr<Response>> {
    let wanted = REFUSALS.iter().filter(|(kind, ..)| which(*kind));
    wanted
        .map(|(kind, name, _)| {
            (
                kind.status().as_str().to_owned(),
                Ref::from_response_name(*name).into(),
            )
        })
        .collect()
}

/// Whether every operation may be refused so.
const fn always(kind: FaultKind) -> bool {
    !only_with_body(kind) && !matches!(kind, FaultKind::NotFound | FaultKind::Stale)
}

/// Whether only operations that write may be refused so.
const fn only_with_body(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::TimedOut
            | FaultKind::Conflict
            | FaultKind::PayloadTooLarge
            | FaultKind::UnsupportedMedia
            | FaultKind::KeyReused
            | FaultKind::Full
    )
}

/// How reading a list can be refused.
pub struct ReadRefusals;

impl IntoResponses for ReadRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(always)
    }
}

/// How reading one thing can be refused.
pub struct OneRefusals;

impl IntoResponses for OneRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(|kind| always(kind) || kind == FaultKind::NotFound)
    }
}

/// How making a thing can be refused.
pub struct WriteRefusals;

impl IntoResponses for WriteRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(|kind| always(kind) || only_with_body(kind))
    }
}

/// How changing a thing can be refused.
pub struct ChangeRefusals;

impl IntoResponses for ChangeRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(|_| true)
    }
}
