//! There.

use super::{
    attempt::{Attempt, SECONDS},
    named,
};
use crate::{
    cookies::Cookie,
    faults,
    here::Here,
    page,
    signin::{self, Shown},
};
use actix_web::{HttpResponse, http::header::SET_COOKIE, web::Path};
use tessera_application::sessions;
use tessera_http::{
    fault::{Fault, FaultKind},
    query::Params,
    slots::Slot,
};

/// `GET /auth/signin/{provider}`. A link leads here, not a form: browsers hold redirects that follow a form against
/// the page's policy, and the provider's address is not known to it.
pub(crate) async fn start(
    here: Here,
    provider: Path<String>,
    mut params: Params,
) -> Result<HttpResponse, Fault> {
    let provider = named(&here, &provider)?;
    let callback = here.callback(params.optional("callbackUrl").text(usize::MAX).as_deref());
    let attempt = Attempt::begin(here.app(), &provider.key, callback.clone());
    let (key, sent) = (provider.key.clone(), attempt.for_provider(&here));
    let address = here.work.read_slowly(Slot::Provider, move |app| {
        sessions::provider_address(app, &key, &sent)
    });
    match address.await {
        Ok(address) => {
            let cookie = Cookie::Attempt.set(&attempt.to_cookie(), Some(SECONDS), here.settings().secure)?;
            Ok(page::with(page::go_to(&address), SET_COOKIE, cookie))
        }
        Err(fault) if fault.kind == FaultKind::Unavailable => down(&here, &provider.name, callback, &fault),
        Err(fault) => Err(fault),
    }
}

/// The provider cannot be reached; the password still does.
pub(super) fn down(
    here: &Here,
    name: &str,
    callback: Option<String>,
    fault: &Fault,
) -> Result<HttpResponse, Fault> {
    faults::log(here.work.request_id(), fault);
    let shown = Shown {
        callback,
        problem: Some(format!(
            "{name} cannot be reached right now. Sign in with your password, or try again later."
        )),
        ..Shown::default()
    };
    let response = signin::render(here, fault.kind.status(), &shown)?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}
