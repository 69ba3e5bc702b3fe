//! Signing in by password; the page also leads to the identity providers.

mod show;
mod submit;

pub(crate) use show::show;
pub(crate) use submit::submit;

use crate::{account, admin, chance, cookies::Cookie, form_token, here::Here, page};
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, HeaderValue, SET_COOKIE},
    },
};
use askama::Template;
use tessera_application::sessions::{self, Started};
use tessera_domain::user::Permissions;
use tessera_http::fault::Fault;

const PATH: &str = "/auth/signin";
const CALLBACK: &str = "callbackUrl";

/// The address of the page, with where to go afterwards.
pub(crate) fn address(callback: Option<&str>) -> String {
    page::address(PATH, CALLBACK, callback)
}

/// What the page shows besides the form.
#[derive(Default)]
pub(crate) struct Shown {
    /// Where to go afterwards; known to lead here.
    pub(crate) callback: Option<String>,
    /// The login that was filled in. Passwords are never sent back.
    pub(crate) login: String,
    /// What went wrong.
    pub(crate) problem: Option<String>,
    /// Whether it was what is in the fields.
    pub(crate) is_wrong: bool,
}

#[derive(Template)]
#[template(path = "signin.html")]
struct SignInPage<'s> {
    token: String,
    shown: &'s Shown,
    providers: Vec<Choice>,
}

/// A provider's button.
struct Choice {
    name: String,
    address: String,
}

/// The page. Whoever has no secret for forms yet gets one.
pub(crate) fn render(here: &Here, status: StatusCode, shown: &Shown) -> Result<HttpResponse, Fault> {
    let app = here.app();
    let known = here
        .cookie(Cookie::Form)
        .filter(|secret| chance::is_secret(secret));
    let is_new = known.is_none();
    let secret = known.unwrap_or_else(|| chance::secret(app));
    let callback = shown.callback.as_deref();
    let choice = |provider: tessera_application::views::Provider| Choice {
        address: page::address(&format!("{PATH}/{}", provider.key), CALLBACK, callback),
        name: provider.name,
    };
    let page = SignInPage {
        token: form_token::of(app, &secret),
        shown,
        providers: sessions::providers(app).into_iter().map(choice).collect(),
    };
    let policy = HeaderValue::try_from(here.console().signin_policy());
    let policy = policy.map_err(|error| Fault::bug(error.to_string()))?;
    let response = page::with(page::show(status, &page)?, CONTENT_SECURITY_POLICY, policy);
    if is_new {
        let cookie = Cookie::Form.set(&secret, None, here.settings().secure)?;
        return Ok(page::with(response, SET_COOKIE, cookie));
    }
    Ok(response)
}

/// Where people go who did not say where to.
const fn home(permissions: Permissions) -> &'static str {
    if admin::is_for(permissions) {
        admin::PATH
    } else {
        account::PATH
    }
}

/// On, as somebody who is signed in from now on.
pub(crate) fn welcome(here: &Here, started: &Started, callback: Option<&str>) -> Result<HttpResponse, Fault> {
    let session = &started.session;
    let seconds = (session.expires_at.micros() - session.created_at.micros()) / 1_000_000;
    let cookie = Cookie::Session.set(&started.secret, Some(seconds), here.settings().secure)?;
    let response = page::go_to(callback.unwrap_or_else(|| home(started.user.permissions())));
    Ok(page::with(response, SET_COOKIE, cookie))
}
