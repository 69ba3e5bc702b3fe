//! Accounts and tokens: the calls that need no credential, because they are how a client comes by one, and the one that
//! says whose it is.

pub mod login;
pub mod me;
pub mod refresh;
pub mod register;

use crate::{
    ROOT,
    view::account::{Account, ProjectName},
};
use actix_web::{
    HttpResponse,
    http::Method,
    web::{self, ServiceConfig},
};
use serde::Serialize;
use tessera_application::{Application, Result as Outcome, boards, sessions::Grant};
use tessera_domain::{
    caller::{Caller, CallerKind},
    listing::Window,
};
use tessera_http::fault::Fault;
use utoipa::ToSchema;

tessera_http::operations! {
    /// The operations without a credential.
    pub struct Document;
    register::register,
    login::login,
    refresh::refresh,
}

/// The paths of those operations, below the dialect's root and without their last slashes.
const REGISTER: &str = "/auth/register";
const LOGIN: &str = "/auth/login";
const REFRESH: &str = "/auth/token/refresh";

/// Adds the routes of the operations without a credential. Their other methods need none either.
pub fn open(config: &mut ServiceConfig) {
    routes(config);
    let paths = [REGISTER, LOGIN, REFRESH].map(|path| format!("{path}/"));
    config.service(web::resource(paths).to(only_post));
}

async fn only_post() -> Result<HttpResponse, Fault> {
    Err(Fault::method_not_allowed(vec![Method::POST]))
}

/// The path below the dialect's root, without its last slash.
fn below(path: &str) -> Option<&str> {
    path.strip_suffix('/').unwrap_or(path).strip_prefix(ROOT)
}

/// Whether the path is that of refreshing.
pub fn is_refreshing(path: &str) -> bool {
    below(path) == Some(REFRESH)
}

/// Whether refusals of fields at that path have a short `error` beside them, as the vendor's own program writes it.
pub fn says_error(path: &str) -> bool {
    matches!(below(path), Some(REGISTER | LOGIN))
}

/// Whether the path is one of getting in and staying in.
pub fn is_signing_in(path: &str) -> bool {
    says_error(path) || is_refreshing(path)
}

/// The answer to whoever has just got in.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub struct SignedIn {
    /// In words.
    pub message: &'static str,
    /// Who.
    pub user: Account,
    /// Their first project, if there is one.
    pub project: Option<ProjectName>,
    /// The pair of tokens.
    pub tokens: Tokens,
    /// The access token once more, for older clients.
    pub access: String,
    /// The refresh token once more, for older clients.
    pub refresh: String,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub struct Tokens {
    /// For getting the next access token, for 7 days.
    pub refresh: String,
    /// For sending with requests, for 24 hours.
    pub access: String,
}

impl SignedIn {
    fn new(message: &'static str, project: Option<ProjectName>, grant: Grant) -> Self {
        let Grant {
            session: _,
            user,
            access,
            access_seconds: _,
            refresh,
        } = grant;
        Self {
            message,
            user: Account::from(&user),
            project,
            tokens: Tokens {
                refresh: refresh.clone(),
                access: access.clone(),
            },
            access,
            refresh,
        }
    }
}

/// Whoever has just got in, as the caller of what is read for them.
fn caller(grant: &Grant) -> Caller {
    let Grant { session, user, .. } = grant;
    Caller {
        tenant: user.tenant,
        user: user.id,
        kind: CallerKind::Person,
        credential: session.id.uuid().into(),
        session: Some(session.id),
        role: user.role,
        permissions: user.permissions(),
        department: user.department,
    }
}

/// The most of a caller's projects that are looked at.
const MOST_PROJECTS: i64 = 100;

/// The caller's projects, by number.
fn projects(app: &Application, caller: &Caller) -> Outcome<Vec<ProjectName>> {
    let window = Window {
        offset: 0,
        limit: MOST_PROJECTS,
    };
    let page = boards::list_projects(app, caller, window)?;
    let mut projects: Vec<_> = page
        .items
        .iter()
        .map(|sheet| ProjectName::of(&sheet.project))
        .collect();
    projects.sort_by_key(|project| project.id);
    Ok(projects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_accounts_and_signing_in_say_errors_in_a_word() {
        for path in [
            "/api/tickets/auth/login/",
            "/api/tickets/auth/login",
            "/api/tickets/auth/register/",
        ] {
            assert!(says_error(path) && is_signing_in(path), "{path}");
        }
        let refresh = "/api/tickets/auth/token/refresh/";
        assert!(is_signing_in(refresh) && !says_error(refresh));
        for path in [
            "/api/tickets/auth/me/",
            "/api/tickets/tickets/",
            "/api/tickets/auth/",
        ] {
            assert!(!is_signing_in(path), "{path}");
        }
    }
}
