//! The record of calls: what was counted, how it was answered, and no more than the tenant wants.

use serde_json::json;
use tessera_application::tenants;
use tessera_domain::tenant::Slug;
use tessera_ports::integration::CallRecord;
use tessera_tests::{
    TestApp,
    integration::{BASE, TICKETS, TestToken, bearer, path, refused, under},
    on_each_database, wait,
};

/// The record, once so many calls are in it.
fn recorded(app: &TestApp, shop: &TestToken, count: usize) -> Vec<CallRecord> {
    wait::until("the calls are recorded", || {
        Some(shop.calls(app)).filter(|calls| calls.len() >= count)
    })
}

fn record_bodies(app: &TestApp, wanted: bool) {
    let slug = Slug::parse("acme").expect("a slug");
    tenants::update(&app.app, &slug, |tenant| tenant.records_bodies = wanted)
        .expect("a tenant can be changed");
}

#[test]
fn every_counted_call_is_recorded_and_nothing_else() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::limited(app, &acme.admin, 7);
        // Told by a proxy that is trusted, as the harness is.
        let named = shop
            .with("user-agent", "Shop/1.0")
            .with("x-forwarded-for", "203.0.113.7");
        let tick = || app.clock.advance(1);
        let ticket = named.post(TICKETS, &json!({ "title": "Recorded" })).expect(201);
        let ticket = ticket.json()["ticket"].clone();
        tick();
        app.anonymous().get(BASE).expect(401);
        bearer(app, "stk_of_nobody").get(BASE).expect(401);
        shop.get(&format!("{BASE}?secret=1")).expect(200);
        tick();
        shop.get(&path(&ticket)).expect(200);
        tick();
        shop.post(&under(&ticket, "comments"), &json!({})).expect(400);
        tick();
        shop.send("PATCH", &under(&ticket, "status"), &json!({ "status": "open" }))
            .expect(200);
        tick();
        shop.get(&format!("{BASE}/nothing")).expect(404);
        tick();
        shop.asks().expect(200);
        tick();
        shop.asks().expect(429);
        app.clock.advance(3600);
        shop.request("HEAD", BASE, &[], b"").expect(200);

        let calls = recorded(app, &shop, 8);
        let told: Vec<(&str, &str, u16)> = calls
            .iter()
            .map(|call| (call.method.as_str(), call.path.as_str(), call.status))
            .collect();
        assert_eq!(
            told,
            [
                ("POST", TICKETS, 201),
                ("GET", BASE, 200),
                ("GET", &path(&ticket), 200),
                ("POST", &under(&ticket, "comments"), 400),
                ("PATCH", &under(&ticket, "status"), 200),
                ("GET", &format!("{BASE}/nothing"), 404),
                ("GET", BASE, 200),
                ("HEAD", BASE, 200),
            ]
        );
        assert_eq!(calls[0].agent.as_deref(), Some("Shop/1.0"));
        assert_eq!(calls[0].address.as_deref(), Some("203.0.113.7"));
        for call in &calls {
            assert!(call.address.is_some());
            assert!(call.milliseconds >= 0);
            assert_eq!((call.tenant, call.token, &call.body), (acme.id, shop.id, &None));
        }
    });
}

#[test]
fn bodies_are_recorded_only_while_the_tenant_wants_them() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let other = TestToken::of(app, &app.tenant("globex").admin);
        let shop = TestToken::of(app, &acme.admin);
        let sent = json!({ "title": "\u{1F3AB} said" });
        let mut bodies = Vec::new();
        let mut say = |body: &[u8], status: u16| {
            shop.request("POST", TICKETS, &[], body).expect(status);
            app.clock.advance(1);
            bodies.push(String::from_utf8_lossy(body).into_owned());
        };
        say(sent.to_string().as_bytes(), 201);
        record_bodies(app, true);
        say(sent.to_string().as_bytes(), 201);
        say(b"no json \xff", 400);
        say(&[b'x'; 10_001], 400);
        say(b"", 400);
        other.opens("Unrecorded");
        record_bodies(app, false);
        say(sent.to_string().as_bytes(), 201);

        let calls = recorded(app, &shop, 6);
        let kept: Vec<Option<&str>> = calls.iter().map(|call| call.body.as_deref()).collect();
        let cut = "x".repeat(10_000);
        assert_eq!(
            kept,
            [
                None,
                Some(bodies[1].as_str()),
                Some("no json \u{fffd}"),
                Some(cut.as_str()),
                None,
                None
            ]
        );
        assert_eq!(recorded(app, &other, 1)[0].body, None);
    });
}

#[test]
fn what_clients_make_up_is_recorded_in_a_form_that_can_be_stored() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        let long = "x".repeat(3000);
        shop.with("user-agent", &long)
            .get(&format!("{BASE}/{long}"))
            .expect(404);
        app.clock.advance(1);
        shop.request(
            "BREWANDBREWANDBREWANDBREW",
            &format!("{BASE}/%00%ff"),
            &[("user-agent", "A\tB")],
            b"",
        )
        .expect(404);
        let calls = recorded(app, &shop, 2);
        assert_eq!(calls[0].agent.as_deref(), Some(&long[..500]));
        assert_eq!((calls[0].path.len(), calls[0].status), (500, 404));
        assert_eq!(calls[1].path, format!("{BASE}/%00%ff"));
        assert!(calls[1].method.starts_with("BREW"));
    });
}

#[test]
fn the_record_goes_with_its_token_and_its_count_with_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let (shop, other) = (TestToken::of(app, &acme.admin), TestToken::of(app, &acme.admin));
        let ticket = shop.opens("Stays");
        other.asks().expect(200);
        recorded(app, &shop, 1);
        recorded(app, &other, 1);
        shop.remove(app);
        let counts = app.row_counts();
        assert_eq!(
            (counts["integration_calls"], counts["integration_tokens"]),
            (1, 1)
        );
        assert_eq!(other.calls(app).len(), 1);
        assert_eq!(app.row_counts()["tickets"], 1);
        refused(&other.get(&path(&ticket)), 404);
    });
}

#[test]
fn a_record_that_cannot_be_written_disturbs_no_call() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let shop = TestToken::of(app, &acme.admin);
        app.database
            .connect()
            .execute("ALTER TABLE integration_calls RENAME TO elsewhere");
        let ticket = shop.opens("Opened all the same");
        // Long enough for a try to write the record to fail.
        wait::until("the record was tried", || {
            let tried = app.statements.take();
            tried
                .iter()
                .any(|sql| sql.contains("integration_calls"))
                .then_some(())
        });
        shop.sees(&ticket);
        app.database
            .connect()
            .execute("ALTER TABLE elsewhere RENAME TO integration_calls");
        app.clock.advance(1);
        shop.asks().expect(200);
        wait::until("calls are recorded again", || {
            let calls = shop.calls(app);
            calls.iter().any(|call| call.path == BASE).then_some(())
        });
    });
}
