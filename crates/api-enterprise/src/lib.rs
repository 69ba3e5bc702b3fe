//! The dialect of enterprise clients: `/tickets`, `/comments`, `/attachments`, `/departments`, `/approvals`, `/reports`,
//! `/webhooks` and their kin, as its vendor documents them, without a prefix.
//!
//! One operation is one file: its parameters and body, its way into the core, its answer, its documentation and its
//! tests. Depends on the use cases and the web kernel only. What the dialect keeps of its vendor's habits, and what it
//! does differently, stands in `docs/api-enterprise.md`.
//!
//! To add an operation: write its file, give the handler its `#[utoipa::path]`, and add one line to the list of its area.
//! The route and the document are both made from it. A new area is one more root below.

mod approvals;
mod attachments;
mod auth;
mod body;
mod comments;
mod departments;
mod document;
mod envelope;
mod error;
mod events;
mod listing;
mod meaning;
mod notifications;
mod query;
mod reports;
mod schema;
mod sla;
mod tickets;
mod view;
mod webhooks;

use actix_web::{
    http::Method,
    middleware::from_fn,
    web::{self, ServiceConfig},
};
use tessera_http::{
    caller::Authenticate,
    dialect::{Dialect, is_below},
    doors,
    once_document::OnceDocument,
    rates::Category,
    routing::without_last_slash,
};
use utoipa::openapi::OpenApi;

/// Where a part of the dialect lies, and its routes there.
type Root = (&'static str, fn(&mut ServiceConfig));

/// How a client comes by a credential. Other paths below `/auth` belong to the pages for people.
const OPEN: [Root; 2] = [
    (auth::login::ROOT, auth::login::routes),
    (auth::refresh::ROOT, auth::refresh::routes),
];

/// What only callers reach. Of all of it a stranger learns nothing, not even whether it exists.
const CLOSED: [Root; 12] = [
    (auth::me::ROOT, auth::me::routes),
    (auth::logout::ROOT, auth::logout::routes),
    (tickets::ROOT, tickets::scope),
    (comments::ROOT, comments::routes),
    (attachments::ROOT, attachments::routes),
    (departments::ROOT, departments::routes),
    (approvals::ROOT, approvals::routes),
    (sla::ROOT, sla::routes),
    (reports::ROOT, reports::routes),
    (webhooks::ROOT, webhooks::routes),
    (events::ROOT, events::routes),
    (notifications::ROOT, notifications::scope),
];

/// The dialect, for the kernel.
pub fn dialect() -> Dialect {
    Dialect {
        name: "enterprise",
        owns,
        routes: scopes,
        challenge: "Bearer",
        document: || &DOCUMENT,
        category,
        render: error::render,
    }
}

static DOCUMENT: OnceDocument = OnceDocument::of(document);

/// The dialect's OpenAPI document.
pub fn document() -> OpenApi {
    use utoipa::OpenApi as _;
    let mut document = auth::login::Document::openapi();
    for part in [
        auth::refresh::Document::openapi(),
        auth::me::Document::openapi(),
        auth::logout::Document::openapi(),
        tickets::Document::openapi(),
        comments::Document::openapi(),
        attachments::Document::openapi(),
        approvals::Document::openapi(),
        departments::Document::openapi(),
        sla::Document::openapi(),
        reports::Document::openapi(),
        webhooks::Document::openapi(),
        events::Document::openapi(),
        notifications::Document::openapi(),
    ] {
        document.merge(part);
    }
    document::complete(&mut document);
    document
}

fn owns(path: &str) -> bool {
    OPEN.iter().chain(&CLOSED).any(|(root, _)| is_below(root, path))
}

fn category(method: &Method, path: &str) -> Category {
    let path = path.strip_suffix('/').unwrap_or(path);
    if OPEN.iter().any(|(root, _)| is_below(root, path)) {
        Category::Authentication
    } else if tickets::is_search(path) {
        Category::Search
    } else if method == Method::POST && attachments::is_upload(path) {
        Category::Upload
    } else if is_below(reports::ROOT, path) {
        Category::Reports
    } else {
        Category::General
    }
}

/// Each root is a scope of its own: one over all of them would take the paths of other rooms too.
fn scopes(config: &mut ServiceConfig) {
    for (root, routes) in OPEN {
        let open = web::scope(root).configure(routes);
        config.service(open.wrap(from_fn(without_last_slash)));
    }
    for (root, routes) in CLOSED {
        let closed = web::scope(root).configure(routes);
        let closed = closed.wrap(Authenticate::with(doors::enterprise));
        config.service(closed.wrap(from_fn(without_last_slash)));
    }
}

#[cfg(test)]
mod tests;
