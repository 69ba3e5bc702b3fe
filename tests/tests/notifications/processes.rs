//! Several servers write at once, one ends, and nobody is written to twice.

use serde_json::json;
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, TestApp, enterprise::EnterpriseUser, kanban::PASSWORD, mailbox::Mailbox, process::Launch,
    wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
const TICKETS: usize = 40;

#[test]
fn of_several_servers_one_writes_each_letter_and_none_tells_the_password() {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let Some(mailbox) = Mailbox::guarded("robin", "canary-password") else {
            return;
        };
        let (tenant, tim, database) = {
            let app = TestApp::start(kind);
            let (id, tim) = {
                let acme = app.tenant("acme");
                acme.user_with_password("ada", Role::Admin, PASSWORD);
                let tim = EnterpriseUser::of(&app, &acme, "tim", Role::Technician);
                (acme.id, tim.number)
            };
            (id, tim, app.into_database())
        };
        let url = format!("smtp://robin:canary-password@127.0.0.1:{}", mailbox.port);
        let launch = Launch::serve(PROGRAM, &database)
            .with("TESSERA_SMTP_URL", &url)
            .with("TESSERA_MAIL_FROM", "help@example.com")
            .with("TESSERA_RATE_GENERAL", "1000000");
        let mut first = launch.start().ready();
        // SQLite has one server at a time.
        let second = (kind == DatabaseKind::Postgres).then(|| launch.start().ready());
        let ada = EnterpriseUser::enter(&first.anonymous(), Some(tenant), ("ada", PASSWORD));
        for number in 0..TICKETS {
            ada.opens_with(&format!("Ticket {number}"), json!({ "assigned_to_id": tim }));
        }
        // In good order: the letter that was begun is finished, and the others are given back.
        first.terminate();
        let ended = first.ended();
        assert!(ended.status.success(), "{ended:?}");
        let second = second.unwrap_or_else(|| launch.start().ready());
        let letters = wait::until("all are there", || {
            let letters = mailbox.letters();
            (letters.len() >= TICKETS).then_some(letters)
        });
        let different: BTreeSet<_> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
        assert_eq!((letters.len(), different.len()), (TICKETS, TICKETS));
        assert!(letters.iter().all(|letter| letter.signed_in));
        assert!(
            !letters.iter().any(|letter| letter.text().contains("://")),
            "nobody said where it is"
        );
        for output in [ended.output, second.output()] {
            assert!(!output.contains("canary"), "{output}");
        }
    }
}
