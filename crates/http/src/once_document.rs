//! A dialect's document, made no oftener than it is needed.

use crate::routing;
use actix_web::http::Method;
use std::sync::OnceLock;
use utoipa::openapi::OpenApi;

/// A document whose short facts and whose text are made once in a process, each when it is first asked for.
///
/// A document is a large tree of small parts, which takes time to make and memory to keep. So it is thrown away as soon as
/// what is wanted was read from it, and a text that nobody asks for is never made.
///
/// ```
/// use tessera_http::once_document::OnceDocument;
/// use utoipa::OpenApi;
///
/// #[derive(OpenApi)]
/// #[openapi(info(title = "Numbers", version = "1"))]
/// struct Document;
///
/// static NUMBERS: OnceDocument = OnceDocument::of(Document::openapi);
/// assert_eq!(NUMBERS.title(), "Numbers");
/// assert!(NUMBERS.text().unwrap().ends_with("}\n"));
/// ```
#[derive(Debug)]
pub struct OnceDocument {
    make: fn() -> OpenApi,
    facts: OnceLock<Facts>,
    text: OnceLock<String>,
}

#[derive(Debug)]
struct Facts {
    title: String,
    paths: Vec<(String, Vec<Method>)>,
}

impl OnceDocument {
    /// The document that this function makes, which is the same each time.
    pub const fn of(make: fn() -> OpenApi) -> Self {
        Self {
            make,
            facts: OnceLock::new(),
            text: OnceLock::new(),
        }
    }

    /// The name by which people pick it.
    pub fn title(&self) -> &str {
        &self.facts().title
    }

    /// Its paths with the methods that each has, in its order.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &[Method])> {
        let paths = self.facts().paths.iter();
        paths.map(|(path, methods)| (path.as_str(), methods.as_slice()))
    }

    /// It as JSON, indented, with a line feed at its end.
    ///
    /// # Errors
    /// When it cannot be written so, which is a fault of ours.
    pub fn text(&self) -> Result<&str, serde_json::Error> {
        if let Some(text) = self.text.get() {
            return Ok(text);
        }
        let text = (self.make)().to_pretty_json()? + "\n";
        Ok(self.text.get_or_init(|| text))
    }

    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let document = (self.make)();
            let paths = document.paths.paths.into_iter();
            Facts {
                title: document.info.title,
                paths: paths
                    .map(|(path, item)| (path, routing::methods(&item)))
                    .collect(),
            }
        })
    }
}
