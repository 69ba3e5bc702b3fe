//! The page at `/`: where to go from here.

use super::{Document, Pages, page};
use actix_web::{HttpResponse, web::Data};

pub const STYLE_PATH: &str = "/landing.css";

const HTML: &str = include_str!("landing.html");
const STYLE: &str = include_str!("landing.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page with its list of documents.
pub fn html(documents: &[Document]) -> String {
    let item = |document: &Document| {
        format!(
            r#"<li><a href="{}">{} (OpenAPI)</a></li>"#,
            document.path,
            escaped(document.title)
        )
    };
    let items: Vec<_> = documents.iter().map(item).collect();
    HTML.replace("{{documents}}", &items.join("\n"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

pub async fn page_at_root(pages: Data<Pages>) -> HttpResponse {
    page("text/html; charset=utf-8", POLICY).body(pages.landing.clone())
}

pub async fn style() -> HttpResponse {
    page("text/css; charset=utf-8", POLICY).body(STYLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tessera_http::once_document::OnceDocument;
    use utoipa::openapi::OpenApi;

    #[test]
    fn every_document_is_linked_and_its_title_is_only_text() {
        static DOCUMENT: OnceDocument = OnceDocument::of(OpenApi::default);
        let document = Document {
            path: "/openapi/a.json".into(),
            title: "A <b> & C",
            source: &DOCUMENT,
        };
        let html = html(&[document]);
        assert!(html.contains(r#"<li><a href="/openapi/a.json">A &lt;b&gt; &amp; C (OpenAPI)</a></li>"#));
        assert!(!html.contains("{{") && html.contains(r#"<html lang="en">"#));
    }
}
