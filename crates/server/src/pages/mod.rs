//! The pages for people: the landing page, the documentation, and the documents behind it.

mod docs;
mod landing;

use crate::documents::{self, UnwritableDocument};
use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{Method, header},
    web::{self, Bytes, ServiceConfig},
};
use std::sync::Arc;
use tessera_http::{dialect::Dialect, kernel::Kernel};

/// Everything that the pages show, made once.
pub struct Pages {
    documents: Vec<Document>,
    landing: Bytes,
    docs: Arc<utoipa_swagger_ui::Config<'static>>,
}

struct Document {
    path: String,
    title: String,
    text: Bytes,
}

impl Pages {
    /// The pages of a service with these dialects.
    pub fn new(dialects: &[Dialect]) -> Result<Self, UnwritableDocument> {
        let documents = dialects.iter().map(document).collect::<Result<Vec<_>, _>>()?;
        let landing = landing::html(&documents).into();
        let docs = Arc::new(docs::config(&documents));
        Ok(Self {
            documents,
            landing,
            docs,
        })
    }

    /// The kernel that knows these pages' paths, so that it can tell their methods.
    pub fn announce(&self, kernel: Kernel) -> Kernel {
        let fixed = ["/", landing::STYLE_PATH, docs::PATH, docs::FILES];
        let paths = fixed
            .into_iter()
            .chain(self.documents.iter().map(|document| document.path.as_str()));
        paths.fold(kernel, |kernel, path| kernel.with_page(path, vec![Method::GET]))
    }

    /// Adds the routes.
    pub fn routes(self: &Arc<Self>, config: &mut ServiceConfig) {
        config.app_data(web::Data::from(Arc::clone(self)));
        config
            .service(web::resource("/").route(web::get().to(landing::page_at_root)))
            .service(web::resource(landing::STYLE_PATH).route(web::get().to(landing::style)))
            .service(web::resource(docs::PATH).route(web::get().to(docs::entrance)))
            .service(web::resource(docs::FILES).route(web::get().to(docs::file)));
        for document in &self.documents {
            let text = document.text.clone();
            let serve = move || std::future::ready(json(text.clone()));
            config.service(web::resource(&document.path).route(web::get().to(serve)));
        }
    }
}

fn document(dialect: &Dialect) -> Result<Document, UnwritableDocument> {
    let title = documents::title(&(dialect.document)()).to_owned();
    Ok(Document {
        path: documents::path(dialect),
        title,
        text: documents::text(dialect)?.into(),
    })
}

fn json(text: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .body(text)
}

/// An answer that a browser shows, and that may use no more of the browser than the policy says.
fn page(content_type: &str, policy: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy));
    response
}
