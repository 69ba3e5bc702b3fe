//! The OpenAPI document: what all operations share.

mod headers;
mod refusals;

pub use headers::MatchHeader;
pub use refusals::{
    ChangeRefusals, OneRefusals, OpenRefusals, ReadRefusals, SignInRefusals, SignOutRefusals, WriteRefusals,
};
pub use tessera_http::document::RepeatHeader;

use crate::{error::ErrorBody, sign_in};
use tessera_http::{document, schema::FreeValue};
use utoipa::openapi::{
    Components, OpenApi, RefOr, Type,
    path::{Operation, Parameter, PathItem},
    schema::{Schema, SchemaType},
    security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
};

/// Coming by a key, keeping it and giving it up.
pub const TAG_SIGN_IN: &str = "Sign-in";
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

Every answer is `{\"data\": …}`, but for those to signing in, which are bare; paged lists add `pagination` and `meta`.
Every refusal is `{\"error\": {\"code\", \"message\", \"details\"}}`, or `application/problem+json` for those whose
`Accept` prefers it. Moments are in UTC with milliseconds. Unknown parameters and members are ignored.";

/// The tenant's header is told here only: as a parameter it would invite to send one that the key does not have.
const KEY: &str = "\
The access key of a session that the app began by signing in, or an API key that an admin issued. It tells who asks
and in which tenant.

The header `x-tenant-id` may name the tenant's id as well. It only narrows: a key of another tenant does not count.";

const SIGN_IN: &str = "\
How the app comes by a key, keeps it and gives it up. These calls take no key, and their answers are bare, without
`data`.

1. The app opens `/auth/signin` in the browser, where the person signs in. The browser comes back to the app with a
   one-time token and the `state` that the app gave.
2. `exchange` trades the two for an access key and a refresh token. A one-time token counts once, for 60 seconds.
3. The access key goes with every other call as `x-api-key`. Shortly before it ends, or after a 401, `refresh` trades
   the refresh token for the next pair. Each refresh token counts once, so a session is one chain of pairs, and only
   the newest pair counts.
4. A refresh token that is used a second time tells that two hold it. Within 30 seconds, and as long as nothing of
   what it was given has been used, that is an app whose answer got lost, and it gets another pair in place of the
   lost one. Otherwise the whole session ends.
5. `revoke` ends the session. So does the person in the list of their sessions, a changed password, an admin, and
   time: 365 days after the exchange it is over, however often it was refreshed.

Whatever ended, and why, `exchange` and `refresh` answer it with one and the same 401. The times are the operator's
choice; `capabilities` tells those of keys and tokens.";

const TAGS: [(&str, &str); 5] = [
    (TAG_SIGN_IN, SIGN_IN),
    (TAG_TICKETS, "Finding, opening and changing tickets"),
    (TAG_COMMENTS, "What is said under tickets"),
    (TAG_TIME, "Working time"),
    (TAG_LISTS, "Statuses, priorities and boards to pick from"),
];

/// Adds what the operations refer to, and says precisely what the derived schemas say loosely.
pub fn complete(document: &mut OpenApi) {
    document.info = document::info("Tessera: the mobile app's API", DESCRIPTION);
    document.tags = Some(document::tags(&TAGS));
    document.security = Some(vec![SecurityRequirement::new("apiKey", NO_SCOPES)]);
    let components = document.components.get_or_insert_default();
    add_components(components);
    components
        .schemas
        .iter_mut()
        .filter(|(name, _)| is_view(name))
        .for_each(|(_, view)| document::demand_all(view));
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            if sign_in::owns(path) {
                operation.security = Some(Vec::new());
            }
            operation.parameters.iter_mut().flatten().for_each(refuse_null);
        }
    }
}

const NO_SCOPES: [&str; 0] = [];

fn add_components(components: &mut Components) {
    document::add_schema::<ErrorBody>(components);
    document::add_schema::<FreeValue>(components);
    refusals::add(components);
    let key = ApiKey::Header(ApiKeyValue::with_description("x-api-key", KEY));
    components.add_security_scheme("apiKey", SecurityScheme::ApiKey(key));
}

/// What goes out with every one of its members, null where there is nothing to say.
const VIEWS: [&str; 20] = [
    "BillingInfo",
    "CommentListed",
    "CommentRow",
    "Meta",
    "NotKept",
    "ProvidersOffered",
    "Refreshed",
    "SignedOut",
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
