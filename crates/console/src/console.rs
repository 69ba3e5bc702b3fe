//! The pages together: their paths, their settings, their content security policy.

use crate::{
    account,
    admin::{self, activity, approvals, reports, script, tokens, usage, users, webhooks},
    end_session, faults, handoff, password, provider,
    settings::{ConsoleSettings, WrongSetting},
    signin, signout, style,
};
use actix_web::{
    HttpRequest,
    http::Method,
    web::{self, ServiceConfig},
};
use std::sync::Arc;
use tessera_http::{fault::Fault, pages::PageSet};

/// What a page may do that has a script: a file of ours.
pub(crate) const SCRIPT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                                        img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; \
                                        form-action 'self'";

/// What any page may do: show our own stylesheet and pictures, and send its forms here.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
                                 frame-ancestors 'none'; form-action 'self'";

const SHOWN: &[Method] = &[Method::GET];
const SENT: &[Method] = &[Method::POST];
const BOTH: &[Method] = &[Method::GET, Method::POST];

const PATHS: &[(&str, &[Method])] = &[
    ("/auth/signin", BOTH),
    ("/auth/signin/{provider}", SHOWN),
    ("/auth/signin/{provider}/callback", SHOWN),
    ("/auth/signout", SENT),
    ("/auth/account", SHOWN),
    ("/auth/sessions/{id}/end", SENT),
    ("/auth/password", BOTH),
    ("/auth/mobile/handoff", SHOWN),
    ("/auth/style.css", SHOWN),
    (admin::PATH, SHOWN),
    (script::PATH, SHOWN),
    (tokens::PATH, BOTH),
    (tokens::NEW, SHOWN),
    (tokens::ONE, BOTH),
    (tokens::STATE, SENT),
    (tokens::REGENERATE, BOTH),
    (tokens::DELETE, BOTH),
    (usage::PATH, SHOWN),
    (webhooks::PATH, BOTH),
    (webhooks::NEW, SHOWN),
    (webhooks::ONE, BOTH),
    (webhooks::ACTIVE, SENT),
    (webhooks::SECRET, BOTH),
    (webhooks::TEST, SENT),
    (webhooks::DELETE, BOTH),
    (webhooks::DELIVERIES, SHOWN),
    (webhooks::REDELIVER, SENT),
    (webhooks::SPAN, BOTH),
    (approvals::PATH, BOTH),
    (approvals::NEW, SHOWN),
    (approvals::WAITING, SHOWN),
    (approvals::ONE, BOTH),
    (approvals::DELETE, BOTH),
    (reports::PATH, SHOWN),
    (users::PATH, SHOWN),
    (users::ONE, SHOWN),
    (users::ROLE, SENT),
    (users::ACTIVE, SENT),
    (users::UNLOCK, SENT),
    (users::PASSWORD, BOTH),
    (activity::PATH, SHOWN),
];

/// The pages below `/auth` and `/console`, as one operator runs them. One for all worker threads.
///
/// ```
/// use std::sync::Arc;
/// use tessera_console::{Console, ConsoleSettings};
///
/// let console = Arc::new(Console::new(ConsoleSettings::default()).unwrap());
/// // Once: kernel.with_pages(Console::pages()). For each worker thread:
/// let app = actix_web::App::new().configure(|config| console.configure(config));
/// ```
#[derive(Clone, Debug)]
pub struct Console {
    settings: ConsoleSettings,
    signin_policy: String,
}

impl Console {
    /// Pages with these settings.
    ///
    /// # Errors
    /// When one of them is wrong.
    pub fn new(settings: ConsoleSettings) -> Result<Self, WrongSetting> {
        settings.check()?;
        Ok(Self {
            signin_policy: signin_policy(&settings),
            settings,
        })
    }

    /// The pages, for the kernel.
    pub const fn pages() -> PageSet {
        PageSet {
            name: "console",
            owns: |path| OWNED.into_iter().any(|root| is_below(path, root)),
            routes,
            paths: PATHS,
            policy: POLICY,
            render: faults::render,
        }
    }

    /// Tells an app's pages that they are these.
    pub fn configure(self: &Arc<Self>, config: &mut ServiceConfig) {
        config.app_data(Arc::clone(self));
    }

    /// The pages that a request came to.
    pub(crate) fn of(request: &HttpRequest) -> Result<&Arc<Self>, Fault> {
        request
            .app_data::<Arc<Self>>()
            .ok_or_else(|| Fault::bug("the pages have not been told which they are"))
    }

    pub(crate) const fn settings(&self) -> &ConsoleSettings {
        &self.settings
    }

    /// What the sign-in page may do.
    pub(crate) fn signin_policy(&self) -> &str {
        &self.signin_policy
    }
}

/// Browsers ask this policy about every redirect that follows a form: from signing in by way of the handoff to the app.
fn signin_policy(settings: &ConsoleSettings) -> String {
    let rules = &settings.redirects;
    let schemes = rules.schemes.iter().map(|scheme| format!(" {scheme}:"));
    let hosts = rules.https_hosts.iter().map(|host| format!(" https://{host}"));
    let targets: String = schemes.chain(hosts).collect();
    format!("{POLICY}{targets}")
}

const OWNED: [&str; 2] = ["/auth", admin::PATH];

fn is_below(path: &str, root: &str) -> bool {
    let rest = path.strip_prefix(root);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn routes(config: &mut ServiceConfig) {
    admin::routes(config);
    config
        .service(
            web::resource("/auth/signin")
                .get(signin::show)
                .post(signin::submit),
        )
        .service(web::resource("/auth/signin/{provider}").get(provider::start))
        .service(web::resource("/auth/signin/{provider}/callback").get(provider::finish))
        .service(web::resource("/auth/signout").post(signout::sign_out))
        .service(web::resource("/auth/account").get(account::show))
        .service(web::resource("/auth/sessions/{id}/end").post(end_session::end))
        .service(
            web::resource("/auth/password")
                .get(password::show)
                .post(password::change),
        )
        .service(web::resource("/auth/mobile/handoff").get(handoff::hand_over))
        .service(web::resource("/auth/style.css").get(style::show));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::RedirectRules;

    #[test]
    fn the_sign_in_page_may_lead_to_the_app_and_other_pages_may_not() {
        let settings = ConsoleSettings {
            redirects: RedirectRules {
                schemes: vec!["alga".to_owned(), "exp".to_owned()],
                https_hosts: vec!["app.example".to_owned()],
            },
            ..ConsoleSettings::default()
        };
        let console = Console::new(settings).unwrap();
        assert_eq!(
            console.signin_policy(),
            "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self' alga: exp: https://app.example"
        );
        assert!(POLICY.ends_with("; form-action 'self'"));
        for source in ["script-src", "unsafe-inline", "*"] {
            assert!(!console.signin_policy().contains(source), "{source}");
        }
    }

    #[test]
    fn everything_below_the_two_roots_is_owned_and_nothing_beside_it() {
        let owns = Console::pages().owns;
        for path in [
            "/auth",
            "/auth/",
            "/auth/signin",
            "/auth/nowhere",
            "/console",
            "/console/x",
        ] {
            assert!(owns(path), "{path}");
        }
        for path in [
            "/",
            "/authority",
            "/consoles",
            "/api/v1/mobile/auth/exchange",
            "/Auth/signin",
        ] {
            assert!(!owns(path), "{path}");
        }
    }
}
