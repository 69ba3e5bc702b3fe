//! A-AUTH-6, -8 and -9 at the command line: what an operator does counts with the running server's next request.

use crate::stage::{LOGIN, PASSWORD, Stage, setup};
use serde_json::Value;
use tessera_tests::{
    Browser, DatabaseKind, TestApp,
    database::TestDatabase,
    phone::{OneTime, Pair, opens},
    process::{Launch, Server},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

/// A running server, and an operator beside it.
struct Site {
    server: Server,
    database: TestDatabase,
    /// The default tenant's slug.
    tenant: String,
    /// A key of the person's.
    key: String,
    /// The key's id.
    key_id: String,
}

impl Site {
    fn open(kind: DatabaseKind) -> Self {
        let app = TestApp::with(kind, setup());
        let (tenant, key, key_id) = {
            let stage = Stage::of(&app);
            (
                stage.home.slug.clone(),
                stage.robin.api_key.clone(),
                stage.robin.credential.to_string(),
            )
        };
        let database = app.into_database();
        let server = Launch::serve(PROGRAM, &database)
            .with("TESSERA_TRUSTED_PROXIES", "127.0.0.0/8")
            .start()
            .ready();
        Self {
            server,
            database,
            tenant,
            key,
            key_id,
        }
    }

    /// Runs a command. Gives what it prints.
    #[track_caller]
    fn command(&self, words: &[&str]) -> String {
        let log = self.database.folder.path().join("command.log");
        // Each command's output is its own.
        let _ = std::fs::remove_file(&log);
        let (first, rest) = words.split_first().expect("a command");
        let launch = Launch::serve(PROGRAM, &self.database).instead(first).log_to(&log);
        let launch = rest.iter().fold(launch, |launch, word| launch.argument(word));
        let ended = launch.run();
        assert!(ended.status.success(), "{words:?}: {}", ended.output);
        ended.output
    }

    fn browser(&self) -> Browser {
        Browser::at(self.server.anonymous(), &self.server.url)
    }

    fn signed_in(&self) -> (Browser, Pair) {
        let browser = self.browser();
        browser.sign_in(LOGIN, PASSWORD);
        let phone = OneTime::by(&browser, "s").exchange(&self.server.anonymous());
        (browser, phone)
    }

    /// Whether the API key, the access key and the cookie count with the next requests.
    fn opens(&self, (browser, phone): &(Browser, Pair)) -> [bool; 3] {
        let client = self.server.anonymous();
        [
            opens(&client, &self.key),
            phone.opens(&client),
            browser.is_signed_in(),
        ]
    }
}

#[test]
fn a_auth_9_what_an_operator_ends_is_over_with_the_running_servers_next_request() {
    for kind in DatabaseKind::all() {
        let site = Site::open(kind);
        let everything = site.signed_in();
        assert_eq!(site.opens(&everything), [true; 3]);
        site.command(&["tenant", "set", &site.tenant, "--suspend"]);
        assert_eq!(site.opens(&everything), [false; 3], "{kind:?}: suspended");
        site.command(&["tenant", "set", &site.tenant, "--resume"]);
        assert_eq!(site.opens(&everything), [true; 3], "{kind:?}: resumed");
        site.command(&["user", "disable", LOGIN]);
        assert_eq!(site.opens(&everything), [false; 3], "{kind:?}: disabled");
        site.command(&["user", "enable", LOGIN]);
        assert_eq!(site.opens(&everything), [true, false, false], "{kind:?}: enabled");
        let everything = site.signed_in();
        let told = site.command(&["user", "password", LOGIN, "--json"]);
        let begin = told.find("{\n").unwrap_or_else(|| panic!("no JSON in {told}"));
        let told: Value = serde_json::from_str(&told[begin..]).expect("JSON to the end");
        assert_eq!(
            site.opens(&everything),
            [true, false, false],
            "{kind:?}: another password"
        );
        assert_eq!(site.browser().try_sign_in(LOGIN, PASSWORD).status, 401);
        site.browser()
            .sign_in(LOGIN, told["password"].as_str().expect("it is told"));
        site.command(&["token", "revoke", &site.key_id]);
        assert!(
            !opens(&site.server.anonymous(), &site.key),
            "{kind:?}: the key is revoked"
        );
    }
}

#[test]
fn a_auth_8_an_operator_takes_a_lock_away_at_the_command_line() {
    for kind in DatabaseKind::all() {
        let site = Site::open(kind);
        for _ in 0..5 {
            assert_eq!(site.browser().try_sign_in(LOGIN, "a wrong password").status, 401);
        }
        assert_eq!(site.browser().try_sign_in(LOGIN, PASSWORD).status, 429);
        site.command(&["user", "unlock", LOGIN]);
        site.browser().sign_in(LOGIN, PASSWORD);
    }
}

#[test]
fn a_auth_6_a_key_is_shown_once_at_the_command_line_and_never_again() {
    for kind in DatabaseKind::all() {
        let site = Site::open(kind);
        let made = site.command(&["token", "create", "--kind", "api-key", "--user", LOGIN, "--json"]);
        let secret = made
            .split('"')
            .find(|word| word.starts_with("tsk_") && word.len() == 47);
        let secret = secret.unwrap_or_else(|| panic!("no key in {made}")).to_owned();
        assert!(opens(&site.server.anonymous(), &secret));
        let listed = site.command(&["token", "list", "--json"]);
        assert!(listed.contains(&secret[..8]), "{listed}");
        for hidden in [&secret, &site.key] {
            assert!(!listed.contains(hidden.as_str()), "{listed}");
        }
    }
}

#[test]
fn the_password_that_the_first_start_tells_signs_its_admin_in() {
    for kind in DatabaseKind::all() {
        let database = TestDatabase::empty(kind);
        let server = Launch::serve(PROGRAM, &database).start().ready();
        let output = server.output();
        let told = output.lines().find_map(|line| line.split_once("Password"));
        let (_, rest) = told.unwrap_or_else(|| panic!("no password in {output}"));
        let password = rest.trim_start_matches(':').trim();
        assert!(password.len() >= 15 && !password.contains(' '), "{password:?}");
        Browser::at(server.anonymous(), &server.url).sign_in("admin", password);
    }
}
