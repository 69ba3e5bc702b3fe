//! Pages for people: HTML that is rendered here, with errors in the same manner.

use crate::{dialect::RequestFacts, fault::Fault, kernel::Kernel};
use actix_web::{
    HttpResponse,
    http::{Method, StatusCode, header},
    web::ServiceConfig,
};

pub(crate) const HTML: &str = "text/html; charset=utf-8";

/// Pages that belong together.
///
/// ```
/// use actix_web::{HttpResponse, http::{Method, StatusCode}, web};
/// use tessera_http::pages::{self, PageSet, RenderedPage};
///
/// async fn hello() -> HttpResponse {
///     pages::html(StatusCode::OK, "<!doctype html><title>Hello</title>".to_owned())
/// }
///
/// const HELLO: PageSet = PageSet {
///     name: "hello",
///     owns: |path| path == "/hello",
///     routes: |config| {
///         config.route("/hello", web::get().to(hello));
///     },
///     paths: &[("/hello", &[Method::GET])],
///     policy: "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
///     render: |fault, _| RenderedPage {
///         status: fault.kind.status(),
///         html: format!("<!doctype html><title>{}</title>", fault.kind.message()),
///     },
/// };
/// ```
#[derive(Clone, Copy)]
pub struct PageSet {
    /// Its name.
    pub name: &'static str,
    /// Whether the path is one of its own, existing or not. Its own paths get its error pages.
    pub owns: fn(path: &str) -> bool,
    /// Adds its routes.
    pub routes: fn(&mut ServiceConfig),
    /// Its paths and their methods, for 405 and `Allow`. `HEAD` is there wherever `GET` is.
    pub paths: &'static [(&'static str, &'static [Method])],
    /// The content security policy of its pages, unless an answer has its own.
    pub policy: &'static str,
    /// Makes an error page of a fault. Texts of a fault may quote the client, so they must be escaped.
    pub render: fn(&Fault, &RequestFacts<'_>) -> RenderedPage,
}

/// An error page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedPage {
    /// The status.
    pub status: StatusCode,
    /// The whole page.
    pub html: String,
}

/// A page as an answer.
pub fn html(status: StatusCode, page: String) -> HttpResponse {
    HttpResponse::build(status).content_type(HTML).body(page)
}

/// The content security policy of an answer that is a page of a set.
pub(crate) fn policy(kernel: &Kernel, path: &str, response: &HttpResponse) -> Option<&'static str> {
    let content_type = response.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_page = content_type.starts_with("text/html");
    let pages = kernel.pages_of(path).filter(|_| is_page)?;
    Some(pages.policy)
}
