//! The dialect of other systems: `/functions/v1/integration-tickets`, as its vendor documents it.
//!
//! One operation is one file: its body, its way into the core, its answer, its documentation and its tests. Depends on
//! the use cases and the web kernel only. What the dialect keeps, decides and adds stands in `docs/api-integration.md`.
//!
//! To add an operation: write its file, give the handler its `#[utoipa::path]`, and add one line to the list below. The
//! route and the document are both made from it.

mod address;
mod body;
mod document;
mod door;
mod error;
mod health;
mod meaning;
mod metadata;
mod schema;
mod tickets;
mod view;

use actix_web::{
    middleware::from_fn,
    web::{self, ServiceConfig},
};
use tessera_http::{
    caller::Authenticate,
    dialect::{Dialect, is_below},
    fault::{Fault, FaultKind},
    once_document::OnceDocument,
    rates,
    routing::without_last_slash,
};
use utoipa::openapi::OpenApi;

const ROOT: &str = "/functions/v1/integration-tickets";

tessera_http::operations! {
    /// The document as it is derived from the handlers: [`document`] completes it.
    pub struct Document;
    health::health,
    tickets::create::create,
    tickets::show::show,
    tickets::comment::comment,
    tickets::set_status::set_status,
}

/// The dialect, for the kernel.
pub fn dialect() -> Dialect {
    Dialect {
        name: "integration",
        owns,
        routes: scope,
        challenge: "Bearer",
        document: || &DOCUMENT,
        category: rates::general,
        render: error::render,
    }
}

static DOCUMENT: OnceDocument = OnceDocument::of(document);

/// The dialect's OpenAPI document.
pub fn document() -> OpenApi {
    let mut document = <Document as utoipa::OpenApi>::openapi();
    document::complete(&mut document);
    document
}

fn owns(path: &str) -> bool {
    is_below(ROOT, path)
}

/// The token comes before everything else, even before finding out that a path does not exist.
fn scope(config: &mut ServiceConfig) {
    let inside = web::scope(ROOT)
        .configure(routes)
        .configure(routes_without_id)
        .default_service(web::to(nothing_here));
    let routed = inside.wrap(from_fn(without_last_slash));
    config.service(routed.wrap(Authenticate::with(door::enter)));
}

/// A path whose place for an id is empty is a bad id, and not a path that is not there.
fn routes_without_id(config: &mut ServiceConfig) {
    config
        .route("/tickets//comments", web::post().to(address::without_id))
        .route("/tickets//status", web::patch().to(address::without_id));
}

/// There is no 405 in this dialect: a method that a path does not have is a path that does not exist.
async fn nothing_here() -> Result<actix_web::HttpResponse, Fault> {
    Err(Fault::saying(
        FaultKind::NotFound,
        "There is nothing at this path",
    ))
}

#[cfg(test)]
mod tests;
