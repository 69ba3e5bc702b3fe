//! Bringing a file: all of it or nothing.

use super::{
    app, attachment, place, scanned_by, sheet,
    shelf::{Says, Shelf, spooled, spooled_bytes},
};
use crate::stage::{call, me, now, plain, repeated, tenant, ticket, ticket_id};
use mockall::Sequence;
use std::sync::Arc;
use tessera_application::{
    Application, Error, Quota, Result, Thing,
    files::{Attach, FileError, FilePolicy, Files, ScanError, TicketIn, attach},
};
use tessera_domain::{
    attachment::{FileName, ScanState, Totals},
    comment::Audience,
    event::EventKind,
    issue::Problem,
    user::{Permission, Role},
};
use tessera_ports::{
    StoreError, StoreResult, counters,
    files::Scanned,
    idempotency::{Claim, StoredAnswer},
    store::{Store, Work},
    tx::MockTx,
};

fn brings(name: &str) -> Attach {
    Attach {
        ticket: 1,
        ticket_in: TicketIn::Body,
        file: spooled(),
        sent_as: FileName::from_sent(name),
        name: FileName::from_sent("My report"),
        audience: Audience::Public,
        description: None,
    }
}

/// A ticket in sight, and people who have those bytes with the new file: the tenant, and the person.
fn counted(tenant_bytes: i64, user_bytes: i64) -> MockTx {
    let mut tx = MockTx::default();
    tx.attachments
        .expect_ticket_numbered()
        .returning(|_, number| Ok((number == 1).then(ticket_id)));
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(ticket())));
    let totals = |bytes| Totals { files: 1, bytes };
    tx.attachments
        .expect_count()
        .withf(|_, user, size| *user == me() && *size == 5)
        .returning(move |_, _, _| Ok([totals(tenant_bytes), totals(user_bytes)]));
    tx
}

/// Lets everything be stored that goes with an attachment.
fn stores(tx: &mut MockTx) {
    tx.tickets.expect_update().returning(|_, _, _| Ok(()));
    tx.counters.expect_take().returning(|_, _, _| Ok(6));
    tx.attachments.expect_is_served().returning(|_, _| Ok(false));
    tx.attachments
        .expect_sheet()
        .returning(|_, _| Ok(Some(sheet(attachment(ScanState::Skipped)))));
}

/// Whether it was done, and how many files there are now.
fn outcome(app: &Application, shelf: &Shelf, role: Role, brought: &Attach) -> (Result<()>, usize) {
    let done = attach(app, &call(role), brought, plain).map(drop);
    (done, shelf.places().len())
}

#[test]
fn a_file_is_kept_before_its_row_and_the_row_is_told_last() {
    let mut tx = MockTx::default();
    let mut order = Sequence::new();
    let shelf = Arc::new(Shelf::default());
    let there = Arc::clone(&shelf);
    tx.attachments
        .expect_ticket_numbered()
        .once()
        .in_sequence(&mut order)
        .returning(move |_, _| {
            assert_eq!(there.places().len(), 1, "the file is in its place by now");
            Ok(Some(ticket_id()))
        });
    tx.tickets
        .expect_find()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok(Some(ticket())));
    tx.attachments
        .expect_count()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok([Totals::default(); 2]));
    tx.tickets
        .expect_update()
        .once()
        .in_sequence(&mut order)
        .withf(|_, before, after| after.version == before.version + 1)
        .returning(|_, _, _| Ok(()));
    tx.counters
        .expect_take()
        .once()
        .in_sequence(&mut order)
        .withf(|_, counter, amount| counter == counters::ATTACHMENT && *amount == 1)
        .returning(|_, _, _| Ok(6));
    tx.attachments
        .expect_is_served()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(false));
    tx.attachments
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .withf(|of, stored| {
            (*of, stored.ticket, stored.uploaded_by, stored.number) == (tenant(), ticket_id(), me(), 6)
                && (stored.size, stored.sha256, stored.version) == (5, [7; 32], 1)
                && stored.scan == ScanState::Skipped
                && stored.content_type.as_str() == "text/plain"
                && stored.name.as_str() == "My report"
                && stored.media.path() == "2026/02/03/report.txt"
        })
        .returning(|_, _| Ok(()));
    tx.attachments
        .expect_sheet()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Some(sheet(attachment(ScanState::Skipped)))));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .withf(|_, events| {
            matches!(events, [event] if event.kind == EventKind::FileUploaded
                && event.ticket == Some(ticket_id()) && event.at == now())
        })
        .returning(|_, _| Ok(()));
    let (done, kept) = outcome(&app(tx, &shelf), &shelf, Role::User, &brings("report.txt"));
    assert_eq!((done, kept), (Ok(()), 1));
}

