//! Making one.

use super::{fields::Fields, secret};
use crate::{
    admin::{
        command::prepare,
        nav::{Nav, Section},
        once,
    },
    faults,
    here::{Here, SignedIn},
    page,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::webhooks::NewWebhook;
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
};

#[derive(Template)]
#[template(path = "console/webhook_new.html")]
struct NewPage {
    nav: Nav,
    token: String,
    once: String,
    problem: Option<String>,
    fields: Fields,
}

/// `GET /console/webhooks/new`
pub(super) async fn show(here: Here) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    render(&here, &who, StatusCode::OK, Fields::new(), None)
}

/// `POST /console/webhooks`. The secret is in the answer, and nowhere else ever.
pub(super) async fn create(here: Here, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let mut fields = Fields::sent(&form);
    let Some(said) = fields.read() else {
        return render(&here, &who, StatusCode::BAD_REQUEST, fields, None);
    };
    once::take(here.app(), &form)?;
    let new = NewWebhook {
        url: said.url,
        events: said.events,
        secret: None,
        active: said.active,
    };
    let made = prepare(&here, &who, move |app, caller| new.prepare(app, caller));
    match made.await {
        Ok((webhook, minted)) => secret::show(&who, &webhook, minted.as_ref(), "Webhook made"),
        Err(fault) => refuse(&here, &who, fields, fault),
    }
}

fn refuse(here: &Here, who: &SignedIn, mut fields: Fields, fault: Fault) -> Result<HttpResponse, Fault> {
    let problem = match (fault.kind, faults::beside(&fault)) {
        (FaultKind::Invalid, _) if fields.refuse(&fault.issues) => None,
        (_, Some(problem)) => Some(problem),
        (_, None) => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let response = render(here, who, fault.kind.status(), fields, problem)?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

fn render(
    here: &Here,
    who: &SignedIn,
    status: StatusCode,
    fields: Fields,
    problem: Option<String>,
) -> Result<HttpResponse, Fault> {
    let shown = NewPage {
        nav: Nav::of(who, Section::Webhooks),
        token: who.token(here.app()),
        once: once::id(here.app()),
        problem,
        fields,
    };
    page::show(status, &shown)
}
