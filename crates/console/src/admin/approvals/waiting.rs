//! What waits for a decision that whoever looks may take: the urgent ones first.

use super::WAITING;
use crate::{
    admin::{
        nav::{Nav, Section},
        paging::{self, Paging},
    },
    here::Here,
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::{
    approvals::{self, Asked},
    views::ApprovalSheet,
};
use tessera_domain::{listing::Window, time::Time};
use tessera_http::{fault::Fault, query::Params};

const SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "console/approvals_waiting.html")]
struct WaitingPage {
    nav: Nav,
    approvals: Vec<Row>,
    paging: Paging,
}

struct Row {
    number: i64,
    reference: String,
    title: String,
    department: String,
    approver: String,
    asked: String,
    due: String,
    is_late: bool,
    is_urgent: bool,
}

/// `GET /console/approvals/waiting`
pub(super) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Approvals).await? else {
        return Ok(here.sign_in_first());
    };
    let number = paging::page(&mut params);
    params.finish()?;
    let caller = who.caller.clone();
    let window = Window::page(number, SIZE);
    let found = here
        .work
        .read(move |app| approvals::pending(app, &caller, Asked::default(), window))
        .await?;
    let now = here.app().clock.now();
    let shown = WaitingPage {
        nav: Nav::of(&who, Section::Approvals),
        approvals: found.items.iter().map(|sheet| Row::of(sheet, now)).collect(),
        paging: Paging::at(number, SIZE, found.total, WAITING, &[]),
    };
    page::show(StatusCode::OK, &shown)
}

impl Row {
    fn of(sheet: &ApprovalSheet, now: Time) -> Self {
        let (step, ticket) = (&sheet.step, &sheet.ticket);
        Self {
            number: step.number,
            reference: ticket.reference.clone(),
            title: ticket.title.clone(),
            department: ticket
                .department
                .as_ref()
                .map(|department| department.name.clone())
                .unwrap_or_default(),
            approver: sheet.approver.login.clone(),
            asked: words::moment(step.created_at),
            due: words::moment(step.due_at),
            is_late: step.due_at < now,
            is_urgent: step.is_urgent(ticket.rank, now),
        }
    }
}
