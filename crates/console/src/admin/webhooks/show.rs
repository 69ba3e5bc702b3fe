//! One of them: where it leads, how it does, and what can be done with it.

use super::{address, fields::Fields, log, state};
use crate::{
    admin::nav::{Nav, Section},
    faults,
    here::{Here, SignedIn},
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::webhooks;
use tessera_domain::{
    time::Time,
    webhook::{Webhook, payload::webhook_name},
};
use tessera_http::{fault::Fault, query::Params};

#[derive(Template)]
#[template(path = "console/webhook.html")]
struct WebhookPage {
    nav: Nav,
    token: String,
    address: String,
    log: String,
    id: String,
    url: String,
    state: &'static str,
    is_active: bool,
    made: String,
    changed: String,
    failing: Option<String>,
    former: Option<String>,
    version: i64,
    done: Option<&'static str>,
    problem: Option<String>,
    fields: Fields,
}

/// What is told above the page, and a form that was sent and has something wrong with it.
#[derive(Default)]
pub(super) struct Notice {
    pub(super) done: Option<&'static str>,
    pub(super) problem: Option<String>,
    /// The form, and the version that it changes.
    pub(super) sent: Option<(Fields, i64)>,
}

/// `GET /console/webhooks/{number}`
pub(super) async fn show(here: Here, number: Path<i64>, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    let done = params.optional("done").text(20);
    let notice = Notice {
        done: done.and_then(|done| told(&done)),
        ..Notice::default()
    };
    render(&here, &who, number.into_inner(), StatusCode::OK, notice).await
}

/// What was done, in words that are ours: the address may be anybody's.
fn told(done: &str) -> Option<&'static str> {
    match done {
        "changed" => Some("The webhook is changed."),
        "on" => Some(
            "It is told of everything from now on. What it missed can be sent by “Send what was missed”.",
        ),
        "off" => Some("It is told nothing for now."),
        _ => None,
    }
}

/// Back to the page, which says what was done.
pub(super) fn done(number: i64, what: &str) -> HttpResponse {
    page::go_to(&page::address(&address(number), "done", Some(what)))
}

/// The webhook of that number.
pub(super) async fn find(here: &Here, who: &SignedIn, number: i64) -> Result<Webhook, Fault> {
    let caller = who.caller.clone();
    here.work
        .read(move |app| webhooks::show(app, &caller, number))
        .await
}

/// The page, which says why something was not done.
pub(super) async fn refuse(
    here: &Here,
    who: &SignedIn,
    number: i64,
    fault: Fault,
) -> Result<HttpResponse, Fault> {
    let Some(problem) = faults::beside(&fault) else {
        return Err(fault);
    };
    faults::log(here.work.request_id(), &fault);
    let notice = Notice {
        problem: Some(problem),
        ..Notice::default()
    };
    let response = render(here, who, number, fault.kind.status(), notice).await?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

pub(super) async fn render(
    here: &Here,
    who: &SignedIn,
    number: i64,
    status: StatusCode,
    notice: Notice,
) -> Result<HttpResponse, Fault> {
    let webhook = find(here, who, number).await?;
    let (fields, version) = notice
        .sent
        .unwrap_or_else(|| (Fields::of(&webhook), webhook.version));
    let shown = WebhookPage {
        nav: Nav::of(who, Section::Webhooks),
        token: who.token(here.app()),
        address: address(number),
        log: log(number),
        id: webhook_name(number),
        state: state(webhook.state),
        is_active: webhook.is_active(),
        made: words::moment(webhook.created_at),
        changed: words::moment(webhook.updated_at),
        failing: webhook.failing_since.map(words::moment),
        former: former(&webhook, here.app().clock.now()),
        version,
        done: notice.done,
        problem: notice.problem,
        fields,
        url: webhook.url.as_str().to_owned(),
    };
    page::show(status, &shown)
}

/// How long the secret before this one still signs, if it does.
fn former(webhook: &Webhook, now: Time) -> Option<String> {
    let former = webhook.former.as_ref().filter(|former| now < former.until);
    former.map(|former| words::moment(former.until))
}
