//! A-DUR-2 for boards: whatever breaks off, wherever, leaves no row and no file behind.

use tessera_application::files::{reap, tend};
use tessera_domain::user::Role;
use tessera_ports::world::Clock;
use tessera_server::clock::SystemClock;
use tessera_tests::{
    Client, Reply, TestApp,
    direct::Contents,
    files::files,
    kanban::{ATTACHMENTS, KanbanUser, REGISTER, development, upload},
    kanban_sample::{KanbanStock, Numbered, fresh_key, operations, sample},
    on_each_database, on_each_database_with,
    openapi::Operation,
    sample::Sample,
};

/// More statements than any operation sends.
const MANY: u64 = 300;

/// Signing in counts tries that fail, by design; its faults are the suite `sign_in`'s matter, and registering is below.
fn writing(app: &TestApp) -> Vec<Operation> {
    let all = operations(app).into_iter().filter(|it| it.writes() && !it.public);
    let all: Vec<_> = all.collect();
    assert!(
        all.len() >= 20,
        "the document has lost its operations: {}",
        all.len()
    );
    all
}

/// Complains unless there is one file for each attachment, once what broke off has been cleared away.
#[track_caller]
pub fn assert_a_file_each(app: &TestApp, others: usize) {
    // The disk tells when a file came by the machine's own clock.
    let machine = SystemClock.now();
    app.clock
        .set(machine.max(app.clock.now()).plus_seconds(2 * 60 * 60));
    reap(&app.app).expect("files can be cleared away");
    tend(&app.app).expect("files can be looked after");
    let attachments = app.row_counts()["attachments"];
    assert_eq!(i64::try_from(files(app) - others), Ok(attachments));
}

/// Sends it again and again, broken off one statement later each time, until it gets through.
pub fn break_off_at_each_statement(app: &TestApp, what: &str, send: impl Fn() -> Reply) -> Reply {
    let before = app.contents();
    for nth in 1..MANY {
        app.statements.panic_at(nth);
        let reply = send();
        if app.statements.disarm() {
            assert!(reply.status < 300, "{what}: {}", reply.text());
            assert_eq!(
                reply.header("idempotent-replayed"),
                None,
                "{what}: the failures kept an answer"
            );
            assert!(nth > 4, "{what}: {nth} statements cannot be all of it");
            return reply;
        }
        assert!(
            reply.status >= 500,
            "{what} at statement {nth}: {} {}",
            reply.status,
            reply.text()
        );
        assert_unchanged(&before, &app.contents(), &format!("{what} at statement {nth}"));
    }
    panic!("{what} never succeeded");
}

#[track_caller]
pub fn assert_unchanged(before: &Contents, after: &Contents, what: &str) {
    for (table, rows) in before {
        assert_eq!(rows, &after[table], "{what}: {table} changed");
    }
}

/// The request, and the person with a key for it.
fn prepared(owner: &KanbanUser, operation: &Operation) -> (Client, Sample) {
    let stock = KanbanStock::make(owner);
    let key = format!(
        "{}:{}",
        operation.shape().replace(' ', ":"),
        stock.get(Numbered::Project)
    );
    (owner.with("idempotency-key", &key), sample(operation, &stock))
}

#[test]
fn a_dur_2_an_operation_that_breaks_off_at_any_statement_leaves_nothing_behind() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ada = KanbanUser::also(app, &acme.admin);
        let others = files(app);
        for operation in writing(app) {
            let (client, good) = prepared(&ada, &operation);
            break_off_at_each_statement(app, &operation.name(), || good.send(&client));
        }
        assert_a_file_each(app, others);
    });
}

