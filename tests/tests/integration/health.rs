//! Asking whether the API is there.

use tessera_tests::{
    integration::{BASE, TestToken, refused_with},
    on_each_database,
};

/// Byte for byte: clients compare the list.
const ANSWER: &str = r#"{"status":"ok","endpoints":["POST /tickets","GET /tickets/:id","POST /tickets/:id/comments","PATCH /tickets/:id/status"]}"#;

#[test]
fn a_good_token_is_told_that_the_api_is_there_with_and_without_a_slash() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for path in [
            BASE,
            &format!("{BASE}/"),
            &format!("{BASE}?from=shop"),
            &format!("{BASE}/?"),
        ] {
            let reply = shop.get(path).expect(200);
            assert_eq!(reply.text(), ANSWER, "{path}");
            assert_eq!(
                reply.header("content-type"),
                Some("application/json; charset=utf-8")
            );
        }
        let head = shop.request("HEAD", BASE, &[], b"").expect(200);
        assert_eq!(head.text(), "");
    });
}

#[test]
fn whoever_has_no_token_is_not_told() {
    on_each_database(|app| {
        for path in [BASE, &format!("{BASE}/")] {
            let reply = app.anonymous().get(path);
            refused_with(&reply, 401, "missing_token", "No bearer token was sent");
            assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
        }
    });
}
