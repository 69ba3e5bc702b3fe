//! What every answer must say, whatever it answers.

use serde_json::json;
use std::collections::BTreeSet;
use tessera_tests::{
    Client, Reply, TestApp,
    enterprise::{EnterpriseUser, on_each_database_unlimited},
    enterprise_sample::{self, EnterpriseStock},
    integration::TestToken,
    kanban::KanbanUser,
    kanban_sample::{self, KanbanStock},
    mutations::Ground,
    on_each_database,
    sample::{Sample, Stock, token_operations},
};
use utoipa::openapi::OpenApi;

const ALWAYS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[track_caller]
fn assert_headers(reply: &Reply, what: &str) {
    for (name, value) in ALWAYS {
        assert_eq!(
            reply.header(name),
            Some(value),
            "{what} ({}): {name}",
            reply.status
        );
        assert_eq!(
            reply.headers.get_all(name).iter().count(),
            1,
            "{what}: {name} is there twice"
        );
    }
    let id = reply.header("x-request-id").unwrap_or_default();
    let harmless = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    assert!(
        (8..=64).contains(&id.len()) && harmless,
        "{what}: the request id is {id:?}"
    );
    for name in [
        "server",
        "x-powered-by",
        "strict-transport-security",
        "set-cookie",
    ] {
        assert_eq!(reply.header(name), None, "{what}: {name}");
    }
    assert_fits_status(reply, what);
}

/// What only some answers must say.
#[track_caller]
fn assert_fits_status(reply: &Reply, what: &str) {
    if reply.status == 401 {
        assert!(
            reply
                .header("www-authenticate")
                .is_some_and(|scheme| scheme.starts_with("Bearer")),
            "{what}"
        );
    }
    assert_eq!(reply.header("allow").is_some(), reply.status == 405, "{what}");
    if reply.status >= 400 && !reply.body.is_empty() {
        assert_eq!(
            reply.header("content-type"),
            Some("application/json; charset=utf-8"),
            "{what}"
        );
        reply.json();
    }
}

const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
];

/// Every path of the document with every method, served or not.
fn everywhere(document: &OpenApi, ground: &Ground) -> Vec<(&'static str, String)> {
    let fill = |path: &String| path.replace("{ticket_id}", &ground.ticket);
    let paths = document.paths.paths.keys().map(fill).collect::<Vec<_>>();
    assert!(!paths.is_empty());
    assert!(
        paths.iter().all(|path| !path.contains('{')),
        "a parameter is not known here: {paths:?}"
    );
    METHODS
        .into_iter()
        .flat_map(|method| paths.iter().map(move |path| (method, path.clone())))
        .collect()
}

#[test]
fn a_op_6_every_route_answers_with_the_headers_whoever_asks_for_whatever() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ground = Ground::prepare(&acme, app);
        let document = tessera_api_mobile::document();
        for (method, path) in everywhere(&document, &ground) {
            let typed = [("content-type", "application/json")];
            let with_body = matches!(method, "POST" | "PUT" | "PATCH");
            let body: &[u8] = if with_body { b"{}" } else { b"" };
            let headers: &[(&str, &str)] = if with_body { &typed } else { &[] };
            let known = acme.admin.request(method, &path, headers, body);
            assert_headers(&known, &format!("{method} {path}"));
            let unknown = app.anonymous().request(method, &path, headers, body);
            assert_headers(&unknown, &format!("{method} {path} without a key"));
            if method == "HEAD" {
                assert!(known.body.is_empty() && unknown.body.is_empty(), "{path}");
            }
        }
    });
}

#[test]
fn a_op_6_every_route_for_other_systems_does_too() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let token = TestToken::of(app, &acme.admin);
        let stock = Stock::of_token(&token);
        let paths: BTreeSet<String> = token_operations(app)
            .iter()
            .map(|operation| Sample::of(operation, &stock, app).target())
            .collect();
        for (method, path) in METHODS
            .iter()
            .flat_map(|method| paths.iter().map(move |path| (method, path)))
        {
            let what = format!("{method} {path}");
            assert_headers(&token.request(method, path, &[], b""), &what);
            assert_headers(&app.anonymous().request(method, path, &[], b""), &what);
        }
    });
}