#[test]
fn what_the_store_does_not_take_has_no_row() {
    for why in [
        FileError::Full("no room".into()),
        FileError::Unavailable("no answer".into()),
    ] {
        let shelf = Arc::new(Shelf::default());
        shelf.break_down(why.clone());
        // The database is not even asked.
        let app = app(MockTx::default(), &shelf);
        let (done, kept) = outcome(&app, &shelf, Role::User, &brings("report.txt"));
        assert_eq!((done, kept), (Err(Error::Files(why)), 0));
    }
}

#[test]
fn the_row_says_what_the_scanner_said() {
    let infected = || Scanned::Infected { name: "Eicar".into() };
    let table = [
        (Ok(Scanned::Clean), ScanState::Clean),
        (Ok(infected()), ScanState::Infected { name: "Eicar".into() }),
        (Err(ScanError::Refused("too large".into())), ScanState::Failed),
        // Whoever brings a file does not wait for a scanner that does not answer.
        (Err(ScanError::Down("no answer".into())), ScanState::Pending),
    ];
    for (says, state) in table {
        let shelf = Arc::new(Shelf::default());
        let mut tx = counted(5, 5);
        stores(&mut tx);
        let expected = state.clone();
        tx.attachments
            .expect_insert()
            .once()
            .withf(move |_, stored| stored.scan == expected)
            .returning(|_, _| Ok(()));
        let key = state.key();
        tx.events
            .expect_append()
            .once()
            .withf(move |_, events| {
                let scan = events[0].changes.iter().find(|change| change.field == "scan");
                scan.is_some_and(|scan| scan.after == key)
            })
            .returning(|_, _| Ok(()));
        let app = scanned_by(app(tx, &shelf), Says(says));
        let (done, kept) = outcome(&app, &shelf, Role::User, &brings("report.txt"));
        assert_eq!((done, kept), (Ok(()), 1), "{state:?}");
    }
}

#[test]
fn what_may_not_be_kept_at_all_is_refused_before_it_is_kept() {
    let empty = Attach {
        file: spooled_bytes(b""),
        ..brings("report.txt")
    };
    let internal = Attach {
        audience: Audience::Internal,
        ..brings("report.txt")
    };
    let rule = |rule| Error::invalid("file", Problem::Rule(rule));
    let table = [
        (empty, rule("must not be empty")),
        (brings("report.exe"), rule("must be a file of an allowed type")),
        (brings("report"), rule("must be a file of an allowed type")),
        (internal, Error::Forbidden(Permission::CommentInternally)),
    ];
    for (brought, refusal) in table {
        let shelf = Arc::new(Shelf::default());
        let app = app(MockTx::default(), &shelf);
        let (done, kept) = outcome(&app, &shelf, Role::User, &brought);
        assert_eq!((done, kept), (Err(refusal), 0));
    }
}

#[test]
fn a_ticket_that_is_not_there_or_out_of_sight_leaves_no_file() {
    let unknown = |number| Problem::UnknownNumber {
        what: "ticket",
        number,
    };
    for ticket_in in [TicketIn::Path, TicketIn::Body] {
        for number in [1, 2] {
            let mut tx = MockTx::default();
            tx.attachments
                .expect_ticket_numbered()
                .returning(|_, number| Ok((number == 1).then(ticket_id)));
            tx.tickets.expect_find().returning(|_, _, _| Ok(None));
            let brought = Attach {
                ticket: number,
                ticket_in,
                ..brings("report.txt")
            };
            let expected = match ticket_in {
                TicketIn::Path => Error::NotFound(Thing::Ticket),
                TicketIn::Body => Error::invalid("ticket", unknown(number)),
            };
            let shelf = Arc::new(Shelf::default());
            let (done, kept) = outcome(&app(tx, &shelf), &shelf, Role::User, &brought);
            assert_eq!((done, kept), (Err(expected), 0), "{number} in {ticket_in:?}");
        }
    }
}

