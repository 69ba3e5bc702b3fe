//! The OpenAPI document: what all operations share.

use crate::{error::ErrorBody, schema};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::{
    IntoParams, IntoResponses, PartialSchema, ToSchema,
    openapi::{
        Components, ContentBuilder, HeaderBuilder, InfoBuilder, LicenseBuilder, OpenApi, Ref, RefOr,
        Required, Response, ResponseBuilder, Tag, Type,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::{ObjectBuilder, Schema, SchemaType},
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
        tag::TagBuilder,
    },
};

/// Tickets themselves.
pub const TAG_TICKETS: &str = "Tickets";
/// What is said under tickets.
pub const TAG_COMMENTS: &str = "Comments";
/// Working time.
pub const TAG_TIME: &str = "Time entries";
/// What to pick from.
pub const TAG_LISTS: &str = "Lists";

/// A refusal that operations share.
struct Refusal {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    code: &'static str,
    message: &'static str,
    header: Option<(&'static str, &'static str)>,
}

const fn refusal(
    status: &'static str,
    name: &'static str,
    description: &'static str,
    code: &'static str,
    message: &'static str,
) -> Refusal {
    Refusal {
        status,
        name,
        description,
        code,
        message,
        header: None,
    }
}

const REFUSALS: [Refusal; 15] = [
    refusal(
        "400",
        "Invalid",
        "The request breaks a rule, or cannot be read",
        "VALIDATION_ERROR",
        "Validation failed",
    ),
    Refusal {
        header: Some(("WWW-Authenticate", "How to authenticate")),
        ..refusal(
            "401",
            "Unauthorized",
            "No valid API key",
            "UNAUTHORIZED",
            "Missing or invalid credential",
        )
    },
    refusal(
        "403",
        "Forbidden",
        "The caller may not do this",
        "FORBIDDEN",
        "missing permission: edit_tickets",
    ),
    refusal(
        "404",
        "NotFound",
        "There is no such thing in the caller's sight",
        "NOT_FOUND",
        "Ticket not found",
    ),
    refusal(
        "408",
        "TimedOut",
        "The body did not arrive in time",
        "REQUEST_TIMEOUT",
        "The body did not arrive in time",
    ),
    refusal(
        "409",
        "Conflict",
        "What is stored forbids it",
        "CONFLICT",
        "The time entry overlaps another one of yours",
    ),
    refusal(
        "412",
        "Stale",
        "The ticket is of another version than `If-Match` says",
        "PRECONDITION_FAILED",
        "The resource has changed since it was read",
    ),
    refusal(
        "413",
        "TooLarge",
        "The body is too large",
        "PAYLOAD_TOO_LARGE",
        "The body is too large",
    ),
    refusal(
        "414",
        "UriTooLong",
        "The address is too long",
        "URI_TOO_LONG",
        "The address is too long",
    ),
    refusal(
        "415",
        "Unsupported",
        "The body is not JSON",
        "UNSUPPORTED_MEDIA_TYPE",
        "The body must be application/json",
    ),
    refusal(
        "422",
        "KeyReused",
        "The `Idempotency-Key` was used for another request",
        "IDEMPOTENCY_KEY_REUSED",
        "The idempotency key was used for another request",
    ),
    Refusal {
        header: Some(("Retry-After", "After how many seconds to try again")),
        ..refusal(
            "429",
            "TooMany",
            "The caller asks too often",
            "RATE_LIMITED",
            "Too many requests",
        )
    },
    refusal(
        "431",
        "HeadersTooLarge",
        "The headers are too large",
        "REQUEST_HEADER_FIELDS_TOO_LARGE",
        "The headers are too large",
    ),
    refusal(
        "500",
        "Bug",
        "A fault of the service",
        "INTERNAL_ERROR",
        "An internal error occurred",
    ),
    Refusal {
        header: Some(("Retry-After", "After how many seconds to try again")),
        ..refusal(
            "503",
            "Unavailable",
            "The service is busy",
            "SERVICE_UNAVAILABLE",
            "The service is busy, try again later",
        )
    },
];

const FULL: Refusal = refusal(
    "507",
    "Full",
    "There is no room left",
    "INSUFFICIENT_STORAGE",
    "There is no room to store this",
);

impl Refusal {
    fn response(&self) -> Response {
        let example: Value = json!({"error": {"code": self.code, "message": self.message}});
        let schema = Ref::from_schema_name(ErrorBody::name());
        let content = ContentBuilder::new()
            .schema(Some(schema))
            .example(Some(example))
            .build();
        let response = ResponseBuilder::new()
            .description(self.description)
            .content("application/json", content);
        match self.header {
            Some((name, description)) => response.header(name, header(description)).build(),
            None => response.build(),
        }
    }
}

fn header(description: &str) -> utoipa::openapi::Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(description))
        .build()
}

fn responses(statuses: &[&str]) -> BTreeMap<String, RefOr<Response>> {
    let known = REFUSALS.iter().chain([&FULL]);
    let wanted = known.filter(|refusal| statuses.contains(&refusal.status));
    wanted
        .map(|refusal| {
            (
                refusal.status.to_owned(),
                Ref::from_response_name(refusal.name).into(),
            )
        })
        .collect()
}

/// How reading a list can be refused.
pub struct ReadRefusals;
/// How reading one thing can be refused.
pub struct OneRefusals;
/// How making a thing can be refused.
pub struct WriteRefusals;
/// How changing a thing can be refused.
pub struct ChangeRefusals;

impl IntoResponses for ReadRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&["400", "401", "403", "414", "429", "431", "500", "503"])
    }
}