#[test]
fn a_op_6_every_route_of_boards_does_too() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ada = KanbanUser::also(app, &acme.admin);
        let stock = KanbanStock::make(&ada);
        let paths: BTreeSet<String> = kanban_sample::operations(app)
            .iter()
            .map(|operation| kanban_sample::sample(operation, &stock).target())
            .collect();
        for path in paths {
            for method in METHODS {
                let what = format!("{method} {path}");
                let unknown = app.anonymous().request(method, &path, &[], b"");
                assert_headers(&unknown, &what);
                if unknown.status == 401 {
                    assert_eq!(
                        unknown.header("www-authenticate"),
                        Some("Bearer realm=\"api\""),
                        "{what}"
                    );
                }
                // What takes things away would leave nothing to ask for.
                if method != "DELETE" {
                    assert_headers(&ada.request(method, &path, &[], b""), &what);
                }
            }
        }
    });
}

#[test]
fn a_op_6_every_route_of_the_enterprise_api_does_too() {
    on_each_database_unlimited(|app| {
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let stock = EnterpriseStock::make(&ada, &ada);
        let paths: BTreeSet<String> = enterprise_sample::operations(app)
            .iter()
            .map(|operation| enterprise_sample::sample(operation, &stock).target())
            .collect();
        for path in paths {
            for method in METHODS {
                let what = format!("{method} {path}");
                assert_headers(&app.anonymous().request(method, &path, &[], b""), &what);
                // What takes things away, or ends the session, would leave nothing to ask for. Files have a policy of their
                // own.
                let ends = method == "DELETE" || (method == "POST" && path == "/auth/logout");
                let is_file = matches!(method, "GET" | "HEAD") && path.starts_with("/attachments/");
                if !ends && !is_file {
                    assert_headers(&ada.request(method, &path, &[], b""), &what);
                }
            }
        }
    });
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_op_6_every_refusal_has_the_headers() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let untyped: &Client = &acme.admin;
        let typed = untyped.with(JSON.0, JSON.1);
        let ticket = format!("/api/v1/tickets/{}", acme.ticket("Refused").id);
        let comments = format!("{ticket}/comments");
        let large = json!({ "comment_text": "x".repeat(3_000_000) }).to_string();
        let long = format!("/api/v1/tickets?search={}", "x".repeat(9000));
        let unknown = "/api/v1/tickets/00000000-0000-4000-8000-000000000000";
        let stale = typed.with("if-match", "\"9\"");
        let padded = untyped.with("x-padding", &"x".repeat(17_000));
        let table = [
            (404, untyped, "GET", "/api/v1/nothing", ""),
            (404, untyped, "GET", "/nothing", ""),
            (404, untyped, "GET", unknown, ""),
            (400, untyped, "GET", "/api/v1/tickets/x", ""),
            (400, untyped, "GET", "/api/v1/tickets?limit=101", ""),
            (405, untyped, "DELETE", "/api/v1/tickets/stats", ""),
            (405, untyped, "POST", "/healthz", ""),
            (415, &untyped.with(JSON.0, "text/plain"), "POST", &comments, "{}"),
            (415, untyped, "POST", &comments, "{}"),
            (400, &typed, "POST", &comments, "{"),
            (413, &typed, "POST", &comments, &large),
            (412, &stale, "PUT", &ticket, "{}"),
            (414, untyped, "GET", &long, ""),
            (431, &padded, "GET", "/api/v1/tickets", ""),
        ];
        for (status, client, method, path, body) in table {
            let reply = client.request(method, path, &[], body.as_bytes());
            let what = format!("{method} {}", &path[..path.len().min(60)]);
            assert_eq!(reply.status, status, "{what}: {}", reply.text());
            assert_headers_of_any(&reply, &what);
        }
        app.statements.panic_at(1);
        assert_headers(&acme.admin.get("/api/v1/tickets").expect(500), "a fault of ours");
    });
}

