//! Scripts of other origins: none unless listed, and then letter by letter.

use tessera_tests::{Reply, Setup, on_each_database, on_each_database_with};

const LISTED: &str = "https://app.example";
const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// Looks like the listed one, and is not.
const FOREIGN: [&str; 10] = [
    "https://evil.example",
    "null",
    "http://app.example",
    "https://app.example.evil.example",
    "https://evil-app.example",
    "https://sub.app.example",
    "https://app.example:8443",
    "https://APP.example",
    "https://app.exampl",
    "https://app.example/",
];

fn listed() -> Setup {
    Setup {
        origins: vec![LISTED.to_owned()],
        ..Setup::default()
    }
}

#[test]
fn a_op_7_only_a_listed_origin_may_read_answers() {
    on_each_database_with(&listed(), |app| {
        let acme = app.tenant("acme");
        let paths = [
            ("/api/v1/tickets", 200),
            ("/api/v1/tickets/x", 400),
            ("/api/v1/nothing", 404),
            ("/healthz", 200),
        ];
        for (path, status) in paths {
            let reply = acme.admin.with("origin", LISTED).get(path).expect(status);
            assert_eq!(reply.header(ALLOW_ORIGIN), Some(LISTED), "{path}");
            assert!(depends_on_origin(&reply), "{path}");
            assert_eq!(reply.header("access-control-allow-credentials"), None, "{path}");
            for origin in FOREIGN {
                let reply = acme.admin.with("origin", origin).get(path);
                assert_eq!(reply.header(ALLOW_ORIGIN), None, "{path} from {origin}");
            }
            let reply = acme.admin.get(path).expect(status);
            assert_eq!(reply.header(ALLOW_ORIGIN), None, "{path} without an origin");
            assert!(depends_on_origin(&reply), "{path}");
        }
    });
}

fn depends_on_origin(reply: &Reply) -> bool {
    words(reply, "vary").contains("origin")
}

fn words(reply: &Reply, name: &str) -> String {
    reply.header(name).unwrap_or_default().to_lowercase()
}

#[test]
fn a_op_7_refusals_and_our_own_headers_can_be_read_too() {
    on_each_database_with(&listed(), |app| {
        let refused = app
            .anonymous()
            .with("origin", LISTED)
            .get("/api/v1/tickets")
            .expect(401);
        assert_eq!(refused.header(ALLOW_ORIGIN), Some(LISTED));
        let exposed = words(&refused, "access-control-expose-headers");
        for name in [
            "etag",
            "location",
            "retry-after",
            "x-request-id",
            "idempotent-replayed",
            "x-ratelimit-limit",
        ] {
            assert!(exposed.contains(name), "{name} is not among {exposed}");
        }
    });
}

#[test]
fn a_op_7_a_preflight_is_answered_for_a_listed_origin_only() {
    on_each_database_with(&listed(), |app| {
        let ask = |origin: &str, method: &str, headers: &str| {
            let sent = [
                ("origin", origin),
                ("access-control-request-method", method),
                ("access-control-request-headers", headers),
            ];
            app.anonymous().request("OPTIONS", "/api/v1/tickets", &sent, b"")
        };
        assert_granted(&ask(
            LISTED,
            "PUT",
            "x-api-key, content-type, if-match, idempotency-key",
        ));
        for origin in FOREIGN {
            let refused = ask(origin, "PUT", "x-api-key");
            assert_eq!(refused.header(ALLOW_ORIGIN), None, "{origin}");
        }
        let other = ask(LISTED, "PUT", "x-something-else");
        assert!(!words(&other, "access-control-allow-headers").contains("x-something-else"));
    });
}

#[track_caller]
fn assert_granted(reply: &Reply) {
    assert!((200..300).contains(&reply.status), "{}", reply.status);
    assert_eq!(reply.header(ALLOW_ORIGIN), Some(LISTED));
    assert_eq!(reply.header("access-control-max-age"), Some("600"));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    let methods = words(reply, "access-control-allow-methods");
    assert!(methods.contains("put") && !methods.contains('*'), "{methods}");
    let headers = words(reply, "access-control-allow-headers");
    assert!(
        headers.contains("x-api-key") && !headers.contains('*'),
        "{headers}"
    );
}

#[test]
fn a_op_7_without_a_list_there_is_no_cors() {
    on_each_database(|app| {
        for (method, path) in [
            ("GET", "/api/v1/tickets"),
            ("GET", "/healthz"),
            ("OPTIONS", "/api/v1/tickets"),
        ] {
            let sent = [("origin", LISTED), ("access-control-request-method", "GET")];
            let reply = app.anonymous().request(method, path, &sent, b"");
            let telling = reply
                .headers
                .keys()
                .find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(telling, None, "{method} {path}");
        }
    });
}
