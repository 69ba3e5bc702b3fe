//! What tokens do: their calls, newest first, and how many there were in each hour of the last day.

mod chart;

use super::{
    nav::{Nav, Section},
    short_token,
};
use crate::{here::Here, page, words};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use chart::Chart;
use tessera_application::integration::{self, CallFilter, CallRecord, TokenCard};
use tessera_domain::id::CredentialId;
use tessera_http::{fault::Fault, query::Params};
use url::form_urlencoded::Serializer;

pub(crate) const PATH: &str = "/console/usage";

const SIZE: usize = 100;
/// How many tokens there are to choose from. Those beyond are reached from their own pages.
const CHOICES: i64 = 200;
const OUTCOMES: &[&str] = &["all", "errors", "fine"];

#[derive(Template)]
#[template(path = "console/usage.html")]
struct UsagePage {
    nav: Nav,
    choices: Vec<Choice>,
    outcome: &'static str,
    calls: Vec<CallRow>,
    names_tokens: bool,
    older: Option<String>,
    chart: Chart,
}

/// A token to choose.
struct Choice {
    id: CredentialId,
    name: String,
    is_chosen: bool,
}

/// A call, as a table shows it.
pub(super) struct CallRow {
    pub(super) at: String,
    /// The token's name, where more than one token's calls are shown.
    pub(super) token: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) is_error: bool,
    pub(super) milliseconds: i64,
    pub(super) address: String,
    pub(super) agent: String,
}

/// `GET /console/usage`
pub(crate) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Usage).await? else {
        return Ok(here.sign_in_first());
    };
    // The form sends an empty field for all tokens.
    let chosen = params.optional("token").text(36).filter(|text| !text.is_empty());
    let token = chosen.and_then(|_| params.optional("token").uuid::<CredentialId>());
    let outcome = params.optional("outcome").word(OUTCOMES).unwrap_or("all");
    let before = params.optional("before").uuid();
    params.finish()?;
    let filter = CallFilter {
        token,
        failed: match outcome {
            "errors" => Some(true),
            "fine" => Some(false),
            _ => None,
        },
        before,
    };
    let now = here.app().clock.now();
    let since = chart::since(now);
    let caller = who.caller.clone();
    let read = here.work.read(move |app| {
        let cards = integration::list(app, &caller, None, CHOICES)?;
        let calls = integration::calls(app, &caller, &filter, 1 + page::limit(SIZE))?;
        let hours = integration::calls_by_hour(app, &caller, token, since)?;
        Ok((cards, calls, hours))
    });
    let (cards, mut calls, hours) = read.await?;
    let more = calls.len() > SIZE;
    calls.truncate(SIZE);
    let last = calls.last().filter(|_| more).map(|call| call.id.to_string());
    let shown = UsagePage {
        nav: Nav::of(&who, Section::Usage),
        calls: calls
            .iter()
            .map(|call| CallRow::of(call, name(&cards, call.token)))
            .collect(),
        names_tokens: true,
        choices: choices(&cards, token),
        outcome,
        older: last.map(|last| older(token, outcome, &last)),
        chart: Chart::of(&hours, now),
    };
    page::show(StatusCode::OK, &shown)
}

impl CallRow {
    pub(super) fn of(call: &CallRecord, token: String) -> Self {
        Self {
            at: words::second(call.at),
            token,
            method: call.method.clone(),
            path: call.path.clone(),
            status: call.status,
            is_error: call.status >= 400,
            milliseconds: call.milliseconds,
            address: call.address.clone().unwrap_or_default(),
            agent: call.agent.clone().unwrap_or_default(),
        }
    }
}

fn name(cards: &[TokenCard], token: CredentialId) -> String {
    let card = cards.iter().find(|card| card.token.id == token);
    card.map_or_else(|| short_token(token), |card| card.token.name.as_str().to_owned())
}

fn choices(cards: &[TokenCard], chosen: Option<CredentialId>) -> Vec<Choice> {
    let known = cards.iter().map(|card| card.token.id);
    let beyond = chosen.filter(|chosen| known.clone().all(|id| id != *chosen));
    known
        .chain(beyond)
        .map(|id| Choice {
            id,
            name: name(cards, id),
            is_chosen: chosen == Some(id),
        })
        .collect()
}

/// The next page of the same calls.
fn older(token: Option<CredentialId>, outcome: &str, last: &str) -> String {
    let mut query = Serializer::new(String::new());
    if let Some(token) = token {
        query.append_pair("token", &token.to_string());
    }
    query.append_pair("outcome", outcome).append_pair("before", last);
    format!("{PATH}?{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_of_the_same_calls() {
        let token = uuid::Uuid::from_u128(7).into();
        assert_eq!(
            older(Some(token), "errors", "x"),
            "/console/usage?token=00000000-0000-0000-0000-000000000007&outcome=errors&before=x"
        );
        assert_eq!(older(None, "all", "x"), "/console/usage?outcome=all&before=x");
    }

    #[test]
    fn a_token_beyond_the_list_is_chosen_by_its_id() {
        let token: CredentialId = uuid::Uuid::from_u128(7).into();
        let choices = choices(&[], Some(token));
        assert_eq!(choices.len(), 1);
        assert!(choices[0].is_chosen && choices[0].name == "\u{2026}000000000007");
    }
}
