//! One of them: what it is, what it did, and what can be done with it.

use super::{address, ends, fields::Fields, last_used, state};
use crate::{
    admin::{
        nav::{Nav, Section},
        usage::{self, CallRow},
    },
    faults,
    here::{Here, SignedIn},
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::integration::{self, CallFilter, CallStats};
use tessera_domain::{
    id::CredentialId,
    integration::{IntegrationToken, TokenState},
};
use tessera_http::fault::{Fault, FaultKind};

/// How many of its calls are shown here.
const CALLS: i64 = 20;

#[derive(Template)]
#[template(path = "console/token.html")]
struct TokenPage {
    nav: Nav,
    token: String,
    address: String,
    name: String,
    prefix: String,
    owner: String,
    state: &'static str,
    stored: TokenState,
    made: String,
    last_used: String,
    ends: String,
    stats: CallStats,
    calls: Vec<CallRow>,
    names_tokens: bool,
    all_calls: String,
    problem: Option<String>,
    fields: Fields,
}

/// `GET /console/integration-tokens/{id}`
pub(super) async fn show(here: Here, id: Path<CredentialId>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Tokens).await? else {
        return Ok(here.sign_in_first());
    };
    render(&here, &who, id.into_inner(), StatusCode::OK, None, None).await
}

/// The token, if whoever asks may see it.
pub(super) async fn find(here: &Here, who: &SignedIn, id: CredentialId) -> Result<IntegrationToken, Fault> {
    let caller = who.caller.clone();
    let card = here
        .work
        .read(move |app| integration::show(app, &caller, id))
        .await?;
    Ok(card.token)
}

/// The page, with fields that were sent and have something wrong with them, or with another problem.
pub(super) async fn render(
    here: &Here,
    who: &SignedIn,
    id: CredentialId,
    status: StatusCode,
    sent: Option<Fields>,
    problem: Option<String>,
) -> Result<HttpResponse, Fault> {
    let caller = who.caller.clone();
    let read = here.work.read(move |app| {
        let card = integration::show(app, &caller, id)?;
        let figures = integration::stats(app, &caller, id)?;
        let filter = CallFilter {
            token: Some(id),
            ..CallFilter::default()
        };
        Ok((card, figures, integration::calls(app, &caller, &filter, CALLS)?))
    });
    let (card, figures, calls) = read.await?;
    let token = card.token;
    let shown = TokenPage {
        nav: Nav::of(who, Section::Tokens),
        token: who.token(here.app()),
        address: address(id),
        state: state(&token, here.app().clock.now()),
        stored: token.state,
        made: words::moment(token.created_at),
        last_used: last_used(&token),
        ends: ends(&token),
        stats: figures,
        calls: calls
            .iter()
            .map(|call| CallRow::of(call, String::new()))
            .collect(),
        names_tokens: false,
        all_calls: page::address(usage::PATH, "token", Some(&id.to_string())),
        problem,
        fields: sent.unwrap_or_else(|| Fields::of(&token)),
        owner: card.owner.login.as_str().to_owned(),
        prefix: token.prefix,
        name: token.name.into_string(),
    };
    page::show(status, &shown)
}

/// The page, which says why something was not done.
pub(super) async fn refuse(
    here: &Here,
    who: &SignedIn,
    id: CredentialId,
    fault: Fault,
) -> Result<HttpResponse, Fault> {
    let problem = match fault.kind {
        FaultKind::Invalid => "This token is revoked for good. Make a new one.",
        FaultKind::Unavailable => words::BUSY,
        _ => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let response = render(here, who, id, fault.kind.status(), None, Some(problem.to_owned())).await?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}
