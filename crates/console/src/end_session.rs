//! Ending one of one's own sessions.

use crate::{account, here::Here, page, signin};
use actix_web::{HttpResponse, web::Path};
use tessera_application::sessions;
use tessera_domain::id::SessionId;
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /auth/sessions/{id}/end`
pub(crate) async fn end(here: Here, session: Path<SessionId>, body: FormBody) -> Result<HttpResponse, Fault> {
    let form = body.form()?;
    let Some(who) = here.signed_in().await? else {
        return Ok(page::go_to(&signin::address(Some(account::PATH))));
    };
    here.require_own_form(&who, &form)?;
    let (session, request) = (session.into_inner(), here.work.request_id().to_owned());
    here.work
        .read(move |app| sessions::end(app, &who.caller, session, Some(&request)))
        .await?;
    Ok(page::go_to(account::PATH))
}
