//! The OpenAPI document: what all operations share.

mod headers;
mod refusals;

pub use headers::{MatchHeader, ProjectHeader, RepeatHeader};
pub use refusals::{
    ChangeRefusals, ListRefusals, OneRefusals, OpenRefusals, ReadRefusals, RefreshRefusals, RemoveRefusals,
    WriteRefusals,
};

use crate::{
    attachments,
    error::{Detail, Unauthenticated},
    moment::Moment,
    schema::FieldErrors,
};
use tessera_http::document;
use utoipa::openapi::{
    Components, OpenApi, Paths, RefOr, Required,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

/// Accounts and tokens.
pub const TAG_AUTH: &str = "Authentication";
/// Tickets: the cards on the boards.
pub const TAG_TICKETS: &str = "Tickets";
/// Projects.
pub const TAG_PROJECTS: &str = "Projects";
/// The columns of the projects' boards.
pub const TAG_COLUMNS: &str = "Columns";
/// Tags.
pub const TAG_TAGS: &str = "Tags";
/// Contacts.
pub const TAG_CONTACTS: &str = "Contacts";
/// Comments.
pub const TAG_COMMENTS: &str = "Comments";
/// Files under tickets.
pub const TAG_ATTACHMENTS: &str = "Attachments";

const DESCRIPTION: &str = "\
Tickets as cards on the boards of projects. Numbers are those of the caller's tenant.

A refusal of fields is an object with a list of sentences for each field, `non_field_errors` among them for those about no \
single one; every other refusal has one `detail`. Clients whose `Accept` prefers it get `application/problem+json`. \
Moments are in UTC. Texts are trimmed, numbers may be sent as texts, unknown members are ignored. Every path may be \
written without its last slash as well.

The addresses of files, at `/media/attachments/`, open themselves for a while and need no credential.

Tickets, tags and contacts are listed in pages. Other lists are sent whole, up to 1000 things, unless `page` or \
`page_size` is in the query.";

const TOKEN: &str = "An access token from signing in, registering or refreshing.";
const SECRET_KEY: &str = "\
For development: a key that the operator sets, and that stands for the tenant's first superuser. It is looked at before \
any token. No key counts where none is set.";

const SCHEME: &str = "accessToken";
const KEY_SCHEME: &str = "superSecretKey";
const NO_SCOPES: [&str; 0] = [];

const TAGS: [(&str, &str); 8] = [
    (TAG_AUTH, "Accounts and tokens"),
    (TAG_TICKETS, "The cards on the boards"),
    (TAG_PROJECTS, "Bodies of work with a board each"),
    (TAG_COLUMNS, "The columns of the boards"),
    (
        TAG_TAGS,
        "A project's words for sorting tickets, and whom to ask about them",
    ),
    (TAG_CONTACTS, "People outside, whom tickets are about"),
    (TAG_COMMENTS, "What is said under tickets"),
    (TAG_ATTACHMENTS, "Files under tickets"),
];

/// Adds what the operations refer to, and says precisely what the derived schemas say loosely.
pub fn complete(document: &mut OpenApi) {
    document.info = document::info("Tessera kanban API", DESCRIPTION);
    document.tags = Some(document::tags(&TAGS));
    document.security = Some(vec![
        SecurityRequirement::new(SCHEME, NO_SCOPES),
        SecurityRequirement::new(KEY_SCHEME, NO_SCOPES),
    ]);
    leave_bodies_out(&mut document.paths);
    attachments::create::complete(document);
    let components = document.components.get_or_insert_default();
    add_components(components);
    components
        .schemas
        .iter_mut()
        .filter(|(name, _)| is_view(name))
        .for_each(|(_, view)| document::demand_all(view));
}

/// Where nothing must be told, no body is the same as one that tells nothing.
fn leave_bodies_out(paths: &mut Paths) {
    for item in paths.paths.values_mut() {
        for operation in [&mut item.patch, &mut item.delete].into_iter().flatten() {
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                body.required = Some(Required::False);
            }
        }
    }
}

/// What goes out with every one of its members, null where there is nothing to say.
pub const VIEWS: [&str; 13] = [
    "Account",
    "Attachment",
    "Column",
    "Comment",
    "Contact",
    "Following",
    "Me",
    "Person",
    "Project",
    "ProjectName",
    "Tag",
    "TagContact",
    "Ticket",
];

fn is_view(name: &str) -> bool {
    VIEWS.contains(&name) || name.starts_with("Paged")
}

fn add_components(components: &mut Components) {
    document::add_schema::<Detail>(components);
    document::add_schema::<Unauthenticated>(components);
    document::add_schema::<FieldErrors>(components);
    document::add_schema::<Moment>(components);
    refusals::add(components);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some(TOKEN))
        .build();
    components.add_security_scheme(SCHEME, SecurityScheme::Http(token));
    let key = ApiKeyValue::with_description("X-Super-Secret-Key", SECRET_KEY);
    components.add_security_scheme(KEY_SCHEME, SecurityScheme::ApiKey(ApiKey::Header(key)));
}
