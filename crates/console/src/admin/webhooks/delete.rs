//! Taking it away with its log. People are asked first.

use super::{PATH, address, show as one};
use crate::{
    admin::{
        command::perform,
        nav::{Nav, Section},
    },
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::webhooks::DeleteWebhook;
use tessera_http::{fault::Fault, form::FormBody};

#[derive(Template)]
#[template(path = "console/webhook_delete.html")]
struct DeletePage {
    nav: Nav,
    token: String,
    address: String,
    url: String,
}

/// `GET /console/webhooks/{number}/delete`
pub(super) async fn show(here: Here, number: Path<i64>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Webhooks).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let webhook = one::find(&here, &who, number).await?;
    let shown = DeletePage {
        nav: Nav::of(&who, Section::Webhooks),
        token: who.token(here.app()),
        address: address(number),
        url: webhook.url.as_str().to_owned(),
    };
    page::show(StatusCode::OK, &shown)
}

/// `POST /console/webhooks/{number}/delete`
pub(super) async fn delete(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, _)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let command = DeleteWebhook {
        webhook: number.into_inner(),
        expected: None,
    };
    perform(&here, &who, command).await?;
    Ok(page::go_to(&page::address(PATH, "done", Some("deleted"))))
}
