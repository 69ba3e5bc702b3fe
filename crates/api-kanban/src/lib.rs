//! The dialect of kanban boards: `/api/tickets`, as its vendor documents it, and the files at `/media/attachments`.
//!
//! One operation is one file: its parameters and body, its way into the core, its answer, its documentation and its
//! tests; changing a thing by all that is told of it and by a part is one. Depends on the use cases and the web kernel
//! only. What the dialect keeps of its vendor's habits, and what it does differently, stands in `docs/api-kanban.md`.
//!
//! To add an operation: write its file, give the handler its `#[utoipa::path]`, and add one line to the list below, or to
//! that of `auth` if it takes no credential. The route and the document are both made from it.

mod address;
mod answers;
mod attachments;
mod auth;
mod body;
mod columns;
mod comments;
mod contacts;
mod document;
mod error;
mod listing;
mod meaning;
mod media;
mod moment;
mod projects;
mod query;
mod schema;
mod tags;
mod tickets;
mod view;

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
    routing::{literal_paths_first, with_last_slash},
};
use utoipa::openapi::OpenApi;

const ROOT: &str = "/api/tickets";

tessera_http::operations! {
    /// The document as it is derived from the handlers: [`document`] completes it.
    pub struct Document;
    auth::me::me,
    tickets::list::list,
    tickets::create::create,
    tickets::show::show,
    tickets::change::replace,
    tickets::change::change,
    tickets::remove::remove,
    tickets::toggle_follow::toggle_follow,
    tickets::move_to_column::move_to_column,
    projects::list::list,
    projects::create::create,
    projects::show::show,
    projects::change::replace,
    projects::change::change,
    projects::remove::remove,
    projects::tickets::tickets,
    projects::columns::columns,
    columns::list::list,
    columns::create::create,
    columns::reorder::reorder,
    columns::show::show,
    columns::change::replace,
    columns::change::change,
    columns::remove::remove,
    tags::list::list,
    tags::create::create,
    tags::show::show,
    tags::change::replace,
    tags::change::change,
    tags::remove::remove,
    tags::tickets::tickets,
    tags::contacts::contacts,
    tags::add_contact::add_contact,
    tags::remove_contact::remove_contact,
    contacts::list::list,
    contacts::create::create,
    contacts::show::show,
    contacts::change::replace,
    contacts::change::change,
    contacts::remove::remove,
    comments::list::list,
    comments::create::create,
    comments::show::show,
    comments::change::replace,
    comments::change::change,
    comments::remove::remove,
    attachments::list::list,
    attachments::create::create,
    attachments::show::show,
    attachments::change::replace,
    attachments::change::change,
    attachments::remove::remove,
}

/// The dialect, for the kernel.
pub fn dialect() -> Dialect {
    Dialect {
        name: "kanban",
        owns,
        routes: scope,
        challenge: "Bearer realm=\"api\"",
        document: || &DOCUMENT,
        category,
        render: error::render,
    }
}

static DOCUMENT: OnceDocument = OnceDocument::of(document);

/// The dialect's OpenAPI document.
pub fn document() -> OpenApi {
    let mut document = <Document as utoipa::OpenApi>::openapi();
    document.merge(<auth::Document as utoipa::OpenApi>::openapi());
    document::complete(&mut document);
    document
}

fn owns(path: &str) -> bool {
    is_below(ROOT, path) || is_below(media::ROOT, path)
}

fn category(method: &Method, path: &str) -> Category {
    if auth::is_signing_in(path) {
        Category::Authentication
    } else if method == Method::POST && attachments::is_list(path) {
        Category::Upload
    } else {
        Category::General
    }
}

/// Whoever signs in has no credential yet, so those paths come first. Of all others a stranger learns nothing, not even
/// whether they exist.
fn scope(config: &mut ServiceConfig) {
    media::scope(config);
    let closed = web::scope("")
        .wrap(from_fn(literal_paths_first))
        .wrap(Authenticate::with(doors::kanban))
        .configure(routes);
    let all = web::scope(ROOT).configure(auth::open).service(closed);
    config.service(all.wrap(from_fn(with_last_slash)));
}

#[cfg(test)]
mod tests;
