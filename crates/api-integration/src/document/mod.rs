//! The OpenAPI document: what all operations share.

mod headers;
mod refusals;

pub use headers::RepeatHeader;
pub use refusals::{AlwaysRefusals, ChangeRefusals, OneRefusals, WriteRefusals};

use crate::{error::ErrorBody, schema::FreeValue};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, InfoBuilder, LicenseBuilder, OpenApi, RefOr, Tag,
        path::{Operation, PathItem},
        schema::Schema,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
        tag::TagBuilder,
    },
};

/// Tickets, and what is done with them.
pub const TAG_TICKETS: &str = "Tickets";
/// Whether the API is there.
pub const TAG_HEALTH: &str = "Health";

const DESCRIPTION: &str = "\
Other systems open tickets and follow them here. A token reaches the tickets that it opened itself, and no others.

Every refusal is `{\"error\", \"message\", \"details\"?}`, or `application/problem+json` for those whose `Accept` \
prefers it. Moments are in UTC. Unknown members are ignored. Every path may end in a slash as well.";

const TOKEN: &str = "\
A token that an admin of the tenant issues. It may make a number of calls in each hour of the clock; every call counts, \
whatever its answer, but for those that are refused with 401 for the token's sake and with 429.";

const SCHEME: &str = "bearerToken";
const NO_SCOPES: [&str; 0] = [];

/// Adds what the operations refer to, and says precisely what the derived schemas say loosely.
pub fn complete(document: &mut OpenApi) {
    document.info = InfoBuilder::new()
        .title("Tessera integration API")
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
    document.security = Some(vec![SecurityRequirement::new(SCHEME, NO_SCOPES)]);
    let components = document.components.get_or_insert_default();
    add_components(components);
    components
        .schemas
        .iter_mut()
        .filter(|(name, _)| VIEWS.contains(&name.as_str()))
        .for_each(|(_, view)| demand_all(view));
    document
        .paths
        .paths
        .values_mut()
        .flat_map(operations)
        .for_each(tell_allowance);
    for name in ["Invalid", "NotFound", "NotAuthorized", "TooMany"] {
        if let Some(RefOr::T(response)) = components.responses.get_mut(name) {
            let told = headers::allowance().map(|(name, header)| (name.to_owned(), header.into()));
            response.headers.extend(told);
        }
    }
}

fn tags() -> Vec<Tag> {
    let tag = |(name, text)| TagBuilder::new().name(name).description(Some(text)).build();
    let all = [
        (TAG_HEALTH, "Whether the API is there"),
        (TAG_TICKETS, "Opening tickets and following them"),
    ];
    all.into_iter().map(tag).collect()
}

fn add_components(components: &mut Components) {
    components
        .schemas
        .insert(ErrorBody::name().into_owned(), ErrorBody::schema());
    components
        .schemas
        .insert(FreeValue::name().into_owned(), FreeValue::schema());
    refusals::add(components);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(TOKEN))
        .build();
    components.add_security_scheme(SCHEME, SecurityScheme::Http(token));
}

/// What goes out with every one of its members, null where there is nothing to say.
const VIEWS: [&str; 6] = [
    "CommentAdded",
    "Health",
    "StatusChanged",
    "TicketMoved",
    "TicketOpened",
    "TicketShown",
];

fn demand_all(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => object.required = object.properties.keys().cloned().collect(),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(demand_all),
        _ => {}
    }
}

/// Good answers tell what is left of the hour.
fn tell_allowance(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            let told = headers::allowance().map(|(name, header)| (name.to_owned(), header.into()));
            response.headers.extend(told);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch]
        .into_iter()
        .flatten()
}
