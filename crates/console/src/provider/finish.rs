//! And back.

use super::{attempt::Attempt, named, start::down};
use crate::{
    cookies::Cookie,
    faults,
    here::Here,
    page,
    signin::{self, Shown},
    words,
};
use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header::SET_COOKIE},
    web::Path,
};
use tessera_application::{
    Error,
    sessions::{self, ProviderSignIn, Started},
    views::Provider,
};
use tessera_domain::error::ErrorKind;
use tessera_http::{
    fault::{Fault, FaultKind},
    query::Params,
    slots::Slot,
};

/// `GET /auth/signin/{provider}/callback`. The way ends here, however it ends: the browser forgets it.
pub(crate) async fn finish(
    here: Here,
    provider: Path<String>,
    params: Params,
) -> Result<HttpResponse, Fault> {
    let forget = Cookie::Attempt.clear(here.settings().secure)?;
    let answer = arrive(&here, &provider, params).await;
    let response = answer.unwrap_or_else(|fault| fault.error_response());
    Ok(page::with(response, SET_COOKIE, forget))
}

async fn arrive(here: &Here, provider: &str, mut params: Params) -> Result<HttpResponse, Fault> {
    let provider = named(here, provider)?;
    let mut text = |name| params.optional(name).text(usize::MAX);
    let (state, code, error) = (text("state"), text("code"), text("error"));
    let cookie = here.cookie(Cookie::Attempt);
    let attempt = cookie.and_then(|cookie| Attempt::from_cookie(&cookie));
    let own =
        |attempt: &Attempt| attempt.is_of(here.app(), &provider.key, state.as_deref().unwrap_or_default());
    let Some(attempt) = attempt.filter(own) else {
        let words = "This way of signing in took too long, or did not begin in this browser. Try again.";
        return say(here, None, StatusCode::BAD_REQUEST, words);
    };
    let callback = here.callback(attempt.callback.as_deref());
    if let Some(error) = error {
        let words = refusal(&provider, &error);
        return say(here, callback, StatusCode::UNAUTHORIZED, &words);
    }
    let coming = ProviderSignIn {
        attempt: attempt.for_provider(here),
        provider: provider.key.clone(),
        code: code.unwrap_or_default(),
    };
    if coming.code.is_empty() {
        return say(here, callback, StatusCode::BAD_REQUEST, &unconfirmed(&provider));
    }
    match sign_in(here, coming).await {
        Ok(Ok(started)) => signin::welcome(here, &started, callback.as_deref()),
        Ok(Err(reason)) => explain(here, &provider, callback, reason),
        Err(fault) => Err(fault),
    }
}

/// Has the provider confirm it. What it says against it is kept apart from what goes wrong here.
async fn sign_in(here: &Here, coming: ProviderSignIn) -> Result<Result<Started, Error>, Fault> {
    let (means, visitor) = (here.means(), here.visitor()?);
    let asked = here.work.read_slowly(Slot::Provider, move |app| {
        let tenant = means.tenant(app);
        let came = tenant.and_then(|tenant| sessions::sign_in_by_provider(app, &tenant, &coming, &visitor));
        Ok(came)
    });
    asked.await
}

fn explain(
    here: &Here,
    provider: &Provider,
    callback: Option<String>,
    reason: Error,
) -> Result<HttpResponse, Fault> {
    let name = &provider.name;
    let (status, words) = match &reason {
        Error::NotEnrolled => (
            StatusCode::FORBIDDEN,
            format!(
                "{name} confirmed who you are, but you have no account here. Ask your administrator for one."
            ),
        ),
        Error::Unauthenticated => (
            StatusCode::FORBIDDEN,
            "Your account here is closed. Ask your administrator.".to_owned(),
        ),
        Error::Provider(refused) if reason.kind() == ErrorKind::Unauthenticated => {
            tracing::info!(request_id = here.work.request_id(), %refused, "sign-in refused");
            (StatusCode::UNAUTHORIZED, unconfirmed(provider))
        }
        Error::Conflict(_) => (
            StatusCode::CONFLICT,
            "Somebody here has your e-mail address as their login already. Ask your administrator."
                .to_owned(),
        ),
        _ => {
            let is_theirs = matches!(reason, Error::Provider(_));
            let fault = Fault::from(reason);
            return match (fault.kind, is_theirs) {
                (FaultKind::Unavailable, true) => down(here, name, callback, &fault),
                (FaultKind::Unavailable, false) => busy(here, callback, &fault),
                _ => Err(fault),
            };
        }
    };
    say(here, callback, status, &words)
}

fn busy(here: &Here, callback: Option<String>, fault: &Fault) -> Result<HttpResponse, Fault> {
    faults::log(here.work.request_id(), fault);
    let response = say(here, callback, fault.kind.status(), words::BUSY)?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

/// What the provider's own error means (RFC 6749, section 4.1.2.1). It came by way of the browser, so it is not repeated.
fn refusal(provider: &Provider, error: &str) -> String {
    match error {
        "access_denied" => format!("You did not let {} tell us who you are.", provider.name),
        "temporarily_unavailable" | "server_error" => {
            format!(
                "{} is out of order right now. Sign in with your password, or try again later.",
                provider.name
            )
        }
        _ => unconfirmed(provider),
    }
}

fn unconfirmed(provider: &Provider) -> String {
    format!("{} did not confirm who you are. Try again.", provider.name)
}

fn say(
    here: &Here,
    callback: Option<String>,
    status: StatusCode,
    words: &str,
) -> Result<HttpResponse, Fault> {
    let shown = Shown {
        callback,
        problem: Some(words.to_owned()),
        ..Shown::default()
    };
    signin::render(here, status, &shown)
}
