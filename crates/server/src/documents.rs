//! The OpenAPI documents, as they are served and as they lie in the repository.

use tessera_http::dialect::Dialect;
use utoipa::openapi::OpenApi;

/// A document that cannot be written as JSON, which is a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the document of {name} cannot be written: {cause}")]
pub struct UnwritableDocument {
    /// Its dialect.
    pub name: &'static str,
    /// Why.
    pub cause: serde_json::Error,
}

/// The path of a dialect's document on the server.
pub fn path(dialect: &Dialect) -> String {
    format!("/openapi/{}.json", dialect.name)
}

/// The name by which people pick the document.
pub fn title(document: &OpenApi) -> &str {
    &document.info.title
}

/// A dialect's document as text, the same on every call.
pub fn text(dialect: &Dialect) -> Result<String, UnwritableDocument> {
    let document = (dialect.document)();
    let text = document.to_pretty_json().map_err(|cause| UnwritableDocument {
        name: dialect.name,
        cause,
    })?;
    Ok(text + "\n")
}
