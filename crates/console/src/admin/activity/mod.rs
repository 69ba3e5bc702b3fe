//! What happened in the tenant, newest first.

mod phrase;

use super::{
    nav::{Nav, Section},
    short_person, short_token,
};
use crate::{here::Here, page, words};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use std::collections::HashMap;
use tessera_application::{Result as Outcome, activity, integration, users, views::LoggedEvent};
use tessera_domain::{
    event::Actor,
    id::{CredentialId, UserId},
    user::Permission,
};
use tessera_http::{fault::Fault, query::Params};

pub(crate) const PATH: &str = "/console/activity";

const SIZE: usize = 50;
/// How many people's and tokens' names are looked up, each by one statement. Others are told by their ids.
const NAMES: i64 = 500;

#[derive(Template)]
#[template(path = "console/activity.html")]
struct ActivityPage {
    nav: Nav,
    events: Vec<Row>,
    older: Option<String>,
    is_first: bool,
}

struct Row {
    at: String,
    who: String,
    what: String,
}

/// What ids are called.
#[derive(Default)]
pub(super) struct Names {
    people: HashMap<UserId, String>,
    tokens: HashMap<CredentialId, String>,
}

/// `GET /console/activity`
pub(crate) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Activity).await? else {
        return Ok(here.sign_in_first());
    };
    let before = params.optional("before").integer(1, i64::MAX);
    params.finish()?;
    let caller = who.caller.clone();
    let read = here.act(&who, move |app, hand| {
        let events = activity::newest(app, &caller, before, 1 + page::limit(SIZE))?;
        let people = users::list(app, hand, 0, NAMES)?;
        let tokens = if caller.may(Permission::ManageIntegrations) {
            integration::list(app, &caller, None, NAMES)?
        } else {
            Vec::new()
        };
        let login = |user: &tessera_domain::user::User| (user.id, user.login.as_str().to_owned());
        let name = |card: &integration::TokenCard| (card.token.id, card.token.name.as_str().to_owned());
        let names = Names {
            people: people.iter().map(login).collect(),
            tokens: tokens.iter().map(name).collect(),
        };
        Outcome::Ok((events, names))
    });
    let (mut events, names) = read.await?;
    let more = events.len() > SIZE;
    events.truncate(SIZE);
    let last = events
        .last()
        .filter(|_| more)
        .map(|logged| logged.sequence.to_string());
    let shown = ActivityPage {
        nav: Nav::of(&who, Section::Activity),
        events: events.iter().map(|logged| Row::of(logged, &names)).collect(),
        older: last.map(|last| page::address(PATH, "before", Some(&last))),
        is_first: before.is_none(),
    };
    page::show(StatusCode::OK, &shown)
}

impl Row {
    fn of(logged: &LoggedEvent, names: &Names) -> Self {
        let event = &logged.event;
        Self {
            at: words::moment(event.at),
            who: match event.actor {
                Actor::User(id) => names.person(id),
                Actor::Operator => "operator".to_owned(),
                Actor::Import => "import".to_owned(),
                Actor::Service => "service".to_owned(),
                Actor::Integration(id) => format!("integration {}", names.token(id)),
            },
            what: phrase::of(event, names),
        }
    }
}

impl Names {
    fn person(&self, id: UserId) -> String {
        self.people.get(&id).cloned().unwrap_or_else(|| short_person(id))
    }

    fn token(&self, id: CredentialId) -> String {
        self.tokens.get(&id).cloned().unwrap_or_else(|| short_token(id))
    }
}
