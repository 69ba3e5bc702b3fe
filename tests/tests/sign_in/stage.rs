//! A tenant that people reach by the application's own address, somebody in it, and words for what they do.

use tessera_application::{hand::Hand, users};
use tessera_domain::{
    event::EventKind,
    tenant::TenantState,
    user::{Login, Role},
};
use tessera_tests::{
    Browser, Client, Setup, TestApp, TestTenant, TestUser, on_each_database_with,
    phone::{OneTime, Pair, opens},
};

/// Where people reach the application.
pub const ORIGIN: &str = "https://tickets.example";
/// The person's login.
pub const LOGIN: &str = "robin";
/// The person's password.
pub const PASSWORD: &str = "four horses at the gate";

/// The tenant, the person, and the application around them.
pub struct Stage<'a> {
    pub app: &'a TestApp,
    pub home: TestTenant<'a>,
    pub robin: TestUser,
}

/// As an operator would set the application up.
pub fn setup() -> Setup {
    Setup {
        public_url: Some(ORIGIN.to_owned()),
        hashing: true,
        ..Setup::default()
    }
}

/// The same with further settings.
pub fn setup_with(more: &[(&'static str, &str)]) -> Setup {
    let more = more
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    Setup { more, ..setup() }
}

/// Runs the test with fresh people on each database.
pub fn on_stage(test: impl Fn(&Stage<'_>)) {
    on_stage_with(&setup(), test);
}

/// The same with other settings.
pub fn on_stage_with(setup: &Setup, test: impl Fn(&Stage<'_>)) {
    on_each_database_with(setup, |app| test(&Stage::of(app)));
}

impl<'a> Stage<'a> {
    pub fn of(app: &'a TestApp) -> Self {
        let home = app.home();
        let robin = home.user_with_password(LOGIN, Role::Technician, PASSWORD);
        Self { app, home, robin }
    }

    /// A client without any credential.
    pub fn client(&self) -> Client {
        self.app.anonymous()
    }

    /// A browser in which the person is signed in.
    pub fn browser(&self) -> Browser {
        let browser = self.app.browser();
        browser.sign_in(LOGIN, PASSWORD);
        browser
    }

    /// A one-time token of a new browser session.
    pub fn one_time(&self) -> OneTime {
        OneTime::by(&self.browser(), "state.of.the.app")
    }

    /// A phone on which the person is signed in. Its access key has not been used.
    pub fn phone(&self) -> Pair {
        self.one_time().exchange(&self.client())
    }

    /// Whether the text opens a door as `x-api-key`.
    #[track_caller]
    pub fn opens(&self, key: &str) -> bool {
        opens(&self.client(), key)
    }

    /// Neither half of the pair is worth anything with the very next requests.
    #[track_caller]
    pub fn assert_dead(&self, pair: &Pair, why: &str) {
        assert!(
            !self.opens(&pair.access),
            "{why}: the access key still opens doors"
        );
        assert_eq!(
            pair.present(&self.client()).status,
            401,
            "{why}: the refresh token still counts"
        );
    }

    /// Both halves work. Gives the pair that comes after it.
    #[track_caller]
    pub fn assert_alive(&self, pair: &Pair, why: &str) -> Pair {
        assert!(self.opens(&pair.access), "{why}: the access key is dead");
        let next = pair.present(&self.client());
        assert_eq!(
            next.status,
            200,
            "{why}: the refresh token is dead: {}",
            next.text()
        );
        let next = Pair::in_reply(&next);
        assert!(
            !self.opens(&pair.access),
            "{why}: the old access key outlived the refresh"
        );
        next
    }

    /// Where the tenant's log ends.
    pub fn mark(&self) -> i64 {
        self.app
            .events(self.home.id)
            .last()
            .map_or(0, |logged| logged.sequence)
    }

    /// What happened since.
    pub fn since(&self, mark: i64) -> Vec<EventKind> {
        let events = self.app.events_after(self.home.id, mark);
        events.iter().map(|logged| logged.event.kind).collect()
    }

    /// Whoever runs the service.
    pub fn operator(&self) -> Hand<'static> {
        Hand::Operator(self.home.id)
    }

    /// Lets the person in or keeps them out, as an operator does.
    pub fn set_active(&self, active: bool) {
        let changed = users::set_active(&self.app.app, &self.operator(), self.robin.id, active);
        assert!(changed.expect("the account is there"), "nothing changed");
    }

    /// Gives the person another password, as an operator does.
    pub fn set_password(&self, password: &str) {
        users::set_password(&self.app.app, &self.operator(), self.robin.id, password)
            .expect("the password can be set");
    }

    /// Closes the tenant or opens it again, as an operator does.
    pub fn set_state(&self, state: TenantState) {
        let slug = self.app.app.policy.default_tenant.clone();
        tessera_application::tenants::update(&self.app.app, &slug, |tenant| tenant.state = state)
            .expect("the tenant is there");
    }

    /// Makes the person something else, past the product.
    pub fn set_role(&self, role: Role) {
        self.app.database.connect().execute(&format!(
            "UPDATE users SET role = '{}' WHERE login = '{LOGIN}'",
            role.key()
        ));
    }

    /// What is stored of the person's password.
    pub fn stored_password(&self) -> String {
        let sql = format!("SELECT password_hash AS text FROM users WHERE login = '{LOGIN}'");
        self.app.database.connect().texts(&sql).remove(0)
    }
}

/// The person's login.
pub fn login() -> Login {
    Login::parse(LOGIN).expect("a login")
}
