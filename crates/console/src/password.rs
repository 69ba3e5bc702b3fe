//! Changing one's own password.

use crate::{
    faults,
    here::{Here, SignedIn},
    page, signin, words,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::sessions::{self, NewPassword};
use tessera_domain::issue::Problem;
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
    slots::Slot,
};

const PATH: &str = "/auth/password";

/// The page. Passwords are never sent back.
#[derive(Template, Default)]
#[template(path = "password.html")]
struct PasswordPage {
    token: String,
    done: bool,
    problem: Option<String>,
    current_problem: Option<String>,
    new_problem: Option<String>,
}

/// `GET /auth/password`
pub(crate) async fn show(here: Here) -> Result<HttpResponse, Fault> {
    match here.signed_in().await? {
        Some(who) => render(&here, &who, StatusCode::OK, PasswordPage::default()),
        None => Ok(page::go_to(&signin::address(Some(PATH)))),
    }
}

/// `POST /auth/password`
pub(crate) async fn change(here: Here, body: FormBody) -> Result<HttpResponse, Fault> {
    let form = body.form()?;
    let Some(who) = here.signed_in().await? else {
        return Ok(page::go_to(&signin::address(Some(PATH))));
    };
    if !here.is_own_form(&who, &form) {
        return render(&here, &who, StatusCode::FORBIDDEN, saying(words::OLD_FORM));
    }
    // As it was typed: spaces belong to passwords.
    let text = |name| form.text(name).unwrap_or_default().to_owned();
    let change = NewPassword {
        current: text("current_password"),
        new: text("new_password"),
    };
    let (caller, request) = (who.caller.clone(), here.work.request_id().to_owned());
    let changed = here
        .work
        .read_slowly(Slot::Password, move |app| {
            sessions::change_password(app, &caller, &change, Some(&request))
        })
        .await;
    match changed {
        Ok(()) => {
            let done = PasswordPage {
                done: true,
                ..PasswordPage::default()
            };
            render(&here, &who, StatusCode::OK, done)
        }
        Err(fault) => refuse(&here, &who, fault),
    }
}

fn refuse(here: &Here, who: &SignedIn, fault: Fault) -> Result<HttpResponse, Fault> {
    let page = match fault.kind {
        FaultKind::Invalid => by_field(&fault),
        FaultKind::Conflict => saying(&fault.message),
        FaultKind::Stale => saying("Your password has changed in the meantime. Nothing was done."),
        FaultKind::TooMany => saying(&words::too_many(&fault)),
        FaultKind::Unavailable => saying(words::BUSY),
        _ => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let status = if fault.kind == FaultKind::Stale {
        StatusCode::CONFLICT
    } else {
        fault.kind.status()
    };
    let response = render(here, who, status, page)?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

fn saying(problem: &str) -> PasswordPage {
    PasswordPage {
        problem: Some(problem.to_owned()),
        ..PasswordPage::default()
    }
}

fn by_field(fault: &Fault) -> PasswordPage {
    let of = |name: &str| {
        let issue = fault.issues.iter().find(|issue| issue.path.to_string() == name);
        issue.map(|issue| &issue.problem)
    };
    PasswordPage {
        current_problem: of("current_password").map(|_| "That is not your current password.".to_owned()),
        new_problem: of("new_password").map(|problem| match problem {
            Problem::TooShort { min } => format!("The new password must have at least {min} characters."),
            Problem::TooLong { max } => format!("The new password must have at most {max} characters."),
            other => format!("The new password cannot be this one: {other}."),
        }),
        ..PasswordPage::default()
    }
}

fn render(
    here: &Here,
    who: &SignedIn,
    status: StatusCode,
    page: PasswordPage,
) -> Result<HttpResponse, Fault> {
    let token = who.token(here.app());
    page::show(status, &PasswordPage { token, ..page })
}
