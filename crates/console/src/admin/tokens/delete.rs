//! Taking it away for good. People are asked first.

use super::{PATH, address, show as one};
use crate::{
    admin::nav::{Nav, Section},
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::integration;
use tessera_domain::id::CredentialId;
use tessera_http::{fault::Fault, form::FormBody};

#[derive(Template)]
#[template(path = "console/token_delete.html")]
struct DeletePage {
    nav: Nav,
    token: String,
    address: String,
    name: String,
    prefix: String,
}

/// `GET /console/integration-tokens/{id}/delete`
pub(super) async fn show(here: Here, id: Path<CredentialId>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Tokens).await? else {
        return Ok(here.sign_in_first());
    };
    let id = id.into_inner();
    let token = one::find(&here, &who, id).await?;
    let shown = DeletePage {
        nav: Nav::of(&who, Section::Tokens),
        token: who.token(here.app()),
        address: address(id),
        prefix: token.prefix,
        name: token.name.into_string(),
    };
    page::show(StatusCode::OK, &shown)
}

/// `POST /console/integration-tokens/{id}/delete`
pub(super) async fn delete(
    here: Here,
    id: Path<CredentialId>,
    body: FormBody,
) -> Result<HttpResponse, Fault> {
    let Some((who, _)) = here.form_of_admin(Section::Tokens, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let id = id.into_inner();
    here.act(&who, move |app, hand| integration::remove(app, hand, id))
        .await?;
    Ok(page::go_to(PATH))
}
