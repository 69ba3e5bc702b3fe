//! Another secret for it. What has the old one stops working, so people are asked first.

use super::{address, secret, show as one};
use crate::{
    admin::{
        nav::{Nav, Section},
        once,
    },
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::integration;
use tessera_domain::id::CredentialId;
use tessera_http::{fault::Fault, form::FormBody};

#[derive(Template)]
#[template(path = "console/token_regenerate.html")]
struct RegeneratePage {
    nav: Nav,
    token: String,
    once: String,
    address: String,
    name: String,
    prefix: String,
}

/// `GET /console/integration-tokens/{id}/regenerate`
pub(super) async fn show(here: Here, id: Path<CredentialId>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Tokens).await? else {
        return Ok(here.sign_in_first());
    };
    let id = id.into_inner();
    let token = one::find(&here, &who, id).await?;
    let shown = RegeneratePage {
        nav: Nav::of(&who, Section::Tokens),
        token: who.token(here.app()),
        once: once::id(here.app()),
        address: address(id),
        prefix: token.prefix,
        name: token.name.into_string(),
    };
    page::show(StatusCode::OK, &shown)
}

/// `POST /console/integration-tokens/{id}/regenerate`
pub(super) async fn regenerate(
    here: Here,
    id: Path<CredentialId>,
    body: FormBody,
) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Tokens, &body).await? else {
        return Ok(here.sign_in_first());
    };
    once::take(here.app(), &form)?;
    let id = id.into_inner();
    let made = here.act(&who, move |app, hand| integration::regenerate(app, hand, id));
    match made.await {
        Ok(made) => secret::show(&who, &made, "New secret made"),
        Err(fault) => one::refuse(&here, &who, id, fault).await,
    }
}
