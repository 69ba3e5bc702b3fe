//! Started, asked, stopped.

use crate::{
    program::tessera,
    running::{Running, header, settings},
};
use secrecy::ExposeSecret;
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt, path::Path, thread, time::Duration};
use tessera_server::{
    Server, StartError,
    first_start::Greeting,
    settings::{Settings, Sources},
};

#[test]
fn a_development_start_can_be_looked_at_and_tried() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&settings(folder.path(), true));

    let mut tickets = running.get("/api/v1/tickets?limit=3");
    assert_eq!(tickets.status(), 200);
    let tickets: Value = tickets.body_mut().read_json().unwrap();
    assert_eq!(tickets["data"].as_array().unwrap().len(), 3, "{tickets}");

    for (path, content_type) in [
        ("/", "text/html"),
        ("/landing.css", "text/css"),
        ("/auth/signin", "text/html"),
        ("/docs/", "text/html"),
        ("/docs/swagger-ui.css", "text/css"),
        ("/docs/swagger-initializer.js", "text/javascript"),
        ("/openapi/mobile.json", "application/json"),
        ("/openapi/integration.json", "application/json"),
        ("/openapi/kanban.json", "application/json"),
        ("/openapi/enterprise.json", "application/json"),
        ("/healthz", "application/json"),
        ("/readyz", "application/json"),
        ("/metrics", "text/plain"),
    ] {
        let response = running.get(path);
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            header(&response, "content-type").starts_with(content_type),
            "{path}: {response:?}"
        );
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert!(
            header(&response, "content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
    }
    let redirect = running.get("/docs");
    assert_eq!(
        (redirect.status().as_u16(), header(&redirect, "location")),
        (308, "/docs/")
    );
    assert_eq!(running.get("/docs/nothing.js").status(), 404);
    let list = running
        .get("/docs/swagger-initializer.js")
        .body_mut()
        .read_to_string()
        .unwrap();
    for document in [
        "/openapi/mobile.json",
        "/openapi/integration.json",
        "/openapi/kanban.json",
        "/openapi/enterprise.json",
    ] {
        assert!(list.contains(document), "{list}");
    }
    running.stop().unwrap();
}

fn settings_with(folder: &Path, said: &[(&str, &str)]) -> Settings {
    let said = said
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Sources::new()
        .environment(said)
        .flag("bind", Some("127.0.0.1:0"))
        .flag("data_dir", folder.to_str())
        .read()
        .unwrap()
}

#[test]
fn what_is_set_about_signing_in_reaches_pages_and_phones() {
    let folder = tempfile::tempdir().unwrap();
    let ours = r#"[{"key":"ours","name":"Our <own>","issuer":"https://id.example","client_id":"t","client_secret":"canary"}]"#;
    let settings = settings_with(
        folder.path(),
        &[
            ("TESSERA_GOOGLE_CLIENT_ID", "t"),
            ("TESSERA_GOOGLE_CLIENT_SECRET", "canary"),
            ("TESSERA_OIDC_PROVIDERS", ours),
            ("TESSERA_MOBILE_OTT_SECONDS", "30"),
            ("TESSERA_MOBILE_ACCESS_SECONDS", "900"),
            ("TESSERA_MOBILE_REFRESH_SECONDS", "86400"),
            ("TESSERA_MOBILE_HOSTS", "tickets.example"),
            ("TESSERA_MOBILE_SCHEMES", "tickets"),
        ],
    );
    let running = Running::start(&settings);
    let told: Value = running
        .get("/api/v1/mobile/auth/capabilities")
        .body_mut()
        .read_json()
        .unwrap();
    let expected = serde_json::json!({
        "enabled": true, "mobileEnabled": true, "providers": { "google": true, "microsoft": false },
        "hostedDomainAllowlist": ["tickets.example"],
        "accessTtlSec": 900, "refreshTtlSec": 86_400, "ottTtlSec": 30,
    });
    assert_eq!(told, expected);

    let mut page = running.get("/auth/signin");
    let policy = header(&page, "content-security-policy").to_owned();
    assert!(
        policy.contains(" tickets:") && !policy.contains(" alga:"),
        "{policy}"
    );
    assert!(
        header(&page, "set-cookie").contains("; Secure"),
        "production's cookies are for TLS only"
    );
    let page = page.body_mut().read_to_string().unwrap();
    assert!(
        page.contains(">Google<") && page.contains(">Our ") && !page.contains("<own>"),
        "{page}"
    );
    assert!(!page.contains("canary"));
}

