//! Clients run in browsers, from other origins: those that are listed may do everything that the API does, and read what
//! its headers tell.

use tessera_tests::{
    Setup,
    enterprise::{EnterpriseUser, TICKETS, unlimited},
    on_each_database_with,
};

const ORIGIN: &str = "http://localhost:3000";

#[test]
fn a_listed_origin_may_send_whatever_the_vendors_client_sends() {
    let setup = Setup {
        origins: vec![ORIGIN.to_owned()],
        ..unlimited()
    };
    on_each_database_with(&setup, |app| {
        let words =
            |reply: &tessera_tests::Reply, name: &str| reply.header(name).unwrap_or_default().to_lowercase();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let sent = [
                ("origin", ORIGIN),
                ("access-control-request-method", method),
                (
                    "access-control-request-headers",
                    "authorization, content-type, idempotency-key, if-match",
                ),
            ];
            let reply = app.anonymous().request("OPTIONS", TICKETS, &sent, b"");
            assert!((200..300).contains(&reply.status), "{method}: {}", reply.status);
            assert_eq!(
                reply.header("access-control-allow-origin"),
                Some(ORIGIN),
                "{method}"
            );
            let methods = words(&reply, "access-control-allow-methods");
            assert!(methods.contains(&method.to_lowercase()), "{method}: {methods}");
            let headers = words(&reply, "access-control-allow-headers");
            for header in ["authorization", "content-type"] {
                assert!(headers.contains(header), "{header}: {headers}");
            }
        }
        let acme = app.tenant("acme");
        let ada = EnterpriseUser::also(app, &acme.admin);
        let reply = ada.with("origin", ORIGIN).get(TICKETS).expect(200);
        assert_eq!(reply.header("access-control-allow-origin"), Some(ORIGIN));
        let exposed = words(&reply, "access-control-expose-headers");
        for header in [
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "etag",
            "location",
            "link",
        ] {
            assert!(exposed.contains(header), "{header}: {exposed}");
        }
        let foreign = ada.with("origin", "http://evil.example").get(TICKETS);
        assert_eq!(foreign.header("access-control-allow-origin"), None);
    });
}
