//! How operations can be refused.

use crate::error::{self, ErrorBody};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tessera_http::{
    document::{number_header, text_header},
    fault::FaultKind,
};
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{Components, ContentBuilder, Ref, RefOr, Response, ResponseBuilder, example::ExampleBuilder},
};

/// One way in which operations are refused: its kind, the name of its component, when it is given, and which words it
/// may bring with which message.
struct Refusal {
    kind: FaultKind,
    name: &'static str,
    description: &'static str,
    examples: &'static [(&'static str, &'static str)],
}

/// A refusal that brings the word and the message of its kind.
const fn plain(kind: FaultKind, name: &'static str, description: &'static str) -> Refusal {
    Refusal {
        kind,
        name,
        description,
        examples: &[],
    }
}

/// A 401 of every operation.
const UNAUTHENTICATED: Refusal = Refusal {
    kind: FaultKind::Unauthenticated,
    name: "Unauthenticated",
    description: "Invalid or disabled token",
    examples: &[
        (error::MISSING_TOKEN, "No bearer token was sent"),
        (error::INVALID_TOKEN, "Invalid token"),
    ],
};

/// A 401 of those operations that another token's ticket refuses.
const NOT_AUTHORIZED: Refusal = Refusal {
    kind: FaultKind::Unauthenticated,
    name: "NotAuthorized",
    description: "Invalid or disabled token, or not authorized for this ticket",
    examples: &[
        (error::MISSING_TOKEN, "No bearer token was sent"),
        (error::INVALID_TOKEN, "Invalid token"),
        (error::NOT_AUTHORIZED, "Not authorized to update this ticket"),
    ],
};

/// Every other refusal that an operation may give.
const REFUSALS: [Refusal; 12] = [
    Refusal {
        kind: FaultKind::Invalid,
        name: "Invalid",
        description: "A field is missing or wrong",
        examples: &[
            (error::MISSING_FIELD, "Missing required field: title"),
            (error::INVALID_FIELD, "Invalid value for field: priority"),
        ],
    },
    plain(
        FaultKind::NotFound,
        "NotFound",
        "Ticket not found or not owned by token",
    ),
    plain(FaultKind::TimedOut, "TimedOut", "The body did not arrive in time"),
    plain(
        FaultKind::PayloadTooLarge,
        "PayloadTooLarge",
        "The body is too large",
    ),
    plain(FaultKind::UriTooLong, "UriTooLong", "The address is too long"),
    plain(
        FaultKind::UnsupportedMedia,
        "UnsupportedMedia",
        "The body is encoded",
    ),
    plain(
        FaultKind::KeyReused,
        "KeyReused",
        "The `Idempotency-Key` came with another request before",
    ),
    Refusal {
        kind: FaultKind::TooMany,
        name: "TooMany",
        description: "Rate limit exceeded",
        examples: &[("rate_limit_exceeded", "Rate limit exceeded")],
    },
    plain(
        FaultKind::HeadersTooLarge,
        "HeadersTooLarge",
        "The headers are too large",
    ),
    Refusal {
        kind: FaultKind::Bug,
        name: "Bug",
        description: "A fault of the service, or of validating the token",
        examples: &[
            ("internal_error", FaultKind::Bug.message()),
            (error::VALIDATION_FAILED, "The token could not be validated"),
        ],
    },
    plain(FaultKind::Unavailable, "Unavailable", "The service is busy"),
    plain(FaultKind::Full, "Full", "There is no room left to store anything"),
];

/// Adds the refusals that operations refer to.
pub fn add(components: &mut Components) {
    for refusal in REFUSALS.iter().chain([&UNAUTHENTICATED, &NOT_AUTHORIZED]) {
        components
            .responses
            .insert(refusal.name.to_owned(), refusal.response().into());
    }
}

impl Refusal {
    fn response(&self) -> Response {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(ErrorBody::name())));
        let content = match self.examples {
            [] => content.example(Some(example(error::word(self.kind), self.kind.message()))),
            several => content.examples_from_iter(several.iter().map(|(word, message)| {
                let example = ExampleBuilder::new().value(Some(example(word, message)));
                (*word, example.build())
            })),
        };
        let response = ResponseBuilder::new()
            .description(self.description)
            .content("application/json", content.build());
        match self.kind {
            FaultKind::Unauthenticated => {
                response.header("WWW-Authenticate", text_header("How to authenticate"))
            }
            FaultKind::TooMany | FaultKind::Unavailable => response.header(
                "Retry-After",
                number_header("After how many seconds to try again"),
            ),
            _ => response,
        }
        .build()
    }

    fn reference(&self) -> (String, RefOr<Response>) {
        let status = error::status(self.kind).as_str().to_owned();
        (status, Ref::from_response_name(self.name).into())
    }
}

fn example(word: &str, message: &str) -> Value {
    json!({ "error": word, "message": message })
}

fn responses(
    unauthenticated: &Refusal,
    which: impl Fn(FaultKind) -> bool,
) -> BTreeMap<String, RefOr<Response>> {
    let wanted = REFUSALS.iter().filter(|refusal| which(refusal.kind));
    wanted.chain([unauthenticated]).map(Refusal::reference).collect()
}

/// Whether every operation may be refused so.
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

/// How anything can be refused.
pub struct AlwaysRefusals;

impl IntoResponses for AlwaysRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&UNAUTHENTICATED, always)
    }
}

/// How reading one thing can be refused.
pub struct OneRefusals;

impl IntoResponses for OneRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&UNAUTHENTICATED, |kind| {
            always(kind) || matches!(kind, FaultKind::Invalid | FaultKind::NotFound)
        })
    }
}

/// How making a thing can be refused.
pub struct WriteRefusals;

impl IntoResponses for WriteRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&UNAUTHENTICATED, |kind| kind != FaultKind::NotFound)
    }
}

/// How changing a thing can be refused.
pub struct ChangeRefusals;

impl IntoResponses for ChangeRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&NOT_AUTHORIZED, |_| true)
    }
}