#[test]
fn clients_behind_a_trusted_proxy_are_told_apart_and_others_are_not_believed() {
    for (trusted, told_apart) in [("127.0.0.0/8", true), ("192.0.2.1", false)] {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(&settings_with(
            folder.path(),
            &[("TESSERA_TRUSTED_PROXIES", trusted)],
        ));
        let url = format!("http://{}/api/v1/mobile/auth/exchange", running.address);
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let status = |client: &str| {
            let request = agent.post(&url).header("x-forwarded-for", client);
            let answer = request.send_json(serde_json::json!({ "ott": "nothing", "state": "nowhere" }));
            answer.unwrap().status().as_u16()
        };
        for _ in 0..10 {
            assert_eq!(status("198.51.100.1"), 401);
        }
        assert_eq!(status("198.51.100.1"), 429);
        let other = if told_apart { 401 } else { 429 };
        assert_eq!(status("198.51.100.2"), other, "{trusted}");
    }
}

#[test]
fn the_development_key_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), true);
    let [first, second] = [(), ()].map(|()| {
        let running = Running::start(&settings);
        assert_eq!(running.get("/api/v1/tickets").status(), 200);
        running.key.clone().unwrap()
    });
    assert_eq!(first, second);
}

#[test]
fn the_development_token_is_the_same_after_a_restart_unless_it_was_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), true);
    let token = || {
        let running = Running::start(&settings);
        let token = running.token.clone().unwrap();
        assert_eq!(running.ask(&token, "GET", "", &Value::Null).0, 200);
        token
    };
    let (first, second) = (token(), token());
    assert_eq!(first, second);
    let file = folder.path().join("development-token");
    assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);

    let (_, listed) = tessera(
        folder.path(),
        &["token", "list", "--kind", "integration", "--json"],
    );
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!(tessera(folder.path(), &["token", "delete", id]).0, 0);
    assert_ne!(token(), first);
}

#[test]
fn production_refuses_what_development_made() {
    let folder = tempfile::tempdir().unwrap();
    drop(Server::build(&settings(folder.path(), true)).unwrap());
    let refused = Server::build(&settings(folder.path(), false)).err().unwrap();
    assert!(matches!(refused, StartError::First(_)));
    let text = refused.to_string();
    assert!(
        text.starts_with("DATABASE_URL: this database was made by `tessera serve --dev`"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn the_first_password_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), false);
    let first = Server::build(&settings).unwrap();
    let Greeting::FirstStart(admin) = first.greeting() else {
        panic!("{:?}", first.greeting())
    };
    assert_eq!(admin.password.expose_secret().len(), 23);
    drop(first);
    let second = Server::build(&settings).unwrap();
    assert!(matches!(second.greeting(), Greeting::None));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let settings = Sources::new()
        .environment([("TESSERA_BIND".into(), address.clone())])
        .flag("data_dir", folder.path().to_str())
        .read()
        .unwrap();
    let error = Server::build(&settings).err().unwrap().to_string();
    assert!(
        error.starts_with(&format!("TESSERA_BIND: cannot listen at {address}: ")),
        "{error}"
    );
}

#[test]
fn a_stop_lets_go_and_the_address_is_free_again() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&settings(folder.path(), true));
    let address = running.address;
    assert_eq!(running.get("/healthz").status(), 200);
    running.stop().unwrap();
    thread::sleep(Duration::from_millis(50));
    assert!(std::net::TcpStream::connect(address).is_err());
}
