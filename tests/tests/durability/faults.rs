//! A change is all there or not at all, wherever it breaks off.

use tessera_tests::{
    TestApp, TestTenant, TestUser,
    direct::{Contents, Direct},
    mutations::{Ground, MUTATIONS, Mutation, WITHOUT_CALLER},
    on_each_database,
};

/// More statements than any operation sends.
const MANY: u64 = 200;

#[test]
fn a_dur_2_an_operation_that_breaks_off_at_any_statement_leaves_nothing_behind() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ground = Ground::prepare(&acme, app);
        for mutation in MUTATIONS {
            break_off_at_each_statement(app, &acme.admin, mutation, &ground.on(&acme.ticket("Breaks off")));
        }
    });
}

fn break_off_at_each_statement(app: &TestApp, user: &TestUser, mutation: &Mutation, ground: &Ground) {
    let name = format!("{} {}", mutation.method, mutation.path);
    let client = user.with("idempotency-key", &name.replace(' ', ":"));
    // The key's use is written down at its first request, which is no part of any operation.
    user.get("/api/v1/tickets/stats").expect(200);
    let before = app.contents();
    for nth in 1..MANY {
        app.statements.panic_at(nth);
        let reply = mutation.send(&client, ground);
        if app.statements.disarm() {
            // It was through before the n-th statement.
            assert_eq!(reply.status, mutation.status, "{name}: {}", reply.text());
            assert_eq!(
                reply.header("idempotent-replayed"),
                None,
                "{name}: the failures kept an answer"
            );
            assert!(nth > 5, "{name}: {nth} statements cannot be all of it");
            return;
        }
        assert!(
            reply.status >= 500,
            "{name} at statement {nth}: {} {}",
            reply.status,
            reply.text()
        );
        assert_unchanged(&before, &app.contents(), &format!("{name} at statement {nth}"));
    }
    panic!("{name} never succeeded");
}

#[test]
fn a_dur_2_an_operation_that_any_table_refuses_leaves_nothing_behind() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ground = Ground::prepare(&acme, app);
        let mut direct = app.database.connect();
        for mutation in MUTATIONS {
            let written = written_by(&acme, mutation, &ground, &mut direct);
            assert!(
                written.len() >= 4,
                "{}: {written:?} cannot be all of it",
                mutation.path
            );
            for table in &written {
                refuse_writes(app, &acme, mutation, &ground, (&mut direct, table));
            }
        }
    });
}

/// The tables that the operation writes to.
fn written_by(
    acme: &TestTenant<'_>,
    mutation: &Mutation,
    ground: &Ground,
    direct: &mut Direct,
) -> Vec<String> {
    let ground = ground.on(&acme.ticket("Written to"));
    acme.admin.get("/api/v1/tickets/stats").expect(200);
    let mut before = direct.contents();
    mutation
        .send(&acme.admin.with("idempotency-key", "written"), &ground)
        .expect(mutation.status);
    let mut written = direct.contents();
    written.retain(|table, rows| before.remove(table).as_ref() != Some(rows));
    // Time that was once worked cannot be worked again, and a tag is made once only.
    direct.execute(
        "DELETE FROM time_entries; DELETE FROM idempotency_keys; DELETE FROM ticket_tags; DELETE FROM tags",
    );
    written.into_keys().collect()
}

fn refuse_writes(
    app: &TestApp,
    acme: &TestTenant<'_>,
    mutation: &Mutation,
    ground: &Ground,
    (direct, table): (&mut Direct, &str),
) {
    let ground = ground.on(&acme.ticket("Refused"));
    acme.admin.get("/api/v1/tickets/stats").expect(200);
    let before = direct.contents();
    direct.refuse_writes(table);
    let reply = mutation.send(&acme.admin.with("idempotency-key", "refused"), &ground);
    direct.take_writes(table);

    let name = format!("{} {} without {table}", mutation.method, mutation.path);
    assert!(reply.status >= 500, "{name}: {} {}", reply.status, reply.text());
    assert_unchanged(&before, &app.contents(), &name);
}

fn assert_unchanged(before: &Contents, after: &Contents, what: &str) {
    for (table, rows) in before {
        assert_eq!(rows, &after[table], "{what}: {table} changed");
    }
}

#[test]
fn every_operation_that_changes_something_is_among_the_tested() {
    let document = serde_json::to_value(tessera_api_mobile::document()).expect("the document is JSON");
    let paths = document["paths"].as_object().expect("it has paths");
    let mut left_out = Vec::new();
    for (path, operations) in paths {
        for method in ["post", "put", "patch", "delete"] {
            let tested = MUTATIONS
                .iter()
                .any(|known| known.path == path && known.method.eq_ignore_ascii_case(method))
                || WITHOUT_CALLER.contains(&(method, path));
            if operations.get(method).is_some() && !tested {
                left_out.push(format!("{method} {path}"));
            }
        }
    }
    assert_eq!(left_out, Vec::<String>::new());
}
