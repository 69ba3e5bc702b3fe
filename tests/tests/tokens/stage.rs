//! Somebody who signs in by a client of either dialect, and words for what they do.

use std::fs;
use tessera_application::{
    Application, Error,
    access::{Bearer, BearerRefused, authenticate_bearer},
    sessions::{Audience, Grant, Visitor, knock_for, refresh_grant, sign_in_for_tokens},
    tenants,
};
use tessera_domain::{caller::Caller, event::EventKind, tenant::Tenant, user::Role};
use tessera_tests::{Setup, TestApp, TestTenant, TestUser, on_each_database, on_each_database_with};

/// The person's login.
pub const LOGIN: &str = "robin";
/// The person's password.
pub const PASSWORD: &str = "four horses at the gate";
/// Two events.
pub const REUSED: [EventKind; 2] = [EventKind::RefreshReused, EventKind::SessionEnded];

/// The tenant, the person, and the application around them.
pub struct Stage<'a> {
    pub app: &'a TestApp,
    pub home: TestTenant<'a>,
    pub robin: TestUser,
}

/// Runs the test with fresh people on each database.
pub fn on_stage(test: impl Fn(&Stage<'_>)) {
    on_each_database(|app| test(&Stage::of(app)));
}

/// The same with further settings.
pub fn on_stage_with(more: &[(&'static str, &str)], test: impl Fn(&Stage<'_>)) {
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let setup = Setup {
        more: more.collect(),
        ..Setup::default()
    };
    on_each_database_with(&setup, |app| test(&Stage::of(app)));
}

impl<'a> Stage<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        let home = app.home();
        let robin = home.user_with_password(LOGIN, Role::Technician, PASSWORD);
        Self { app, home, robin }
    }

    pub fn core(&self) -> &Application {
        &self.app.app
    }

    pub fn tenant(&self) -> Tenant {
        tenants::find(self.core(), &self.core().policy.default_tenant).expect("it is there")
    }

    /// Signs in under that name.
    pub fn sign_in_as(&self, name: &str, password: &str, audience: Audience) -> Result<Grant, Error> {
        let admitted = knock_for(self.core(), &self.tenant(), name, audience)?;
        sign_in_for_tokens(self.core(), &admitted, password, &Visitor::default(), audience)
    }

    /// Signs the person in.
    pub fn sign_in(&self, audience: Audience) -> Grant {
        self.sign_in_as(LOGIN, PASSWORD, audience)
            .unwrap_or_else(|error| panic!("{audience:?}: {error}"))
    }

    /// Presents an access token.
    pub fn present(&self, token: &str, audience: Audience) -> Result<Caller, BearerRefused> {
        self.present_to(token, audience, None)
    }

    /// The same with the tenant named.
    pub fn present_to(
        &self,
        token: &str,
        audience: Audience,
        tenant: Option<&str>,
    ) -> Result<Caller, BearerRefused> {
        let bearer = Bearer {
            token,
            audience,
            tenant,
        };
        authenticate_bearer(self.core(), &bearer)
    }

    /// Presents a refresh token.
    pub fn refresh(&self, token: &str, audience: Audience) -> Result<Grant, BearerRefused> {
        refresh_grant(self.core(), audience, token, &Visitor::default())
    }

    /// Presents a refresh token that counts.
    #[track_caller]
    pub fn next(&self, grant: &Grant, audience: Audience) -> Grant {
        self.refresh(&grant.refresh, audience)
            .unwrap_or_else(|refused| panic!("{audience:?}: {refused}"))
    }

    /// Neither half of the pair is worth anything from the very next request on.
    #[track_caller]
    pub fn assert_dead(&self, grant: &Grant, audience: Audience, why: &str) {
        assert!(self.present(&grant.access, audience).is_err(), "{why}: access");
        assert!(self.refresh(&grant.refresh, audience).is_err(), "{why}: refresh");
    }

    /// Where the tenant's log ends.
    pub fn mark(&self) -> i64 {
        let events = self.app.events(self.home.id);
        events.last().map_or(0, |logged| logged.sequence)
    }

    /// What happened since.
    pub fn since(&self, mark: i64) -> Vec<EventKind> {
        let events = self.app.events_after(self.home.id, mark);
        events.iter().map(|logged| logged.event.kind).collect()
    }

    /// What the server signs with: the key that it has made for itself.
    pub fn secret(&self) -> Vec<u8> {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let file = self.app.database.folder.path().join("token-key");
        let text = fs::read_to_string(file).expect("the first start has made it");
        let secret = text.trim().rsplit(':').next().expect("the key").to_owned();
        BASE64_STANDARD.decode(secret).expect("base64")
    }
}
