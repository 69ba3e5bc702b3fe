//! How operations can be refused.

use crate::{
    error::{self, Detail, Unauthenticated},
    schema::FieldErrors,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tessera_http::{document::text_header, fault::FaultKind};
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{
        Components, ContentBuilder, Ref, RefOr, Response, ResponseBuilder,
        schema::{AnyOfBuilder, Schema},
    },
};

/// Every refusal that an operation may give, under the name of its component, when it is given, and what it says. A
/// method that a path does not have is no operation's matter.
const REFUSALS: [(FaultKind, &str, &str, &str); 16] = [
    (
        FaultKind::Invalid,
        "Invalid",
        "Fields break rules, or the request cannot be read",
        "",
    ),
    (
        FaultKind::Unauthenticated,
        "Unauthenticated",
        "No credential that counts came with the request",
        "Authentication credentials were not provided.",
    ),
    (
        FaultKind::Forbidden,
        "Forbidden",
        "The caller may not do this",
        error::FORBIDDEN,
    ),
    (
        FaultKind::NotFound,
        "NotFound",
        "There is no such thing in the caller's sight",
        error::NOT_FOUND,
    ),
    (
        FaultKind::TimedOut,
        "TimedOut",
        "The body did not arrive in time",
        "The body did not arrive in time.",
    ),
    (
        FaultKind::Conflict,
        "Conflict",
        "What is stored forbids it",
        "It conflicts with what is stored.",
    ),
    (
        FaultKind::Stale,
        "Stale",
        "It is of another version than `If-Match` says",
        "The resource has changed since it was read.",
    ),
    (
        FaultKind::PayloadTooLarge,
        "PayloadTooLarge",
        "The body is too large",
        "The body is too large.",
    ),
    (
        FaultKind::UriTooLong,
        "UriTooLong",
        "The address is too long",
        "The address is too long.",
    ),
    (
        FaultKind::UnsupportedMedia,
        "UnsupportedMedia",
        "The body is of a type that is not read here",
        "Unsupported media type \"text/plain\" in request.",
    ),
    (
        FaultKind::KeyReused,
        "KeyReused",
        "The `Idempotency-Key` came with another request before",
        "The idempotency key was used for another request.",
    ),
    (
        FaultKind::TooMany,
        "TooMany",
        "The caller asks too often",
        "Request was throttled. Expected available in 30 seconds.",
    ),
    (
        FaultKind::HeadersTooLarge,
        "HeadersTooLarge",
        "The headers are too large",
        "The headers are too large.",
    ),
    (
        FaultKind::Bug,
        "Bug",
        "A fault of the service",
        "Internal server error.",
    ),
    (
        FaultKind::Unavailable,
        "Unavailable",
        "The service is busy",
        "Service temporarily unavailable, try again later.",
    ),
    (
        FaultKind::Full,
        "Full",
        "There is no room left to store anything",
        "There is no room to store this.",
    ),
];

/// Adds the refusals that operations refer to.
pub fn add(components: &mut Components) {
    for (kind, name, description, detail) in REFUSALS {
        let response = response(kind, description, detail);
        components.responses.insert(name.to_owned(), response.into());
    }
}

fn response(kind: FaultKind, description: &str, detail: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(schema(kind)))
        .example(Some(example(kind, detail)))
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

fn schema(kind: FaultKind) -> RefOr<Schema> {
    let named = |name: std::borrow::Cow<'static, str>| Ref::from_schema_name(name);
    match kind {
        FaultKind::Invalid => AnyOfBuilder::new()
            .item(named(FieldErrors::name()))
            .item(named(Detail::name()))
            .into(),
        FaultKind::Unauthenticated => named(Unauthenticated::name()).into(),
        _ => named(Detail::name()).into(),
    }
}

fn example(kind: FaultKind, detail: &str) -> Value {
    if kind == FaultKind::Invalid {
        return json!({
            "name": ["This field is required."], "column": ["Invalid pk \"999\" - object does not exist."]
        });
    }
    json!({ "detail": detail })
}

fn responses(which: impl Fn(FaultKind) -> bool) -> BTreeMap<String, RefOr<Response>> {
    let wanted = REFUSALS.iter().filter(|(kind, ..)| which(*kind));
    wanted
        .map(|(kind, name, ..)| {
            let status = error::status(*kind).as_str().to_owned();
            (status, Ref::from_response_name(*name).into())
        })
        .collect()
}

/// Whether anything may be refused so.
const fn always(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::UriTooLong
            | FaultKind::TooMany
            | FaultKind::HeadersTooLarge
            | FaultKind::Bug
            | FaultKind::Unavailable
    )
}

/// Whether everything that needs a credential may be refused so.
const fn by_caller(kind: FaultKind) -> bool {
    always(kind) || matches!(kind, FaultKind::Unauthenticated | FaultKind::Forbidden)
}

/// Whether only what brings a body may be refused so.
const fn by_body(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::TimedOut | FaultKind::PayloadTooLarge | FaultKind::UnsupportedMedia
    )
}

/// Whether only what changes something may be refused so.
const fn by_change(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::Invalid | FaultKind::Conflict | FaultKind::KeyReused | FaultKind::Full
    )
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
    /// How accounts and tokens can be refused to strangers.
    OpenRefusals = |kind| always(kind) || by_body(kind) || matches!(kind, FaultKind::Invalid | FaultKind::Full);
    /// How refreshing can be refused.
    RefreshRefusals = |kind| {
        always(kind) || by_body(kind) || matches!(kind, FaultKind::Invalid | FaultKind::Unauthenticated)
    };
    /// How reading what is always there can be refused.
    ReadRefusals = by_caller;
    /// How reading a list can be refused.
    ListRefusals = |kind| by_caller(kind) || matches!(kind, FaultKind::Invalid | FaultKind::NotFound);
    /// How reading one thing can be refused.
    OneRefusals = |kind| by_caller(kind) || kind == FaultKind::NotFound;
    /// How making a thing can be refused.
    WriteRefusals = |kind| by_caller(kind) || by_body(kind) || by_change(kind);
    /// How changing a thing can be refused.
    ChangeRefusals = |_| true;
    /// How taking a thing away, or changing it without a body, can be refused.
    RemoveRefusals = |kind| !by_body(kind);
}
