//! The pages for people: the landing page, the documentation, and the documents behind it.

mod docs;
mod landing;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{Method, header},
    web::{self, Bytes, ServiceConfig},
};
use std::sync::Arc;
use tessera_http::{dialect::Dialect, fault::Fault, kernel::Kernel, once_document::OnceDocument};

/// Everything that the pages show, made once.
pub struct Pages {
    documents: Vec<Document>,
    landing: Bytes,
    docs: Arc<utoipa_swagger_ui::Config<'static>>,
}

struct Document {
    path: String,
    title: &'static str,
    source: &'static OnceDocument,
}

impl Pages {
    /// The pages of a service with these dialects.
    pub fn new(dialects: &[Dialect]) -> Self {
        let documents: Vec<_> = dialects.iter().map(document).collect();
        let landing = landing::html(&documents).into();
        let docs = Arc::new(docs::config(&documents));
        Self {
            documents,
            landing,
            docs,
        }
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
        for Document { path, source, .. } in &self.documents {
            let source = *source;
            let answer = move || serve(source);
            config.service(web::resource(path).route(web::get().to(answer)));
        }
    }
}

fn document(dialect: &Dialect) -> Document {
    let source = (dialect.document)();
    Document {
        path: format!("/openapi/{}.json", dialect.name),
        title: source.title(),
        source,
    }
}

/// On a thread that may block, because the first time it is made takes a while.
async fn serve(document: &'static OnceDocument) -> Result<HttpResponse, Fault> {
    let text = web::block(|| document.text()).await?;
    let text = text.map_err(|error| Fault::bug(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json; charset=utf-8"))
        .body(text))
}

/// An answer that a browser shows, and that may use no more of the browser than the policy says.
fn page(content_type: &str, policy: &'static str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy));
    response
}