#[test]
fn a_fl_7_quotas_are_exact_to_one_byte() {
    let policy = FilePolicy {
        tenant_bytes: Some(100),
        user_bytes: Some(50),
        ..FilePolicy::default()
    };
    let over = |quota| Err(Error::OverQuota(quota));
    for (tenant_bytes, user_bytes, expected) in [
        (100, 50, Ok(())),
        (101, 50, over(Quota::Tenant)),
        (100, 51, over(Quota::Person)),
        (101, 51, over(Quota::Person)),
    ] {
        let shelf = Arc::new(Shelf::default());
        let mut tx = counted(tenant_bytes, user_bytes);
        if expected.is_ok() {
            stores(&mut tx);
            tx.attachments.expect_insert().once().returning(|_, _| Ok(()));
            tx.events.expect_append().once().returning(|_, _| Ok(()));
        }
        let app = app(tx, &shelf);
        let files = Files {
            policy: policy.clone(),
            ..app.files
        };
        let app = Application { files, ..app };
        let kept = usize::from(expected.is_ok());
        let found = outcome(&app, &shelf, Role::User, &brings("report.txt"));
        assert_eq!(found, (expected, kept), "{tenant_bytes} {user_bytes}");
    }
}

#[test]
fn a_taken_name_gets_seven_characters_and_keeps_its_extension() {
    let shelf = Arc::new(Shelf::default());
    let mut tx = counted(5, 5);
    tx.tickets.expect_update().returning(|_, _, _| Ok(()));
    tx.counters.expect_take().returning(|_, _, _| Ok(6));
    // Of the names that are tried the third is free.
    tx.attachments
        .expect_is_served()
        .times(2)
        .returning(|_, _| Ok(true));
    tx.attachments
        .expect_is_served()
        .once()
        .returning(|_, _| Ok(false));
    tx.attachments
        .expect_insert()
        .once()
        .withf(|_, stored| {
            let middle = stored
                .media
                .name
                .as_str()
                .strip_prefix("report_")
                .and_then(|rest| rest.strip_suffix(".txt"));
            middle.is_some_and(|middle| middle.len() == 7)
        })
        .returning(|_, _| Ok(()));
    tx.attachments
        .expect_sheet()
        .returning(|_, _| Ok(Some(sheet(attachment(ScanState::Skipped)))));
    tx.events.expect_append().returning(|_, _| Ok(()));
    let (done, kept) = outcome(&app(tx, &shelf), &shelf, Role::User, &brings("report.txt"));
    assert_eq!((done, kept), (Ok(()), 1));
}

#[test]
fn a_repeated_request_keeps_no_second_file() {
    let shelf = Arc::new(Shelf::with(&[place(70)]));
    let mut tx = MockTx::default();
    let old = StoredAnswer {
        status: 201,
        headers: Vec::new(),
        body: b"as before".to_vec(),
    };
    let answer = old.clone();
    tx.answers
        .expect_claim()
        .returning(move |_, _| Ok(Claim::Answered(answer.clone())));
    let app = app(tx, &shelf);
    let answered = attach(&app, &repeated(Role::User), &brings("report.txt"), plain).unwrap();
    assert_eq!((answered.answer, answered.replayed), (old, true));
    assert_eq!(shelf.places(), [place(70)], "the first one stays alone");
}

#[test]
fn a_row_of_which_it_is_not_known_whether_it_was_stored_keeps_its_file() {
    /// A database whose connection breaks while it commits.
    struct Breaking;

    impl Store for Breaking {
        fn run(&self, _: Work<'_>) -> StoreResult<()> {
            Err(lost())
        }
    }

    fn lost() -> StoreError {
        StoreError::Failed("the connection is lost".into())
    }

    let shelf = Arc::new(Shelf::default());
    let app = Application {
        store: Arc::new(Breaking),
        ..app(MockTx::default(), &shelf)
    };
    let (done, kept) = outcome(&app, &shelf, Role::User, &brings("report.txt"));
    // If there is no row, the reaper finds the file.
    assert_eq!((done, kept), (Err(Error::Store(lost())), 1));
}

#[test]
fn without_its_event_no_attachment_is_stored() {
    let shelf = Arc::new(Shelf::default());
    let mut tx = counted(5, 5);
    stores(&mut tx);
    tx.attachments.expect_insert().returning(|_, _| Ok(()));
    let down = StoreError::Failed("the log is down".into());
    let answer = down.clone();
    tx.events
        .expect_append()
        .once()
        .returning(move |_, _| Err(answer.clone()));
    let (done, _) = outcome(&app(tx, &shelf), &shelf, Role::User, &brings("report.txt"));
    assert_eq!(done, Err(Error::Store(down)));
}
