//! Taking a policy away. People are asked first.

use super::{PATH, address, edit::find};
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
use tessera_application::approvals::DeletePolicy;
use tessera_http::{fault::Fault, form::FormBody};

#[derive(Template)]
#[template(path = "console/approval_delete.html")]
struct DeletePage {
    nav: Nav,
    token: String,
    address: String,
    name: String,
}

/// `GET /console/approvals/{number}/delete`
pub(super) async fn show(here: Here, number: Path<i64>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Approvals).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let sheet = find(&here, &who, number).await?;
    let shown = DeletePage {
        nav: Nav::of(&who, Section::Approvals),
        token: who.token(here.app()),
        address: address(number),
        name: sheet.policy.name.into_string(),
    };
    page::show(StatusCode::OK, &shown)
}

/// `POST /console/approvals/{number}/delete`
pub(super) async fn delete(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, _)) = here.form_of_admin(Section::Approvals, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let command = DeletePolicy {
        policy: number.into_inner(),
        expected: None,
    };
    perform(&here, &who, command).await?;
    Ok(page::go_to(PATH))
}
