//! Making one.

use super::{
    fields::{Fields, Said},
    secret,
};
use crate::{
    admin::{
        nav::{Nav, Section},
        once,
    },
    faults,
    here::{Here, SignedIn},
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::{
    Application, Error, Result as Outcome,
    hand::Hand,
    integration::{self, NewToken, Secret},
    users,
};
use tessera_domain::{issue::Problem, user::Login};
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
};

#[derive(Template)]
#[template(path = "console/token_new.html")]
struct NewPage {
    nav: Nav,
    token: String,
    once: String,
    problem: Option<String>,
    fields: Fields,
}

/// `GET /console/integration-tokens/new`
pub(super) async fn show(here: Here) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Tokens).await? else {
        return Ok(here.sign_in_first());
    };
    let caller = who.caller.clone();
    let oneself = here.work.read(move |app| users::me(app, &caller)).await?;
    let fields = Fields::new(oneself.login.as_str());
    render(&here, &who, StatusCode::OK, fields, None)
}

/// `POST /console/integration-tokens`. The secret is in the answer, and nowhere else ever.
pub(super) async fn create(here: Here, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Tokens, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let mut fields = Fields::sent(&form);
    let (said, owner) = (fields.read(None), fields.owner());
    let (Some(said), Some(owner)) = (said, owner) else {
        return render(&here, &who, StatusCode::BAD_REQUEST, fields, None);
    };
    once::take(here.app(), &form)?;
    match here
        .act(&who, move |app, hand| make(app, hand, said, &owner))
        .await
    {
        Ok(made) => secret::show(&who, &made, "Token made"),
        Err(fault) => refuse(&here, &who, fields, fault),
    }
}

fn make(app: &Application, hand: &Hand<'_>, said: Said, owner: &Login) -> Outcome<Secret> {
    let owner = users::find(app, hand.tenant(), owner).map_err(|error| match error {
        Error::NotFound(_) => Error::invalid("owner", Problem::UnknownReference { what: "user" }),
        other => other,
    })?;
    let new = NewToken {
        name: said.name,
        description: said.description,
        owner: owner.id,
        per_hour: said.per_hour,
        expires_at: said.expires_at,
    };
    integration::create(app, hand, &new)
}

fn refuse(here: &Here, who: &SignedIn, mut fields: Fields, fault: Fault) -> Result<HttpResponse, Fault> {
    let problem = match fault.kind {
        FaultKind::Invalid if fields.refuse(&fault.issues) => None,
        FaultKind::Unavailable => Some(words::BUSY.to_owned()),
        _ => return Err(fault),
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
        nav: Nav::of(who, Section::Tokens),
        token: who.token(here.app()),
        once: once::id(here.app()),
        problem,
        fields,
    };
    page::show(status, &shown)
}
