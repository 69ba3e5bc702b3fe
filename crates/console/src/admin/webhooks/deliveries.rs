//! The log of what was delivered to one of them, newest first.

use super::{
    address,
    delivery::{self, DeliveryRow},
    log,
};
use crate::{
    admin::{
        nav::{Nav, Section},
        paging::{self, Paging},
    },
    faults,
    here::{Here, SignedIn},
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::webhooks::{self, DeliveryFilter};
use tessera_domain::{
    listing::Window,
    webhook::{delivery::DeliveryState, payload::webhook_name},
};
use tessera_http::{fault::Fault, query::Params};

const SIZE: i64 = 25;
const ALL: &str = "all";
const STATES: &[&str] = &["all", "pending", "delivered", "failed"];

#[derive(Template)]
#[template(path = "console/webhook_deliveries.html")]
struct LogPage {
    nav: Nav,
    token: String,
    address: String,
    log: String,
    id: String,
    url: String,
    is_active: bool,
    states: Vec<Choice>,
    deliveries: Vec<DeliveryRow>,
    paging: Paging,
    done: Option<String>,
    problem: Option<String>,
}

/// How deliveries may stand.
struct Choice {
    key: &'static str,
    name: &'static str,
    is_chosen: bool,
}

/// Which part of the log is shown, and what is told above it.
struct Asked {
    state: &'static str,
    page: i64,
    done: Option<String>,
    problem: Option<String>,
}

/// `GET /console/webhooks/{number}/deliveries`
pub(super) async fn show(here: Here, number: Path<i64>, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    let asked = Asked {
        state: params.optional("state").word(STATES).unwrap_or(ALL),
        page: paging::page(&mut params),
        done: told(&mut params),
        problem: None,
    };
    params.finish()?;
    render(&here, &who, number.into_inner(), StatusCode::OK, asked).await
}

/// What was done, in words that are ours: the address may be anybody's.
fn told(params: &mut Params) -> Option<String> {
    let mut count = |name| params.optional(name).integer(0, 1_000_000).unwrap_or_default();
    let (again, missed) = (count("again"), count("missed"));
    let more = params.optional("more").boolean().unwrap_or_default();
    let words = match params.optional("done").text(20)?.as_str() {
        "test" => "A test is on its way. Reload this page to see how it came out.".to_owned(),
        "again" => "It is on its way again. Reload this page to see how it came out.".to_owned(),
        "span" => {
            let rest = if more {
                " There may be more: send the same once more."
            } else {
                ""
            };
            format!("On their way again: {again}. For the first time: {missed}.{rest}")
        }
        _ => return None,
    };
    Some(words)
}

/// To the log, which says what was done.
pub(super) fn done(number: i64, what: &str) -> HttpResponse {
    page::go_to(&page::address(&log(number), "done", Some(what)))
}

/// The log, which says why something was not done.
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
    let asked = Asked {
        state: ALL,
        page: 1,
        done: None,
        problem: Some(problem),
    };
    let response = render(here, who, number, fault.kind.status(), asked).await?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

async fn render(
    here: &Here,
    who: &SignedIn,
    number: i64,
    status: StatusCode,
    asked: Asked,
) -> Result<HttpResponse, Fault> {
    let caller = who.caller.clone();
    let filter = DeliveryFilter {
        state: DeliveryState::from_key(asked.state),
    };
    let window = Window::page(asked.page, SIZE);
    let read = here.work.read(move |app| {
        let webhook = webhooks::show(app, &caller, number)?;
        Ok((
            webhook,
            webhooks::deliveries(app, &caller, number, filter, window)?,
        ))
    });
    let (webhook, found) = read.await?;
    let path = log(number);
    let shown = LogPage {
        nav: Nav::of(who, Section::Webhooks),
        token: who.token(here.app()),
        address: address(number),
        id: webhook_name(number),
        url: webhook.url.as_str().to_owned(),
        is_active: webhook.is_active(),
        states: choices(asked.state),
        deliveries: found.items.iter().map(DeliveryRow::of).collect(),
        paging: Paging::at(asked.page, SIZE, found.total, &path, &[("state", asked.state)]),
        log: path,
        done: asked.done,
        problem: asked.problem,
    };
    page::show(status, &shown)
}

fn choices(chosen: &str) -> Vec<Choice> {
    let all = Choice {
        key: ALL,
        name: "All",
        is_chosen: chosen == ALL,
    };
    let of = |state: DeliveryState| Choice {
        key: state.key(),
        name: delivery::state(state),
        is_chosen: chosen == state.key(),
    };
    std::iter::once(all).chain(DeliveryState::ALL.map(of)).collect()
}