/// Outside the dialects an error is a problem document.
#[track_caller]
fn assert_headers_of_any(reply: &Reply, what: &str) {
    let mut as_json = reply.clone();
    if reply
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/problem+json"))
    {
        as_json.headers.insert(
            "content-type",
            "application/json; charset=utf-8".parse().expect("a value"),
        );
    }
    assert_headers(&as_json, what);
}

#[test]
fn a_op_6_operators_pages_have_the_headers_too() {
    on_each_database(|app| {
        for path in ["/healthz", "/readyz", "/metrics"] {
            let reply = app.anonymous().get(path).expect(200);
            assert_headers(&reply, path);
            for word in ["sqlite", "postgres", "127.0.0.1", env!("CARGO_PKG_VERSION")] {
                assert!(
                    path == "/metrics" || !reply.text().to_lowercase().contains(word),
                    "{path} says {word}"
                );
            }
        }
    });
}

#[test]
fn a_op_6_pages_for_people_have_the_headers_with_a_policy_of_their_own() {
    on_each_database(|app| {
        let pages = [
            ("/", 200),
            ("/docs", 308),
            ("/docs/", 200),
            ("/docs/swagger-ui.css", 200),
            ("/docs/nothing", 404),
        ];
        for (path, status) in pages.into_iter().chain([("/openapi/mobile.json", 200)]) {
            let reply = app.anonymous().get(path).expect(status);
            for (name, value) in ALWAYS.iter().filter(|(name, _)| !OWN.contains(name)) {
                assert_eq!(reply.header(name), Some(*value), "{path}: {name}");
            }
            for name in OWN {
                assert_eq!(reply.headers.get_all(name).iter().count(), 1, "{path}: {name}");
            }
            let policy = reply.header("content-security-policy").unwrap_or_default();
            for part in ["default-src 'none'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{path}: {policy}");
            }
            for word in ["unsafe-eval", "script-src 'unsafe", "*", "http:"] {
                assert!(!policy.contains(word), "{path}: {policy}");
            }
            assert_eq!(reply.header("server"), None, "{path}");
        }
    });
}

/// What pages say in words of their own.
const OWN: [&str; 2] = ["content-security-policy", "cache-control"];

#[test]
fn a_request_keeps_the_id_it_came_with_only_if_that_is_harmless() {
    on_each_database(|app| {
        let id_for = |sent: &str| id_of(&app.anonymous().with("x-request-id", sent));
        assert_eq!(id_for("abcd-1234-EFGH"), "abcd-1234-EFGH");
        for bad in ["short", "with space", "semi;colon", &"x".repeat(65)] {
            assert_ne!(id_for(bad), bad);
        }
        assert_ne!(id_of(&app.anonymous()), id_of(&app.anonymous()), "ours differ");
    });
}

fn id_of(client: &Client) -> String {
    client
        .get("/healthz")
        .expect(200)
        .header("x-request-id")
        .expect("there always is one")
        .to_owned()
}

#[test]
fn browsers_are_told_to_come_by_tls_only_where_there_is_tls() {
    on_each_database(|app: &TestApp| {
        assert_eq!(
            app.anonymous()
                .get("/healthz")
                .header("strict-transport-security"),
            None
        );
    });
    let secure = TestApp::with(
        tessera_tests::DatabaseKind::Sqlite,
        tessera_tests::Setup {
            hsts: true,
            ..tessera_tests::Setup::default()
        },
    );
    for path in ["/healthz", "/api/v1/tickets"] {
        let told = secure
            .anonymous()
            .get(path)
            .header("strict-transport-security")
            .map(str::to_owned);
        assert_eq!(
            told.as_deref(),
            Some("max-age=31536000; includeSubDomains"),
            "{path}"
        );
    }
}
