//! Changing where it leads and of what it is told.

use super::{
    fields::Fields,
    show::{self, Notice},
};
use crate::{
    admin::{command::prepare, nav::Section},
    faults,
    here::Here,
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use tessera_application::webhooks::Wanted;
use tessera_domain::{
    issue::{Issue, Problem},
    webhook::WebhookPatch,
};
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
};

/// `POST /console/webhooks/{number}`
pub(super) async fn edit(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let stands = show::find(&here, &who, number).await?;
    let version = form.text("version").and_then(|version| version.parse().ok());
    let version: i64 = version.ok_or_else(|| Fault::from(Issue::new("version", Problem::Required)))?;
    let mut fields = Fields::sent(&form);
    let Some(said) = fields.read() else {
        let notice = Notice {
            sent: Some((fields, version)),
            ..Notice::default()
        };
        return show::render(&here, &who, number, StatusCode::BAD_REQUEST, notice).await;
    };
    let wanted = Wanted {
        webhook: number,
        patch: WebhookPatch {
            // One that stays is not looked up again: it may be away for a moment.
            url: Some(said.url).filter(|url| *url != stands.url),
            events: Some(said.events),
            active: None,
        },
        secret: None,
        expected: Some(vec![version]),
    };
    let changed = prepare(&here, &who, move |app, caller| {
        Ok((wanted.prepare(app, caller)?, ()))
    });
    let Err(fault) = changed.await else {
        return Ok(show::done(number, "changed"));
    };
    let (problem, seen) = match fault.kind {
        FaultKind::Invalid if fields.refuse(&fault.issues) => (None, version),
        FaultKind::Unavailable => (Some(words::BUSY.to_owned()), version),
        FaultKind::Stale => (Some(words::CHANGED_MEANWHILE.to_owned()), stands.version),
        _ => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let notice = Notice {
        done: None,
        problem,
        sent: Some((fields, seen)),
    };
    let response = show::render(&here, &who, number, fault.kind.status(), notice).await?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}
