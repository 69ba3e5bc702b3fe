//! The policies, by number.

use super::{PATH, address, phrase};
use crate::{
    admin::{
        nav::{Nav, Section},
        paging::{self, Paging},
    },
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::{approvals, views::PolicySheet};
use tessera_domain::listing::Window;
use tessera_http::{fault::Fault, query::Params};

const SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "console/approvals.html")]
struct PoliciesPage {
    nav: Nav,
    policies: Vec<Row>,
    paging: Paging,
}

struct Row {
    address: String,
    name: String,
    about: String,
    steps: Vec<String>,
    active: bool,
}

/// `GET /console/approvals`
pub(super) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Approvals).await? else {
        return Ok(here.sign_in_first());
    };
    let number = paging::page(&mut params);
    params.finish()?;
    let caller = who.caller.clone();
    let found = here
        .work
        .read(move |app| approvals::list_policies(app, &caller, Window::page(number, SIZE)))
        .await?;
    let shown = PoliciesPage {
        nav: Nav::of(&who, Section::Approvals),
        policies: found.items.iter().map(Row::of).collect(),
        paging: Paging::at(number, SIZE, found.total, PATH, &[]),
    };
    page::show(StatusCode::OK, &shown)
}

impl Row {
    fn of(sheet: &PolicySheet) -> Self {
        let policy = &sheet.policy;
        Self {
            address: address(policy.number),
            name: policy.name.as_str().to_owned(),
            about: phrase::about(sheet),
            steps: policy
                .steps
                .iter()
                .map(|step| phrase::step(sheet, step))
                .collect(),
            active: policy.active,
        }
    }
}
