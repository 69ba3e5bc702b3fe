//! A webhook's secret, shown for the only time, and another one in its place. People are asked first.

use super::{address, show as one};
use crate::{
    admin::{
        command::prepare,
        nav::{Nav, Section},
        once,
    },
    here::{Here, SignedIn},
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::webhooks::WantedSecret;
use tessera_domain::webhook::{SecretText, Webhook};
use tessera_http::{fault::Fault, form::FormBody};

#[derive(Template)]
#[template(path = "console/webhook_rotate.html")]
struct AskPage {
    nav: Nav,
    token: String,
    once: String,
    address: String,
    url: String,
}

#[derive(Template)]
#[template(path = "console/webhook_secret.html")]
struct SecretPage<'s> {
    nav: Nav,
    title: &'static str,
    url: &'s str,
    secret: &'s str,
    address: String,
}

/// `GET /console/webhooks/{number}/secret`
pub(super) async fn ask(here: Here, number: Path<i64>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let webhook = one::find(&here, &who, number).await?;
    let shown = AskPage {
        nav: Nav::of(&who, Section::Webhooks),
        token: who.token(here.app()),
        once: once::id(here.app()),
        address: address(number),
        url: webhook.url.as_str().to_owned(),
    };
    page::show(StatusCode::OK, &shown)
}

/// `POST /console/webhooks/{number}/secret`. The secret is in the answer, and nowhere else ever.
pub(super) async fn rotate(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    once::take(here.app(), &form)?;
    let number = number.into_inner();
    let wanted = WantedSecret {
        webhook: number,
        secret: None,
    };
    let rotated = prepare(&here, &who, move |app, caller| wanted.prepare(app, caller));
    match rotated.await {
        Ok((webhook, minted)) => show(&who, &webhook, minted.as_ref(), "New secret made"),
        Err(fault) => one::refuse(&here, &who, number, fault).await,
    }
}

/// The secret that was made.
pub(super) fn show(
    who: &SignedIn,
    webhook: &Webhook,
    minted: Option<&SecretText>,
    title: &'static str,
) -> Result<HttpResponse, Fault> {
    let secret = minted.ok_or_else(|| Fault::bug("a webhook was to get a secret, and none was made"))?;
    let shown = SecretPage {
        nav: Nav::of(who, Section::Webhooks),
        title,
        url: webhook.url.as_str(),
        secret: secret.as_str(),
        address: address(webhook.number),
    };
    page::show_with_script(&shown)
}