impl IntoResponses for OneRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&["400", "401", "403", "404", "414", "429", "431", "500", "503"])
    }
}

impl IntoResponses for WriteRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[
            "400", "401", "403", "408", "409", "413", "414", "415", "422", "429", "431", "500", "503", "507",
        ])
    }
}

impl IntoResponses for ChangeRefusals {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[
            "400", "401", "403", "404", "408", "409", "412", "413", "414", "415", "422", "429", "431", "500",
            "503", "507",
        ])
    }
}

/// The `Idempotency-Key` header.
pub struct RepeatHeader;
/// The `If-Match` header.
pub struct MatchHeader;

impl IntoParams for RepeatHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Makes a retry safe: the same key with the same request does nothing again and gets the first \
                    answer again, for 24 hours.";
        vec![header_param("Idempotency-Key", r"^[!-~]{1,255}$", text)]
    }
}

impl IntoParams for MatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The version that the client has seen, from `ETag`: of any other one, nothing is changed. `*` is any \
                    version.";
        vec![header_param(
            "If-Match",
            r#"^(\*|"[!#-~]*"(, ?"[!#-~]*")*)$"#,
            text,
        )]
    }
}

fn header_param(name: &str, pattern: &str, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(pattern)),
        ))
        .build()
}

const DESCRIPTION: &str = "\
Tickets, comments and working time as the mobile app reads and writes them.

Every answer is `{\"data\": …}`; paged lists add `pagination` and `meta`. Every refusal is
`{\"error\": {\"code\", \"message\", \"details\"}}`, or `application/problem+json` for those whose `Accept` prefers it.
Moments are in UTC with milliseconds. Unknown parameters and members are ignored.";

/// Adds what the operations refer to, and says precisely what the derived schemas say loosely.
pub fn complete(document: &mut OpenApi) {
    document.info = InfoBuilder::new()
        .title("Tessera: the mobile app's API")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(DESCRIPTION))
        .license(Some(
            LicenseBuilder::new()
                .name("MIT OR Apache-2.0")
                .identifier(Some("MIT OR Apache-2.0"))
                .build(),
        ))
        .build();
    document.tags = Some(tags());
    let key = || SecurityRequirement::new("apiKey", NO_SCOPES);
    document.security = Some(vec![key(), key().add("tenantId", NO_SCOPES)]);
    let components = document.components.get_or_insert_default();
    add_components(components);
    components
        .schemas
        .iter_mut()
        .filter(|(name, _)| is_view(name))
        .for_each(|(_, view)| demand_all(view));
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            operation.parameters.iter_mut().flatten().for_each(refuse_null);
        }
    }
}

const NO_SCOPES: [&str; 0] = [];

fn tags() -> Vec<Tag> {
    let tag = |(name, text)| TagBuilder::new().name(name).description(Some(text)).build();
    let all = [
        (TAG_TICKETS, "Finding, opening and changing tickets"),
        (TAG_COMMENTS, "What is said under tickets"),
        (TAG_TIME, "Working time"),
        (TAG_LISTS, "Statuses, priorities and boards to pick from"),
    ];
    all.into_iter().map(tag).collect()
}

fn add_components(components: &mut Components) {
    components
        .schemas
        .insert(ErrorBody::name().into_owned(), ErrorBody::schema());
    let mut inner = Vec::new();
    ErrorBody::schemas(&mut inner);
    components.schemas.extend(inner);
    components
        .schemas
        .insert(schema::FREE_VALUE.to_owned(), schema::free_value().into());
    for refusal in REFUSALS.iter().chain([&FULL]) {
        components
            .responses
            .insert(refusal.name.to_owned(), refusal.response().into());
    }
    let key = ApiKeyValue::with_description("x-api-key", "The API key, which also tells the tenant.");
    let tenant = ApiKeyValue::with_description(
        "x-tenant-id",
        "The tenant's id. It can be left out; when it is there and not the key's tenant, the key does not count.",
    );
    components.add_security_scheme("apiKey", SecurityScheme::ApiKey(ApiKey::Header(key)));
    components.add_security_scheme("tenantId", SecurityScheme::ApiKey(ApiKey::Header(tenant)));
}

/// What goes out with every one of its members, null where there is nothing to say.
const VIEWS: [&str; 17] = [
    "BillingInfo",
    "CommentListed",
    "CommentRow",
    "Meta",
    "NotKept",
    "TicketBoard",
    "TicketDetail",
    "TicketListed",
    "TicketPriority",
    "TicketRow",
    "TicketStats",
    "TicketStatus",
    "TicketTag",
    "TicketWritten",
    "TimeEntryLogged",
    "WorkedOn",
    "Worker",
];

fn is_view(name: &str) -> bool {
    VIEWS.contains(&name)
}

fn demand_all(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => object.required = object.properties.keys().cloned().collect(),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(demand_all),
        _ => {}
    }
}

/// An absent parameter is left out; there is no way to write null in a query string.
fn refuse_null(parameter: &mut RefOr<Parameter>) {
    let RefOr::T(parameter) = parameter else { return };
    if let Some(RefOr::T(schema)) = &mut parameter.schema {
        let kind = match schema {
            Schema::Object(object) => &mut object.schema_type,
            Schema::Array(array) => &mut array.schema_type,
            _ => return,
        };
        if let SchemaType::Array(kinds) = kind {
            kinds.retain(|kind| *kind != Type::Null);
            if let [only] = kinds.as_slice() {
                *kind = SchemaType::Type(only.clone());
            }
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post]
        .into_iter()
        .flatten()
}
