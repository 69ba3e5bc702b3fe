//! Getting in: what counts as a token, and what is looked at before what.

use serde_json::json;
use tessera_domain::{integration::TokenState, user::Role};
use tessera_ports::world::Clock;
use tessera_tests::{
    integration::{BASE, TICKETS, TestToken, bearer, path, refused, refused_with},
    on_each_database,
};

const MISSING: &str = "No bearer token was sent";

#[test]
fn the_scheme_is_written_in_any_case() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        for scheme in ["Bearer", "bearer", "BEARER", "bEARER", "Bearer ", "Bearer\t"] {
            let value = format!("{scheme} {}", shop.secret);
            app.anonymous()
                .with("authorization", &value)
                .get(BASE)
                .expect(200);
        }
    });
}

#[test]
fn no_header_another_scheme_and_an_empty_value_are_a_missing_token() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let secret = TestToken::of(app, &acme.admin).secret;
        refused_with(&app.anonymous().get(BASE), 401, "missing_token", MISSING);
        for value in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer \t",
            "Basic YTpi",
            &format!("Token {secret}"),
            &secret,
        ] {
            let reply = app.anonymous().with("authorization", value).get(BASE);
            refused_with(&reply, 401, "missing_token", MISSING);
        }
        for (name, value) in [("x-api-key", &secret), ("apikey", &secret), ("cookie", &secret)] {
            let reply = app.anonymous().with(name, value).get(BASE);
            refused_with(&reply, 401, "missing_token", MISSING);
        }
        let in_path = app
            .anonymous()
            .get(&format!("{BASE}?token={secret}&access_token={secret}"));
        refused_with(&in_path, 401, "missing_token", MISSING);
    });
}

#[test]
fn a_token_that_nobody_has_is_invalid_whatever_it_looks_like() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let secret = shop.secret.as_str();
        let swapped = if secret.ends_with('A') { "B" } else { "A" };
        let last_changed = format!("{}{swapped}", &secret[..46]);
        for nobodys in [
            "stk_",
            "stk_of_nobody",
            "x",
            &secret[..46],
            &secret[4..],
            &last_changed,
            &format!("{secret}="),
            &format!("{secret} {secret}"),
            &secret.to_uppercase(),
            &"x".repeat(4000),
            "' OR 1=1 --",
        ] {
            refused_with(
                &bearer(app, nobodys).get(BASE),
                401,
                "invalid_token",
                "Invalid token",
            );
        }
        let head = format!("GET {BASE} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ");
        let no_text = [head.as_bytes(), b"stk_\xe9\xff\xf0\x9f\r\n\r\n"];
        let reply = app.raw(&no_text.concat());
        assert_eq!(reply.status, 401, "{}", reply.text);
        assert!(reply.body().contains("invalid_token"), "{}", reply.text);
        shop.asks().expect(200);
    });
}

#[test]
fn a_auth_6_a_token_opens_no_other_door_and_no_other_credential_opens_this_one() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let reply = bearer(app, &acme.admin.api_key).get(BASE);
        refused_with(&reply, 401, "invalid_token", "Invalid token");
        for client in [
            app.anonymous().with("x-api-key", &shop.secret),
            bearer(app, &shop.secret),
        ] {
            client.get("/api/v1/tickets").expect(401);
            client
                .post("/api/v1/tickets", &json!({ "title": "x" }))
                .expect(401);
        }
    });
}

