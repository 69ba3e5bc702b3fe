//! The one script: it copies a secret that is shown.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};

/// Where it is.
pub(crate) const PATH: &str = "/console/script.js";

const SCRIPT: &str = include_str!("../../templates/console/script.js");

/// `GET /console/script.js`
pub(crate) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(SCRIPT)
}
