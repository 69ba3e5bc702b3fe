//! The OpenAPI document: what all operations share.

mod headers;
mod refusals;

pub use headers::{MatchHeader, RepeatHeader};
pub use refusals::{
    ChangeRefusals, FileRefusals, ListRefusals, ListUnderRefusals, OneRefusals, OpenRefusals, ReadRefusals,
    RefreshRefusals, RemoveRefusals, SearchRefusals, SignOutRefusals, TriggerRefusals, WriteRefusals,
    WriteUnderRefusals,
};

use crate::{approvals, auth, error::Failure, schema};
use tessera_http::{document, moment::exact::Moment};
use utoipa::openapi::{
    Components, OpenApi, Ref, RefOr, Required, Schema,
    schema::ArrayItems,
    security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

/// Signing in.
pub const TAG_AUTH: &str = "Authentication";
/// Tickets.
pub const TAG_TICKETS: &str = "Tickets";
/// Comments.
pub const TAG_COMMENTS: &str = "Comments";
/// Files under tickets.
pub const TAG_ATTACHMENTS: &str = "Attachments";
/// Approvals.
pub const TAG_APPROVALS: &str = "Approvals";
/// Departments.
pub const TAG_DEPARTMENTS: &str = "Departments";
/// Service levels.
pub const TAG_SLA: &str = "Service levels";
/// Reports.
pub const TAG_REPORTS: &str = "Reports";
/// Webhooks.
pub const TAG_WEBHOOKS: &str = "Webhooks";
/// The change feed.
pub const TAG_EVENTS: &str = "Events";
/// Notifications.
pub const TAG_NOTIFICATIONS: &str = "Notifications";

const DESCRIPTION: &str = "\
Tickets of a tenant, whose numbers are its own.

A good answer is an object with `success`, `data`, `message`, `timestamp` and `request_id`; a refusal has `success`, \
`error` and `request_id`. Only files come by themselves. Clients whose `Accept` prefers it get `application/problem+json` \
for a refusal. Moments are in UTC. Unknown members and parameters are ignored. Every path may be written with a slash at \
its end as well.

Lists come in pages, `page` and `size`; whoever goes through a whole one follows the `Link` header instead, and misses \
nothing that is there from beginning to end.

Requests are limited by sort: signing in by network address and minute, all else by person and hour. Every answer tells \
what is left, in `X-RateLimit-Limit`, `X-RateLimit-Remaining` and `X-RateLimit-Reset`.";

const ACCESS: &str = "An access token from signing in or refreshing.";
const REFRESH: &str = "A refresh token from signing in or refreshing.";

const ACCESS_SCHEME: &str = "accessToken";
const REFRESH_SCHEME: &str = "refreshToken";
const NO_SCOPES: [&str; 0] = [];

const TAGS: [(&str, &str); 11] = [
    (TAG_AUTH, "Signing in, staying signed in, signing out"),
    (TAG_TICKETS, "What somebody wants done"),
    (TAG_COMMENTS, "What is said under tickets"),
    (TAG_ATTACHMENTS, "Files under tickets"),
    (TAG_APPROVALS, "Who has to agree before work goes on"),
    (
        TAG_DEPARTMENTS,
        "Parts of the tenant, to which tickets and people belong",
    ),
    (
        TAG_SLA,
        "What is promised for tickets, and where their clocks stand",
    ),
    (TAG_REPORTS, "Figures over tickets, and tickets as a file"),
    (TAG_WEBHOOKS, "Addresses that are told of what happens"),
    (TAG_EVENTS, "What happened, in order"),
    (TAG_NOTIFICATIONS, "What concerns the caller"),
];

/// What goes out with every one of its members, null where there is nothing to say.
pub const VIEWS: [&str; 32] = [
    "Account",
    "Approval",
    "ApprovalPolicy",
    "ApprovalPolicyStep",
    "ApprovalStep",
    "ApprovalTicket",
    "ApprovalWorkflow",
    "Attachment",
    "BulkOutcome",
    "BulkResult",
    "BusinessHours",
    "Comment",
    "Delivery",
    "DeliveryAttempt",
    "Department",
    "DepartmentName",
    "Feed",
    "Happening",
    "HappeningMetadata",
    "Notification",
    "NotificationTicket",
    "NotificationsRead",
    "Person",
    "RelatedTicket",
    "Replayed",
    "SlaClock",
    "SlaInterval",
    "SlaPolicy",
    "SlaPolicyName",
    "Ticket",
    "TicketSla",
    "Webhook",
];

/// Adds what the operations refer to, and says precisely what the derived schemas say loosely.
pub fn complete(document: &mut OpenApi) {
    document.info = document::info("Tessera enterprise API", DESCRIPTION);
    document.tags = Some(document::tags(&TAGS));
    document.security = Some(vec![SecurityRequirement::new(ACCESS_SCHEME, NO_SCOPES)]);
    let components = document.components.get_or_insert_default();
    add_components(components);
    refer(components);
    components
        .schemas
        .iter_mut()
        .filter(|(name, _)| is_view(name))
        .for_each(|(_, view)| document::demand_all(view));
    spare_body_of_refreshing(document);
}

/// Has the wrappings refer to what they wrap, which is derived as a part of each of them.
fn refer(components: &mut Components) {
    const WRAPPED: [(&str, &str); 2] = [("Success_", "data"), ("List_", "items")];
    for (prefix, member) in WRAPPED {
        let wrappings: Vec<String> = components
            .schemas
            .keys()
            .filter(|name| name.starts_with(prefix))
            .cloned()
            .collect();
        for name in wrappings {
            let inner = name.trim_start_matches(prefix).to_owned();
            let Some(RefOr::T(Schema::Object(wrapping))) = components.schemas.get_mut(&name) else {
                continue;
            };
            let Some(derived) = wrapping.properties.get_mut(member) else {
                continue;
            };
            let reference = Ref::from_schema_name(&inner).into();
            let derived = match derived {
                RefOr::T(Schema::Array(list)) => {
                    list.items = ArrayItems::RefOrSchema(Box::new(reference));
                    continue;
                }
                derived => std::mem::replace(derived, reference),
            };
            components.schemas.entry(inner).or_insert(derived);
        }
    }
}

/// A refresh token may stand in the header, so no body need come.
fn spare_body_of_refreshing(document: &mut OpenApi) {
    let refreshing = document.paths.paths.get_mut(auth::refresh::ROOT);
    let body = refreshing
        .and_then(|path| path.post.as_mut())
        .and_then(|operation| operation.request_body.as_mut());
    if let Some(RefOr::T(body)) = body {
        body.required = Some(Required::False);
    }
}

fn is_view(name: &str) -> bool {
    let wrapping = [
        "FeedItem",
        "List_",
        "NotificationList",
        "Pagination",
        "SlaAnswer",
        "Success_",
        "TicketDetail",
        "WebhookWithSecret",
    ];
    VIEWS.contains(&name) || wrapping.iter().any(|wrapping| name.starts_with(wrapping))
}

fn add_components(components: &mut Components) {
    document::add_schema::<Failure>(components);
    document::add_schema::<Moment>(components);
    document::add_schema::<schema::StatusWord>(components);
    document::add_schema::<approvals::policies::StepSent>(components);
    document::add_schema::<schema::RatingOrNull>(components);
    refusals::add(components);
    for (name, description) in [(ACCESS_SCHEME, ACCESS), (REFRESH_SCHEME, REFRESH)] {
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(description))
            .build();
        components.add_security_scheme(name, SecurityScheme::Http(token));
    }
}
