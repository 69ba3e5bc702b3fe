//! How operations can be refused.

use crate::error::{self, ErrorBody};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tessera_http::{document::text_header, fault::FaultKind};
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{Components, ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
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

/// The refusals that mean something else where nobody is signed in yet.
const SIGN_IN_REFUSALS: [(FaultKind, &str, &str); 3] = [
    (
        FaultKind::Unauthenticated,
        "TokenRefused",
        "The token does not count. Why, is not told: unknown, used, ended, of another state or verifier, or its owner may \
         not sign in",
    ),
    (
        FaultKind::Forbidden,
        "SignInOff",
        "Signing in with the app is switched off",
    ),
    (
        FaultKind::TooMany,
        "TooManyTries",
        "Too many tries from one network address or by one person",
    ),
];

/// Adds the refusals that operations refer to.
pub fn add(components: &mut Components) {
    for (kind, name, description) in REFUSALS {
        let response = response(kind, description, &example(kind));
        components.responses.insert(name.to_owned(), response.into());
    }
    for (kind, name, description) in SIGN_IN_REFUSALS {
        let response = response(kind, description, &sign_in_example(kind));
        components.responses.insert(name.to_owned(), response.into());
    }
}

fn response(kind: FaultKind, description: &str, example: &Value) -> Response {
    let schema = Ref::from_schema_name(ErrorBody::name());
    let content = ContentBuilder::new()
        .schema(Some(schema))
        .example(Some(example.clone()))
        .build();
    let response = ResponseBuilder::new()
        .description(description)
        .content("application/json", content);
    match kind {
        FaultKind::Unauthenticated => response
            .header("WWW-Authenticate", text_header("How to authenticate"))
            .build(),
        FaultKind::TooMany | FaultKind::Unavailable => response
            .header("Retry-After", text_header("After how many seconds to try again"))
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

fn sign_in_example(kind: FaultKind) -> Value {
    if kind != FaultKind::TooMany {
        return example(kind);
    }
    let wait = json!({"msBeforeNext": 300_000});
    json!({"error": {"code": error::code(kind), "message": kind.message(), "details": wait}})
}

fn responses(which: impl Fn(FaultKind) -> bool) -> BTreeMap<String, RefOr<Response>> {
    referred(&REFUSALS, which)
}

fn referred(
    refusals: &[(FaultKind, &str, &str)],
    which: impl Fn(FaultKind) -> bool,
) -> BTreeMap<String, RefOr<Response>> {
    let wanted = refusals.iter().filter(|(kind, ..)| which(*kind));
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

/// Whether a call may be refused so that nobody has to be signed in for.
fn even_strangers(kind: FaultKind) -> bool {
    always(kind) && SIGN_IN_REFUSALS.iter().all(|(own, ..)| *own != kind)
}

/// Whether a call may be refused so that nobody has to be signed in for and that brings a body. There is nothing stored
/// that it could conflict with, and it takes no idempotency key.
fn even_strangers_bodies(kind: FaultKind) -> bool {
    let body = only_with_body(kind) && !matches!(kind, FaultKind::Conflict | FaultKind::KeyReused);
    body || even_strangers(kind)
}

/// How asking what everybody may know can be refused.
pub struct OpenRefusals;

impl IntoResponses for OpenRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(even_strangers)
    }
}

/// How signing in, and staying so, can be refused.
pub struct SignInRefusals;

impl IntoResponses for SignInRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = responses(even_strangers_bodies);
        all.extend(referred(&SIGN_IN_REFUSALS, |_| true));
        all
    }
}

/// How signing out can be refused.
pub struct SignOutRefusals;

impl IntoResponses for SignOutRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(even_strangers_bodies)
    }
}
