//! The OpenAPI document: what all operations share.

mod headers;
mod refusals;

pub use headers::{MatchHeader, RepeatHeader};
pub use refusals::{ChangeRefusals, OneRefusals, ReadRefusals, WriteRefusals};

use crate::{error::ErrorBody, schema::FreeValue};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, InfoBuilder, LicenseBuilder, OpenApi, RefOr, Tag, Type,
        path::{Operation, Parameter, PathItem},
        schema::{Schema, SchemaType},
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

const DESCRIPTION: &str = "\
Tickets, comments and working time as the mobile app reads and writes them.

Every answer is `{\"data\": …}`; paged lists add `pagination` and `meta`. Every refusal is
`{\"error\": {\"code\", \"message\", \"details\"}}`, or `application/problem+json` for those whose `Accept` prefers it.
Moments are in UTC with milliseconds. Unknown parameters and members are ignored.";

/// The tenant's header is told here only: as a parameter it would invite to send one that the key does not have.
const KEY: &str = "\
The API key. It tells who asks and in which tenant.

The header `x-tenant-id` may name the tenant's id as well. It only narrows: a key of another tenant does not count.";

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
    document.security = Some(vec![SecurityRequirement::new("apiKey", NO_SCOPES)]);
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
        .insert(FreeValue::name().into_owned(), FreeValue::schema());
    refusals::add(components);
    let key = ApiKey::Header(ApiKeyValue::with_description("x-api-key", KEY));
    components.add_security_scheme("apiKey", SecurityScheme::ApiKey(key));
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