#[test]
fn a_auth_6_a_tenant_header_that_names_another_tenant_makes_the_token_an_unknown_one() {
    on_each_database(|app| {
        let (acme, globex) = (app.tenant("acme"), app.tenant("globex"));
        let shop = TestToken::limited(app, &acme.admin, 2);
        let theirs = TestToken::of(app, &globex.admin).opens("Theirs");
        let before = app.contents();
        for tenant in [
            globex.id.to_string(),
            "globex".to_owned(),
            "acme".to_owned(),
            String::new(),
        ] {
            let client = shop.with("x-tenant-id", &tenant);
            for reply in [
                client.get(&path(&theirs)),
                client.get(BASE),
                client.post(TICKETS, &json!({ "title": "x" })),
            ] {
                refused_with(&reply, 401, "invalid_token", "Invalid token");
                assert_eq!(reply.header("x-ratelimit-remaining"), None, "{tenant:?}");
            }
        }
        assert!(app.contents() == before, "something was counted or changed");
        // The own one changes nothing.
        for own in [acme.id.to_string(), acme.id.to_string().to_uppercase()] {
            shop.with("x-tenant-id", &own).get(BASE).expect(200);
        }
    });
}

#[test]
fn the_token_comes_before_the_path_and_before_the_method() {
    on_each_database(|app| {
        for client in [app.anonymous(), bearer(app, "stk_of_nobody")] {
            for (method, path) in [
                ("GET", format!("{BASE}/nothing")),
                ("DELETE", BASE.to_owned()),
                ("GET", TICKETS.to_owned()),
                ("GET", format!("{TICKETS}/nonsense")),
                ("POST", format!("{TICKETS}//comments")),
                ("OPTIONS", TICKETS.to_owned()),
            ] {
                let refusal = refused(&client.request(method, &path, &[], b""), 401);
                assert!(
                    ["missing_token", "invalid_token"].contains(&refusal.code.as_str()),
                    "{method} {path}: {refusal:?}"
                );
            }
        }
    });
}

#[test]
fn no_body_is_read_before_the_token_is_good() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 1);
        shop.asks().expect(200);
        // The body that these requests speak of never comes, so only who does not wait for it can answer.
        for (token, status) in [
            ("", 401),
            ("authorization: Bearer stk_of_nobody\r\n", 401),
            (&*format!("authorization: Bearer {}\r\n", shop.secret), 429),
        ] {
            let head = format!(
                "POST {TICKETS} HTTP/1.1\r\nhost: localhost\r\n{token}content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{\"title\": "
            );
            let reply = app.raw(head.as_bytes());
            assert_eq!(reply.status, status, "{}", reply.text);
        }
        let big = vec![b'x'; 3 << 20];
        for client in [app.anonymous(), bearer(app, "stk_of_nobody")] {
            // The answer comes before the body is through, so the connection may end under it.
            if let Ok(reply) = client.try_request("POST", TICKETS, &[], &big) {
                assert_eq!(reply.status, 401, "{}", reply.text());
            }
        }
    });
}

#[test]
fn the_state_comes_before_the_end_and_both_before_the_limit() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let end = app.clock.now().plus_seconds(60);
        let shop = TestToken::until(app, &acme.admin, end);
        shop.set_limit(app, 1);
        shop.asks().expect(200);
        refused_with(&shop.asks(), 429, "rate_limit_exceeded", "Rate limit exceeded");
        app.clock.advance(60);
        refused_with(&shop.asks(), 401, "invalid_token", "Token has expired");
        shop.set_state(app, TokenState::Disabled);
        refused_with(&shop.asks(), 401, "invalid_token", "Token is disabled");
    });
}

#[test]
fn the_limit_comes_before_the_path_and_the_body() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 1);
        shop.asks().expect(200);
        for reply in [
            shop.get(&format!("{BASE}/nothing")),
            shop.post(TICKETS, &json!({})),
            shop.get(&format!("{TICKETS}/nonsense")),
        ] {
            refused_with(&reply, 429, "rate_limit_exceeded", "Rate limit exceeded");
        }
    });
}

#[test]
fn a_requesters_token_may_do_everything_that_the_api_has() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for role in Role::ALL {
            let owner = acme.user(&format!("a-{}", role.key()), role);
            let shop = TestToken::of(app, &owner);
            let ticket = shop.opens("Whoever it stands for");
            shop.comments(&ticket, "Public", false);
            shop.comments(&ticket, "Internal", true);
            shop.sets(&ticket, "closed");
            shop.sees(&ticket);
        }
    });
}
