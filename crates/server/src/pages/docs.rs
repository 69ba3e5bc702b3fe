//! Swagger UI under `/docs/`, out of the program itself.

use super::{Document, Pages, page};
use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use std::sync::Arc;
use tessera_http::fault::{Fault, FaultKind};
use utoipa_swagger_ui::{Config, Url};

/// Where people look for it.
pub const PATH: &str = "/docs";
/// Where its files are. They refer to each other from here.
pub const FILES: &str = "/docs/{file:.*}";

/// Its scripts are its own files; styles and small pictures it makes up as it goes.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The files of one release never change, but the next release has other ones under the same names.
const KEEP: &str = "public, max-age=3600";

/// The choice between the documents.
pub fn config(documents: &[Document]) -> Config<'static> {
    let urls = documents
        .iter()
        .enumerate()
        .map(|(place, document)| Url::with_primary(document.title, document.path.clone().leak(), place == 0));
    Config::new(urls)
        .try_it_out_enabled(true)
        .display_request_duration(true)
        .validator_url("none")
}

/// The files refer to each other relative to a folder, so the path needs its slash.
pub async fn entrance() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}

pub async fn file(name: Path<String>, pages: Data<Pages>) -> Result<HttpResponse, Fault> {
    let found = utoipa_swagger_ui::serve(&name, Arc::clone(&pages.docs));
    let found = found.map_err(|error| Fault::bug(error.to_string()))?;
    let found = found.ok_or_else(|| Fault::saying(FaultKind::NotFound, "There is no such page"))?;
    let charset = if found.content_type.starts_with("text/") {
        "; charset=utf-8"
    } else {
        ""
    };
    let mut response = page(&(found.content_type + charset), POLICY);
    // The page itself and its list of documents belong to this start of the server.
    let is_fixed = !matches!(name.as_str(), "" | "index.html" | "swagger-initializer.js");
    if is_fixed {
        response.insert_header((header::CACHE_CONTROL, KEEP));
    }
    Ok(response.body(found.bytes.into_owned()))
}
