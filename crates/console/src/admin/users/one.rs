//! One of them, and what can be done with the account.

use super::{address, find, role_name};
use crate::{
    admin::nav::{Nav, Section},
    faults,
    here::{Here, SignedIn},
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use askama::Template;
use tessera_domain::user::{Role, User};
use tessera_http::{fault::Fault, query::Params};

#[derive(Template)]
#[template(path = "console/user.html")]
struct UserPage {
    nav: Nav,
    token: String,
    address: String,
    user: User,
    name: String,
    role: &'static str,
    made: String,
    /// Whether the one who asks reaches so high.
    is_reached: bool,
    is_oneself: bool,
    roles: Vec<Choice>,
    done: Option<&'static str>,
    problem: Option<String>,
}

/// A role to choose.
struct Choice {
    key: &'static str,
    name: &'static str,
    is_now: bool,
}

/// `GET /console/users/{number}`
pub(super) async fn show(here: Here, number: Path<i64>, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Users).await? else {
        return Ok(here.sign_in_first());
    };
    let done = params.optional("done").text(20);
    let done = done.and_then(|done| told(&done));
    render(&here, &who, number.into_inner(), StatusCode::OK, (done, None)).await
}

/// What was done, in words that are ours: the address may be anybody's.
fn told(done: &str) -> Option<&'static str> {
    match done {
        "role" => Some("The role is changed. It counts from the next request on."),
        "enabled" => Some("The account can be used again."),
        "disabled" => Some("The account is closed, and its sessions have ended."),
        "unlocked" => Some("The lock is taken away."),
        "open" => Some("The account was not locked."),
        _ => None,
    }
}

/// Back to the page, which says what was done.
pub(super) fn done(number: i64, what: &str) -> HttpResponse {
    page::go_to(&page::address(&address(number), "done", Some(what)))
}

/// The page, which says why something was not done.
pub(super) async fn refuse(
    here: &Here,
    who: &SignedIn,
    number: i64,
    fault: Fault,
) -> Result<HttpResponse, Fault> {
    let Some(problem) = faults::beside(&fault) else {
        return Err(fault);
    };
    faults::log(here.work.request_id(), &fault);
    let response = render(here, who, number, fault.kind.status(), (None, Some(problem))).await?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

async fn render(
    here: &Here,
    who: &SignedIn,
    number: i64,
    status: StatusCode,
    (done, problem): (Option<&'static str>, Option<String>),
) -> Result<HttpResponse, Fault> {
    let user = here.act(who, move |app, hand| find(app, hand, number)).await?;
    let mine = who.caller.role;
    let given = Role::ALL.into_iter().filter(|role| *role <= mine);
    let shown = UserPage {
        nav: Nav::of(who, Section::Users),
        token: who.token(here.app()),
        address: address(number),
        name: user.display_name(),
        role: role_name(user.role),
        made: words::moment(user.created_at),
        is_reached: user.role <= mine,
        is_oneself: user.id == who.caller.user,
        roles: given
            .map(|role| Choice {
                key: role.key(),
                name: role_name(role),
                is_now: role == user.role,
            })
            .collect(),
        done,
        problem,
        user,
    };
    page::show(status, &shown)
}
