//! A tenant with an admin, people who work on tickets, and people who open them.

use serde_json::Value;
use std::time::Duration;
use tessera_domain::user::Role;
use tessera_server::world::Rounds;
use tessera_tests::{
    Setup, TestApp, TestTenant,
    enterprise::{EnterpriseUser, NOTIFICATIONS, page, unlimited},
    mailbox::Mailbox,
    on_each_database_with,
};

/// Everybody.
pub struct Scene<'a> {
    pub app: &'a TestApp,
    pub acme: TestTenant<'a>,
    /// Runs the tenant.
    pub ada: EnterpriseUser,
    /// Runs the IT department.
    pub mia: EnterpriseUser,
    /// Works on all tickets.
    pub tim: EnterpriseUser,
    /// Somebody of the department.
    pub robin: EnterpriseUser,
    /// Somebody else.
    pub kim: EnterpriseUser,
}

impl<'a> Scene<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let it = ada.founds("IT Department");
        let within = |login, role| EnterpriseUser::within(app, &acme, (login, role), it);
        Self {
            mia: within("mia", Role::Manager),
            tim: EnterpriseUser::of(app, &acme, "tim", Role::Technician),
            robin: within("robin", Role::User),
            kim: EnterpriseUser::of(app, &acme, "kim", Role::User),
            app,
            acme,
            ada,
        }
    }
}

/// Runs the test with fresh people on each database.
pub fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database_with(&unlimited(), |app| test(&Scene::of(app)));
}

/// How a server is set up that hands letters in at that mail server.
pub fn writing(mailbox: &Mailbox, more: &[(&'static str, &str)]) -> Setup {
    let mut setup = Setup {
        rounds: Rounds {
            letters: Some(Duration::from_millis(20)),
            ..Rounds::NONE
        },
        public_url: Some("https://tickets.example.com".into()),
        ..unlimited()
    };
    // Days pass in some tests, and nobody is to sign in anew.
    setup
        .more
        .push(("TESSERA_ENTERPRISE_ACCESS_SECONDS", "2592000".to_owned()));
    setup
        .more
        .push(("TESSERA_TOKEN_REFRESH_SECONDS", "31536000".to_owned()));
    setup.more.push(("TESSERA_SMTP_URL", mailbox.url()));
    setup
        .more
        .push(("TESSERA_MAIL_FROM", "Help desk <help@example.com>".to_owned()));
    for (name, value) in more {
        setup.more.retain(|(known, _)| known != name);
        setup.more.push((name, (*value).to_owned()));
    }
    setup
}

/// What somebody is told of, newest first: why, and of which ticket.
#[track_caller]
pub fn told(user: &EnterpriseUser) -> Vec<(String, Value)> {
    let all = user.lists(&format!("{NOTIFICATIONS}?size=100"));
    all.iter()
        .map(|one| {
            let kind = one["kind"].as_str().expect("a kind").to_owned();
            (kind, one["ticket"]["id"].clone())
        })
        .collect()
}

/// Why somebody is told, newest first.
#[track_caller]
pub fn kinds(user: &EnterpriseUser) -> Vec<String> {
    told(user).into_iter().map(|(kind, _)| kind).collect()
}

/// How many somebody has not read.
#[track_caller]
pub fn unread(user: &EnterpriseUser) -> i64 {
    page(&user.get(NOTIFICATIONS))["unread_count"]
        .as_i64()
        .expect("a number")
}