#[test]
fn a_dur_2_an_operation_that_any_table_refuses_leaves_nothing_behind() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ada = KanbanUser::also(app, &acme.admin);
        let others = files(app);
        let mut direct = app.database.connect();
        for operation in writing(app) {
            let (client, good) = prepared(&ada, &operation);
            let mut before = direct.contents();
            let reply = good.send(&client);
            assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
            let mut written = direct.contents();
            written.retain(|table, rows| before.remove(table).as_ref() != Some(rows));
            assert!(
                written.len() >= 3,
                "{}: {:?} cannot be all of it",
                operation.name(),
                written.keys()
            );
            for table in written.keys() {
                let (client, good) = prepared(&ada, &operation);
                let before = direct.contents();
                direct.refuse_writes(table);
                let reply = good.send(&client);
                direct.take_writes(table);
                let what = format!("{} without {table}", operation.name());
                assert!(reply.status >= 500, "{what}: {} {}", reply.status, reply.text());
                assert_unchanged(&before, &app.contents(), &what);
            }
        }
        assert_a_file_each(app, others);
    });
}

#[test]
fn a_dur_2_a_registration_that_breaks_off_leaves_nobody_and_nothing() {
    on_each_database_with(&development(), |app| {
        let name = fresh_key().to_lowercase();
        let body = serde_json::json!({
            "username": name, "email": format!("{name}@example.org"), "password": "SecurePass123!", "project_key": "BROKEN"
        });
        let reply = break_off_at_each_statement(app, "register", || app.anonymous().post(REGISTER, &body));
        let newcomer = KanbanUser::granted(&app.anonymous(), &reply.json());
        newcomer.opens(
            "A card",
            newcomer
                .board(reply.json()["project"]["id"].as_i64().expect("a number"))
                .columns[0],
        );
    });
}

#[test]
fn a_dur_2_a_registration_that_any_table_refuses_leaves_nobody_and_nothing() {
    on_each_database_with(&development(), |app| {
        let mut direct = app.database.connect();
        let register = || {
            let name = fresh_key().to_lowercase();
            let body = serde_json::json!({
                "username": name, "email": format!("{name}@example.org"), "password": "SecurePass123!"
            });
            app.anonymous().post(REGISTER, &body)
        };
        let mut before = direct.contents();
        register().expect(201);
        let mut written = direct.contents();
        written.retain(|table, rows| before.remove(table).as_ref() != Some(rows));
        for table in [
            "users",
            "projects",
            "board_columns",
            "project_members",
            "sessions",
            "events",
            "counters",
        ] {
            assert!(written.contains_key(table), "{table}: {:?}", written.keys());
        }
        for table in written.keys() {
            let before = direct.contents();
            direct.refuse_writes(table);
            let reply = register();
            direct.take_writes(table);
            assert!(
                reply.status >= 500,
                "without {table}: {} {}",
                reply.status,
                reply.text()
            );
            assert_unchanged(&before, &app.contents(), &format!("register without {table}"));
        }
    });
}

#[test]
fn a_dur_3_the_same_request_with_its_key_is_answered_the_same_and_done_once() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let ada = KanbanUser::also(app, &acme.admin);
        for operation in writing(app) {
            let (client, good) = prepared(&ada, &operation);
            let first = good.send(&client);
            assert!(first.status < 300, "{}: {}", operation.name(), first.text());
            let between = (app.contents(), files(app));
            let second = good.send(&client);
            assert_eq!(
                second.header("idempotent-replayed"),
                Some("true"),
                "{}",
                operation.name()
            );
            assert_eq!(
                (second.status, second.text()),
                (first.status, first.text()),
                "{}",
                operation.name()
            );
            for name in ["location", "etag", "content-type"] {
                assert_eq!(
                    second.header(name),
                    first.header(name),
                    "{}: {name}",
                    operation.name()
                );
            }
            assert!((app.contents(), files(app)) == between, "{}", operation.name());
        }
    });
}

#[test]
fn a_fl_6_a_file_whose_ticket_is_gone_is_gone_too() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let board = robin.starts("MOB");
        let card = robin.opens("A card", board.columns[0]);
        let before = files(app);
        upload(&card["id"], "a.txt", b"hello")
            .send(&robin, ATTACHMENTS)
            .expect(201);
        assert_eq!(files(app), before + 1);
        robin
            .delete(&tessera_tests::kanban::path(
                tessera_tests::kanban::TICKETS,
                &card,
            ))
            .expect(204);
        assert_eq!(app.row_counts()["attachments"], 0);
        assert_a_file_each(app, before);
    });
}
