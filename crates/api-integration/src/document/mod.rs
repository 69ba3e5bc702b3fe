//! The OpenAPI document: what all operations share.

mod headers;
mod refusals;

pub use refusals::{AlwaysRefusals, ChangeRefusals, OneRefusals, WriteRefusals};
pub use tessera_http::document::RepeatHeader;

use crate::error::ErrorBody;
use tessera_http::{document, moment::Moment, schema::FreeValue};
use utoipa::{
    ToSchema,
    openapi::{
        Components, OpenApi, RefOr,
        path::{Operation, PathItem},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
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

const TAGS: [(&str, &str); 2] = [
    (TAG_HEALTH, "Whether the API is there"),
    (TAG_TICKETS, "Opening tickets and following them"),
];

/// Adds what the operations refer to, and says precisely what the derived schemas say loosely.
pub fn complete(document: &mut OpenApi) {
    document.info = document::info("Tessera integration API", DESCRIPTION);
    document.tags = Some(document::tags(&TAGS));
    document.security = Some(vec![SecurityRequirement::new(SCHEME, NO_SCOPES)]);
    let components = document.components.get_or_insert_default();
    add_components(components);
    components
        .schemas
        .iter_mut()
        .filter(|(name, _)| VIEWS.contains(&name.as_str()))
        .for_each(|(_, view)| document::demand_all(view));
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

fn add_components(components: &mut Components) {
    document::add_schema::<ErrorBody>(components);
    document::add_schema::<FreeValue>(components);
    let moment = Moment::schema_with("2024-01-15T10:30:00.000Z");
    components.schemas.insert(Moment::name().into_owned(), moment);
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
