//! The page.

use super::{CALLBACK, Shown, render};
use crate::{account, here::Here, page, words};
use actix_web::{HttpResponse, http::StatusCode};
use tessera_http::{fault::Fault, query::Params};

/// `GET /auth/signin`
pub(crate) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let callback = here.callback(params.optional(CALLBACK).text(usize::MAX).as_deref());
    let error = params.optional("error").text(100);
    if here.signed_in().await?.is_some() {
        // Sent back here because of an error, people should read of it even though there is nothing to sign in for.
        let account = page::address(account::PATH, "error", error.as_deref());
        return Ok(page::go_to(&callback.unwrap_or(account)));
    }
    let shown = Shown {
        callback,
        problem: error.map(|error| words::notice(&error).to_owned()),
        ..Shown::default()
    };
    render(&here, StatusCode::OK, &shown)
}
