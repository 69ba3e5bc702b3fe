//! A-OP-5 for signing in: the log at its most talkative holds no secret by which anybody gets in.

use serde_json::json;
use std::sync::Arc;
use tessera_domain::{
    tenant::{Enrolment, HostName},
    time::Time,
    user::Role,
};
use tessera_tests::{
    Browser, DatabaseKind, TestApp,
    browser::{encoded, forms, location, parameter},
    clock::ManualClock,
    database::TestDatabase,
    phone::{DEEP_LINK, EXCHANGE, OneTime, Pair, REFRESH, REVOKE, hand_over_path},
    process::{Launch, Server},
    provider::{CLIENT_SECRET, Fault, MockProvider, Person},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
/// In whatever people type and apps make up.
const CANARY: &str = "kanarienvogel";
const VERIFIER: &str = "kanarienvogel-kanarienvogel-kanarienvogel-kanarienvogel";

/// What must not be found in the log, each with its name.
type Secrets = Vec<(&'static str, String)>;

#[test]
fn a_op_5_nothing_by_which_anybody_signs_in_is_logged_at_any_level() {
    for kind in DatabaseKind::all() {
        let database = people(kind);
        let clock = Arc::<ManualClock>::default();
        // The process goes by the machine's clock, and so must its provider.
        clock.set(now(&database));
        let provider = MockProvider::start(clock);
        let mut server = launch(&database, &provider).start().ready();
        let origin = server.url.clone();
        let browser = Browser::at(server.anonymous(), &origin);
        let mut secrets = by_password(&server, &browser);
        secrets.extend(on_a_phone(&server, &browser));
        secrets.extend(by_provider(&server, &provider));
        secrets.extend(cookies_of(&browser));
        secrets.push(("the client's secret", CLIENT_SECRET.to_owned()));
        server.terminate();
        let output = server.ended().output;

        let answered = output.matches("request answered").count();
        assert!(answered > 20, "{kind:?}: the log is not one: {output}");
        assert!(output.contains("/auth/signin"), "routes are told: {output}");
        assert!(secrets.len() > 20);
        for line in output.lines() {
            assert!(!line.to_lowercase().contains(CANARY), "{kind:?}: {line}");
            for (name, secret) in &secrets {
                assert!(
                    secret.len() >= 20,
                    "{name} is too short to be looked for: {secret}"
                );
                assert!(!line.contains(secret.as_str()), "{kind:?} tells {name}: {line}");
            }
        }
    }
}

/// A database with somebody in it who can sign in either way.
fn people(kind: DatabaseKind) -> TestDatabase {
    let app = TestApp::start(kind);
    app.home()
        .user_with_password("robin", Role::Technician, &format!("{CANARY}-password"));
    let slug = app.app.policy.default_tenant.clone();
    let domains = vec![HostName::parse("example.org").expect("a host name")];
    tessera_application::tenants::update(&app.app, &slug, |tenant| {
        tenant.enrolment = Some(Enrolment {
            domains: domains.clone(),
            role: None,
        });
    })
    .expect("the tenant is there");
    app.into_database()
}

fn now(database: &TestDatabase) -> Time {
    let seconds = database.connect().number(match database.kind {
        DatabaseKind::Sqlite => "SELECT CAST(strftime('%s', 'now') AS INTEGER) AS number",
        DatabaseKind::Postgres => "SELECT CAST(extract(epoch FROM now()) AS bigint) AS number",
    });
    Time::from_micros(seconds * 1_000_000).expect("now is within the calendar")
}

/// In development mode, because the provider does without TLS.
fn launch(database: &TestDatabase, provider: &MockProvider) -> Launch {
    let config = provider.config();
    let providers = json!([{
        "key": config.key, "name": config.name, "issuer": config.issuer, "client_id": config.client_id,
        "client_secret": CLIENT_SECRET,
    }]);
    Launch::serve(PROGRAM, database)
        .argument("--dev")
        .with("TESSERA_LOG", "trace")
        .with("TESSERA_LOG_FORMAT", "json")
        .with("RUST_BACKTRACE", "full")
        .with("TESSERA_TRUSTED_PROXIES", "127.0.0.0/8")
        .with("TESSERA_OIDC_PROVIDERS", &providers.to_string())
}

fn cookies_of(browser: &Browser) -> Secrets {
    let cookies = browser.all_cookies();
    cookies.into_values().map(|value| ("a cookie", value)).collect()
}

fn by_password(server: &Server, browser: &Browser) -> Secrets {
    let mut secrets = Secrets::new();
    let wrong = format!("{CANARY}-wrong");
    let form = browser.sign_in_form_at(&format!("/auth/signin?callbackUrl=/auth/account?x={CANARY}"));
    secrets.push(("a form's token", form.value("token").expect("a token").to_owned()));
    for (login, password) in [("robin", wrong.as_str()), (CANARY, &wrong), ("robin", "")] {
        browser.submit(&form, &[("login", login), ("password", password)]);
    }
    let forged = [("token", CANARY), ("login", "robin"), ("password", &wrong)];
    assert_eq!(browser.submit(&form, &forged).status, 403);
    let torn = format!("login={CANARY}&login={CANARY}&password=%ff{CANARY}");
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    browser.send("POST", "/auth/signin", &kind, torn.as_bytes());
    let password = format!("{CANARY}-password");
    let values = [("login", "robin"), ("password", password.as_str())];
    assert_eq!(browser.submit(&form, &values).status, 303);
    let page = browser.open("/auth/password").expect(200);
    let form = forms(&page).remove(0);
    secrets.push((
        "a session's token",
        form.value("token").expect("a token").to_owned(),
    ));
    browser
        .submit(
            &form,
            &[("current_password", &wrong), ("new_password", &password)],
        )
        .expect(400);
    let agent = Browser::at(
        server.anonymous().with("user-agent", &format!("{CANARY}-agent")),
        &server.url,
    );
    agent.set_cookie("tessera-session", Some(&format!("{CANARY}-cookie")));
    assert!(!agent.is_signed_in());
    secrets
}

fn on_a_phone(server: &Server, browser: &Browser) -> Secrets {
    let client = server.anonymous();
    let challenge = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let refused = OneTime::by_asking(browser, &format!("{CANARY}-state"), challenge);
    let mut body = refused.body();
    body["codeVerifier"] = json!(VERIFIER);
    body["device"] = json!({ "platform": CANARY, "deviceId": CANARY });
    client.post(EXCHANGE, &body).expect(401);
    let one_time = OneTime::by(browser, &format!("{CANARY}-state"));
    let first = one_time.exchange(&client);
    let second = first.next(&client);
    assert!(second.opens(&client));
    first.present(&client).expect(401);
    one_time.present(&client).expect(401);
    let other = OneTime::by(browser, &format!("{CANARY}-other")).exchange(&client);
    other.sign_out(&client);
    for (path, body) in [
        (
            EXCHANGE,
            json!({ "ott": format!("{CANARY}-ott"), "state": CANARY }),
        ),
        (EXCHANGE, json!({ "ott": [CANARY], "state": CANARY })),
        (REFRESH, json!({ "refreshToken": format!("{CANARY}-refresh") })),
        (REFRESH, json!({ "refreshToken": { CANARY: 1 } })),
        (REVOKE, json!({ "refreshToken": format!("{CANARY}-revoke") })),
    ] {
        client.post(path, &body);
    }
    for redirect in [
        format!("https://{CANARY}.example/auth/callback"),
        CANARY.to_owned(),
    ] {
        browser.open(&hand_over_path(&redirect, CANARY, ""));
        Browser::at(server.anonymous(), &server.url).open(&hand_over_path(DEEP_LINK, CANARY, ""));
    }
    let pair = |pair: Pair| [("an access key", pair.access), ("a refresh token", pair.refresh)];
    let mut secrets: Secrets = [refused, one_time]
        .map(|it| ("a one-time token", it.token))
        .to_vec();
    secrets.extend([first, second, other].map(pair).into_iter().flatten());
    secrets
}

fn by_provider(server: &Server, provider: &MockProvider) -> Secrets {
    let mut secrets = Secrets::new();
    let robin = Person::verified("robin-at-the-mock", "robin@example.org");
    for fault in [
        Fault::None,
        Fault::Nonce,
        Fault::Signature,
        Fault::UnknownKey,
        Fault::Missing,
        Fault::NotAToken,
    ] {
        let browser = Browser::at(server.anonymous(), &server.url);
        let start = format!(
            "/auth/signin/mock?callbackUrl={}",
            encoded(&format!("/auth/account?x={CANARY}"))
        );
        let address = location(&browser.open(&start).expect(303)).expect("to the provider");
        secrets.extend(cookies_of(&browser));
        let back = provider.consent_with(&address, &robin, fault);
        for (name, parameter) in [
            ("a state", parameter(&address, "state")),
            ("a nonce", parameter(&address, "nonce")),
            ("a code", parameter(&back, "code")),
        ] {
            secrets.push((name, parameter.expect("it is there")));
        }
        let reply = browser.open(&back);
        assert_eq!(
            reply.status == 303,
            fault == Fault::None,
            "{fault:?}: {}",
            reply.text()
        );
        assert_eq!(browser.open(&back).status, 400);
        secrets.extend(cookies_of(&browser));
    }
    let tokens = provider.tokens();
    assert_eq!(tokens.len(), 5, "one of them was missing");
    secrets.extend(tokens.into_iter().map(|token| ("an ID token", token)));
    secrets
}
