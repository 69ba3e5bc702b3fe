//! All of them, by number.

use super::{PATH, address, role_name};
use crate::{
    admin::nav::{Nav, Section},
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::users;
use tessera_domain::user::User;
use tessera_http::{fault::Fault, query::Params};

const SIZE: usize = 25;

#[derive(Template)]
#[template(path = "console/users.html")]
struct UsersPage {
    nav: Nav,
    users: Vec<Row>,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    address: String,
    number: i64,
    login: String,
    name: String,
    role: &'static str,
    active: bool,
}

/// `GET /console/users`
pub(super) async fn show(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Users).await? else {
        return Ok(here.sign_in_first());
    };
    let after = params.optional("after").integer(0, i64::MAX).unwrap_or_default();
    params.finish()?;
    let read = here.act(&who, move |app, hand| {
        users::list(app, hand, after, 1 + page::limit(SIZE))
    });
    let mut people = read.await?;
    let more = people.len() > SIZE;
    people.truncate(SIZE);
    let last = people.last().filter(|_| more).map(|user| user.number.to_string());
    let shown = UsersPage {
        nav: Nav::of(&who, Section::Users),
        users: people.iter().map(Row::of).collect(),
        next: last.map(|last| page::address(PATH, "after", Some(&last))),
        is_first: after == 0,
    };
    page::show(StatusCode::OK, &shown)
}

impl Row {
    fn of(user: &User) -> Self {
        Self {
            address: address(user.number),
            number: user.number,
            login: user.login.as_str().to_owned(),
            name: user.display_name(),
            role: role_name(user.role),
            active: user.active,
        }
    }
}
