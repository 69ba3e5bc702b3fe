//! A login and a password.

use super::{CALLBACK, Shown, render, welcome};
use crate::{cookies::Cookie, faults, form_token, here::Here, page, words};
use actix_web::{HttpResponse, http::StatusCode};
use tessera_application::sessions::{self, SIGN_IN_BY_ADDRESS, Started};
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
    slots::Slot,
};

/// `POST /auth/signin`
pub(crate) async fn submit(here: Here, body: FormBody) -> Result<HttpResponse, Fault> {
    let form = body.form()?;
    let text = |name| form.text(name).unwrap_or_default().to_owned();
    let shown = Shown {
        callback: here.callback(form.text(CALLBACK)),
        login: text("login"),
        ..Shown::default()
    };
    let secret = here.cookie(Cookie::Form);
    if !form_token::is_right(here.app(), secret.as_deref(), &form, here.headers()) {
        return refuse(&here, shown, StatusCode::FORBIDDEN, words::OLD_FORM);
    }
    let password = text("password");
    if shown.login.is_empty() || password.is_empty() {
        return refuse(
            &here,
            shown,
            StatusCode::BAD_REQUEST,
            "Enter your login and your password.",
        );
    }
    match sign_in(&here, shown.login.clone(), password).await {
        Ok(started) => welcome(&here, &started, shown.callback.as_deref()),
        Err(fault) => explain(&here, shown, fault),
    }
}

/// The try is counted before anything is looked at, and again at the account.
async fn sign_in(here: &Here, login: String, password: String) -> Result<Started, Fault> {
    let (means, visitor, bucket) = (here.means(), here.visitor()?, here.address()?.bucket());
    let knocked = here.work.read(move |app| {
        sessions::admit(app, &SIGN_IN_BY_ADDRESS, &bucket)?;
        sessions::knock(app, &means.tenant(app)?, &login)
    });
    let admitted = knocked.await?;
    let looked = here.work.read_slowly(Slot::Password, move |app| {
        sessions::sign_in(app, &admitted, &password, &visitor)
    });
    looked.await
}

fn explain(here: &Here, shown: Shown, fault: Fault) -> Result<HttpResponse, Fault> {
    let problem = match fault.kind {
        FaultKind::Unauthenticated => "The login or the password is wrong.".to_owned(),
        FaultKind::TooMany => words::too_many(&fault),
        FaultKind::Unavailable => words::BUSY.to_owned(),
        _ => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let response = refuse(here, shown, fault.kind.status(), &problem)?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

fn refuse(here: &Here, shown: Shown, status: StatusCode, problem: &str) -> Result<HttpResponse, Fault> {
    let shown = Shown {
        problem: Some(problem.to_owned()),
        is_wrong: matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED),
        ..shown
    };
    render(here, status, &shown)
}
