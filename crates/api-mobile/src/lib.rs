//! The dialect of the mobile app: `/api/v1`, as its vendor documents it.
//!
//! One operation is one file: its parameters and body, its way into the core, its answer, its documentation and its
//! tests. Depends on the use cases and the web kernel only. What the dialect keeps of its vendor's habits, and what it
//! does differently, stands in `docs/api-mobile.md`.
//!
//! To add an operation: write its file, give the handler its `#[utoipa::path]`, and add one line to the list below, or to
//! that of `sign_in` if it takes no key. The route and the document are both made from it.

mod address;
mod boards;
mod comments;
mod document;
mod error;
mod meaning;
mod rich;
mod schema;
mod sign_in;
mod tickets;
mod time_entries;
mod view;

use actix_web::{
    dev::ServiceRequest,
    middleware::from_fn,
    web::{self, ServiceConfig},
};
use tessera_http::{
    caller::{Authenticate, CredentialKind, OwnedPresentation},
    dialect::{Dialect, is_below},
    once_document::OnceDocument,
    rates,
    routing::literal_paths_first,
};
use utoipa::openapi::OpenApi;

const ROOT: &str = "/api/v1";

tessera_http::operations! {
    /// The document as it is derived from the handlers: [`document`] completes it.
    pub struct Document;
    tickets::list::list,
    tickets::create::create,
    tickets::stats::stats,
    tickets::statuses::statuses,
    tickets::priorities::priorities,
    tickets::show::show,
    tickets::update::update,
    tickets::set_status::set_status,
    tickets::assign::assign,
    comments::list::list,
    comments::add::add,
    time_entries::log::log,
    boards::list::list,
}

/// The dialect, for the kernel.
pub fn dialect() -> Dialect {
    Dialect {
        name: "mobile",
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
    document.merge(<sign_in::Document as utoipa::OpenApi>::openapi());
    document::complete(&mut document);
    document
}

fn owns(path: &str) -> bool {
    is_below(ROOT, path)
}

/// Whoever signs in has no key yet, so those paths come first.
fn scope(config: &mut ServiceConfig) {
    sign_in::scope(config);
    let authenticated = web::scope(ROOT)
        .wrap(from_fn(literal_paths_first))
        .wrap(Authenticate::by(api_key));
    config.service(authenticated.configure(routes));
}

/// The kinds of keys that `x-api-key` may carry.
const KEYS: &[CredentialKind] = &[CredentialKind::ApiKey, CredentialKind::AccessKey];

/// The key as it was sent. A tenant that is no text names no tenant that there is.
fn api_key(request: &ServiceRequest) -> Option<OwnedPresentation> {
    let secret = request.headers().get("x-api-key")?.to_str().ok()?.to_owned();
    let tenant = request
        .headers()
        .get("x-tenant-id")
        .map(|tenant| tenant.to_str().unwrap_or_default().to_owned());
    Some(OwnedPresentation {
        secret,
        kinds: KEYS,
        tenant,
    })
}

#[cfg(test)]
mod tests;
