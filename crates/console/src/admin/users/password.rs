//! Giving somebody a new password that nobody chose, to be told to them. People are asked first.

use super::{address, find, one};
use crate::{
    admin::{
        nav::{Nav, Section},
        once,
    },
    chance,
    here::Here,
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_application::users;
use tessera_http::{fault::Fault, form::FormBody, slots::Slot};

#[derive(Template)]
#[template(path = "console/user_password.html")]
struct AskPage {
    nav: Nav,
    token: String,
    once: String,
    address: String,
    login: String,
    is_oneself: bool,
}

#[derive(Template)]
#[template(path = "console/user_password_made.html")]
struct MadePage {
    nav: Nav,
    address: String,
    login: String,
    password: String,
}

/// `GET /console/users/{number}/password`
pub(super) async fn show(here: Here, number: Path<i64>) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Users).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let user = here.act(&who, move |app, hand| find(app, hand, number)).await?;
    let shown = AskPage {
        nav: Nav::of(&who, Section::Users),
        token: who.token(here.app()),
        once: once::id(here.app()),
        address: address(number),
        login: user.login.as_str().to_owned(),
        is_oneself: user.id == who.caller.user,
    };
    page::show(StatusCode::OK, &shown)
}

/// `POST /console/users/{number}/password`. The password is in the answer, and nowhere else ever.
pub(super) async fn reset(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Users, &body).await? else {
        return Ok(here.sign_in_first());
    };
    once::take(here.app(), &form)?;
    let number = number.into_inner();
    let password = chance::password(here.app());
    let new = password.clone();
    let set = here.act_slowly(&who, Slot::Password, move |app, hand| {
        let user = find(app, hand, number)?;
        users::set_password(app, hand, user.id, &new)
    });
    let user = match set.await {
        Ok(user) => user,
        Err(fault) => return one::refuse(&here, &who, number, fault).await,
    };
    let shown = MadePage {
        nav: Nav::of(&who, Section::Users),
        address: address(number),
        login: user.login.as_str().to_owned(),
        password,
    };
    page::show_with_script(&shown)
}
