//! All of them, newest first.

use super::{PATH, address, ends, last_used, state};
use crate::{
    admin::nav::{Nav, Section},
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::integration::{self, TokenCard};
use tessera_domain::time::Time;
use tessera_http::{fault::Fault, query::Params};

const SIZE: usize = 25;

#[derive(Template)]
#[template(path = "console/tokens.html")]
struct TokensPage {
    nav: Nav,
    tokens: Vec<Row>,
    older: Option<String>,
    is_first: bool,
}

struct Row {
    address: String,
    name: String,
    prefix: String,
    owner: String,
    state: &'static str,
    per_hour: u32,
    last_used: String,
    ends: String,
}

/// `GET /console/integration-tokens`
pub(super) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Tokens).await? else {
        return Ok(here.sign_in_first());
    };
    let after = params.optional("after").uuid();
    params.finish()?;
    let caller = who.caller.clone();
    let mut cards = here
        .work
        .read(move |app| integration::list(app, &caller, after, 1 + page::limit(SIZE)))
        .await?;
    let more = cards.len() > SIZE;
    cards.truncate(SIZE);
    let last = cards
        .last()
        .filter(|_| more)
        .map(|card| card.token.id.to_string());
    let now = here.app().clock.now();
    let shown = TokensPage {
        nav: Nav::of(&who, Section::Tokens),
        tokens: cards.iter().map(|card| Row::of(card, now)).collect(),
        older: last.map(|last| page::address(PATH, "after", Some(&last))),
        is_first: after.is_none(),
    };
    page::show(StatusCode::OK, &shown)
}

impl Row {
    fn of(card: &TokenCard, now: Time) -> Self {
        let token = &card.token;
        Self {
            address: address(token.id),
            name: token.name.as_str().to_owned(),
            prefix: token.prefix.clone(),
            owner: card.owner.login.as_str().to_owned(),
            state: state(token, now),
            per_hour: token.per_hour.get(),
            last_used: last_used(token),
            ends: ends(token),
        }
    }
}
