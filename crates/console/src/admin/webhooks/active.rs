//! Switching it on and off.

use super::show;
use crate::{
    admin::{command::prepare, nav::Section},
    here::Here,
};
use actix_web::{HttpResponse, web::Path};
use tessera_application::webhooks::Wanted;
use tessera_domain::{
    issue::{Issue, Problem},
    webhook::WebhookPatch,
};
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/webhooks/{number}/active`
pub(super) async fn set(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let (active, what) = match form.text("active") {
        Some("true") => (true, "on"),
        Some("false") => (false, "off"),
        _ => return Err(Issue::new("active", Problem::Required).into()),
    };
    let wanted = Wanted {
        webhook: number,
        patch: WebhookPatch {
            active: Some(active),
            ..WebhookPatch::default()
        },
        secret: None,
        expected: None,
    };
    let set = prepare(&here, &who, move |app, caller| {
        Ok((wanted.prepare(app, caller)?, ()))
    });
    match set.await {
        Ok(_) => Ok(show::done(number, what)),
        Err(fault) => show::refuse(&here, &who, number, fault).await,
    }
}
