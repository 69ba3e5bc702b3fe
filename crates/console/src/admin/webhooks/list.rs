//! All of them, by number.

use super::{PATH, address, log, state};
use crate::{
    admin::{
        nav::{Nav, Section},
        paging::{self, Paging},
    },
    here::Here,
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::webhooks;
use tessera_domain::{
    listing::Window,
    webhook::{Webhook, payload::webhook_name},
};
use tessera_http::{fault::Fault, query::Params};

const SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "console/webhooks.html")]
struct WebhooksPage {
    nav: Nav,
    webhooks: Vec<Row>,
    paging: Paging,
    is_gone: bool,
}

struct Row {
    address: String,
    log: String,
    url: String,
    id: String,
    events: Vec<&'static str>,
    state: &'static str,
    is_off: bool,
    failing: Option<String>,
}

/// `GET /console/webhooks`
pub(super) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    let number = paging::page(&mut params);
    let is_gone = params
        .optional("done")
        .text(20)
        .is_some_and(|done| done == "deleted");
    params.finish()?;
    let caller = who.caller.clone();
    let found = here
        .work
        .read(move |app| webhooks::list(app, &caller, Window::page(number, SIZE)))
        .await?;
    let shown = WebhooksPage {
        nav: Nav::of(&who, Section::Webhooks),
        webhooks: found.items.iter().map(Row::of).collect(),
        paging: Paging::at(number, SIZE, found.total, PATH, &[]),
        is_gone,
    };
    page::show(StatusCode::OK, &shown)
}

impl Row {
    fn of(webhook: &Webhook) -> Self {
        Self {
            address: address(webhook.number),
            log: log(webhook.number),
            url: webhook.url.as_str().to_owned(),
            id: webhook_name(webhook.number),
            events: webhook.events.iter().map(|event| event.name()).collect(),
            state: state(webhook.state),
            is_off: !webhook.is_active(),
            failing: webhook
                .failing_since
                .filter(|_| webhook.is_active())
                .map(words::moment),
        }
    }
}
