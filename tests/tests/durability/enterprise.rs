//! A-DUR-2 and A-DUR-3 for the enterprise API: whatever breaks off, wherever, leaves no row and no file behind, and what is
//! repeated with its key is done once.

use crate::kanban::{assert_a_file_each, assert_unchanged, break_off_at_each_statement};
use tessera_domain::user::Role;
use tessera_tests::{
    Client, TestApp,
    enterprise::{EnterpriseUser, LOGOUT, REFRESH, at, data, on_each_database_unlimited},
    enterprise_sample::{EnterpriseStock, Numbered, sample, writing},
    files::files,
    kanban::bearer,
    openapi::Operation,
    sample::Sample,
};

/// Somebody who may do everything, and their tenant's admin.
struct Owner {
    boss: EnterpriseUser,
    admin: EnterpriseUser,
}

impl Owner {
    fn of(app: &TestApp) -> Self {
        let acme = app.tenant("acme");
        Self {
            boss: EnterpriseUser::of(app, &acme, "boss", Role::Admin),
            admin: EnterpriseUser::also(app, &acme.admin),
        }
    }

    /// The request, and the person with a key for it.
    fn prepared(&self, operation: &Operation) -> (Client, Sample) {
        let stock = EnterpriseStock::make(&self.boss, &self.admin);
        let key = format!(
            "{}:{}",
            operation.shape().replace(' ', ":"),
            stock.get(Numbered::Ticket)
        );
        (self.boss.with("idempotency-key", &key), sample(operation, &stock))
    }
}

#[test]
fn a_dur_2_an_operation_that_breaks_off_at_any_statement_leaves_nothing_behind() {
    on_each_database_unlimited(|app| {
        let owner = Owner::of(app);
        let others = files(app);
        for operation in writing(app) {
            let (client, good) = owner.prepared(&operation);
            break_off_at_each_statement(app, &operation.name(), || good.send(&client));
        }
        assert_a_file_each(app, others);
    });
}

#[test]
fn a_dur_2_an_operation_that_any_table_refuses_leaves_nothing_behind() {
    on_each_database_unlimited(|app| {
        let owner = Owner::of(app);
        let others = files(app);
        let mut direct = app.database.connect();
        for operation in writing(app) {
            let (client, good) = owner.prepared(&operation);
            let mut before = direct.contents();
            let reply = good.send(&client);
            assert!(reply.status < 300, "{}: {}", operation.name(), reply.text());
            let mut written = direct.contents();
            written.retain(|table, rows| before.remove(table).as_ref() != Some(rows));
            // What it does, and the answer that is kept for its key. Nearly all are told of by an event, too; that somebody has read
            // what they were told is not.
            assert!(
                written.len() >= 2,
                "{}: {:?} cannot be all of it",
                operation.name(),
                written.keys()
            );
            for table in written.keys() {
                let (client, good) = owner.prepared(&operation);
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
fn a_dur_2_a_refresh_and_a_sign_out_that_break_off_leave_the_session_as_it_was() {
    on_each_database_unlimited(|app| {
        let owner = Owner::of(app);
        let client = app.anonymous();
        let refresh = || bearer(&client, &owner.boss.refresh).request("POST", REFRESH, &[], b"");
        let reply = break_off_at_each_statement(app, "refresh", refresh);
        let boss = EnterpriseUser::granted(&client, &data(&reply, 200));
        data(&boss.get("/auth/me"), 200);
        break_off_at_each_statement(app, "sign out", || boss.request("POST", LOGOUT, &[], b""));
        assert_eq!(boss.get("/auth/me").status, 401);
    });
}

#[test]
fn a_dur_3_the_same_request_with_its_key_is_answered_the_same_and_done_once() {
    on_each_database_unlimited(|app| {
        let owner = Owner::of(app);
        for operation in writing(app) {
            let (client, good) = owner.prepared(&operation);
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
    on_each_database_unlimited(|app| {
        let owner = Owner::of(app);
        let ticket = owner.boss.opens("A ticket");
        let before = files(app);
        owner.boss.attaches(&ticket, "a.txt", b"hello");
        assert_eq!(files(app), before + 1);
        data(&owner.boss.delete(&at("/tickets", &ticket)), 200);
        assert_eq!(app.row_counts()["attachments"], 0);
        assert_a_file_each(app, before);
    });
}
