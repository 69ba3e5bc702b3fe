//! The page.

use super::{CALLBACK, Shown, home, render};
use crate::{account, here::Here, page, words};
use actix_web::{HttpResponse, http::StatusCode};
use tessera_http::{fault::Fault, query::Params};

/// `GET /auth/signin`
pub(crate) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let callback = here.callback(params.optional(CALLBACK).text(usize::MAX).as_deref());
    let error = params.optional("error").text(100);
    if let Some(who) = here.signed_in().await? {
        // Sent back here because of an error, people should read of it even though there is nothing to sign in for.
        let told = error.map(|error| page::address(account::PATH, "error", Some(&error)));
        let home = told.unwrap_or_else(|| home(who.caller.permissions).to_owned());
        return Ok(page::go_to(&callback.unwrap_or(home)));
    }
    let shown = Shown {
        callback,
        problem: error.map(|error| words::notice(&error).to_owned()),
        ..Shown::default()
    };
    render(&here, StatusCode::OK, &shown)
}
