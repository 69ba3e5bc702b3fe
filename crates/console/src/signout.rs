//! Signing out.

use crate::{cookies::Cookie, here::Here, page};
use actix_web::{HttpResponse, http::header::SET_COOKIE};
use tessera_application::sessions;
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /auth/signout`
pub(crate) async fn sign_out(here: Here, body: FormBody) -> Result<HttpResponse, Fault> {
    let form = body.form()?;
    if let Some(who) = here.signed_in().await? {
        here.require_own_form(&who, &form)?;
        let request = here.work.request_id().to_owned();
        here.work
            .read(move |app| sessions::sign_out(app, &who.caller, Some(&request)))
            .await?;
    }
    let forget = Cookie::Session.clear(here.settings().secure)?;
    Ok(page::with(page::go_to("/auth/signin"), SET_COOKIE, forget))
}
