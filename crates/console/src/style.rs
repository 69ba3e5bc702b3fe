//! The one stylesheet.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};

const STYLE: &str = include_str!("../templates/style.css");

/// `GET /auth/style.css`
pub(crate) async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(STYLE)
}
