//! What is done about files without anybody asking: scanning, deleting, and taking away what belongs to nothing.

use super::{
    app_reading, attachment, file, place, scanned_by,
    shelf::{Says, Shelf, UNFINISHED},
};
use crate::stage::{house, now, tenant};
use mockall::Sequence;
use std::{
    io::Read,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tessera_application::{
    Application, Error,
    files::{FileError, FilePlace, Reaped, ScanError, Scanner, Tended, reap, tend},
};
use tessera_domain::{
    attachment::{Attachment, ScanState},
    event::{Actor, EventKind},
    id::TenantId,
};
use tessera_ports::{StoreError, files::Scanned, queries::MockQueries, tx::MockTx};
use uuid::Uuid;

/// The tenant is the only one.
fn one_tenant() -> MockTx {
    let mut tx = MockTx::default();
    tx.tenants.expect_list().returning(|after, _| {
        let all = if after.is_empty() {
            vec![house()]
        } else {
            Vec::new()
        };
        Ok(all)
    });
    tx
}

/// Nothing is to be deleted, and these are to be scanned.
fn waiting(pending: Vec<Attachment>) -> MockQueries {
    let mut queries = MockQueries::default();
    queries
        .attachments
        .expect_removed_files()
        .returning(|_, _| Ok(Vec::new()));
    queries
        .attachments
        .expect_unscanned()
        .returning(move |_, after, _| {
            Ok(if after.is_none() {
                pending.clone()
            } else {
                Vec::new()
            })
        });
    queries
}

fn pending(number: u128) -> Attachment {
    Attachment {
        id: Uuid::from_u128(number).into(),
        number: i64::try_from(number).unwrap(),
        file: file(70 + number),
        ..attachment(ScanState::Pending)
    }
}

fn shelf_of(numbers: &[u128]) -> Arc<Shelf> {
    let places: Vec<_> = numbers.iter().map(|number| place(*number)).collect();
    Arc::new(Shelf::with(&places))
}

fn tending(
    tx: MockTx,
    queries: MockQueries,
    shelf: &Arc<Shelf>,
    scanner: impl Scanner + 'static,
) -> Application {
    scanned_by(app_reading(tx, queries, shelf), scanner)
}

fn clean() -> Says {
    Says(Ok(Scanned::Clean))
}

#[test]
fn a_fl_5_a_waiting_file_is_scanned_and_what_was_found_is_stored_and_told() {
    let infected = || Scanned::Infected { name: "Eicar".into() };
    for (says, state) in [
        (Ok(Scanned::Clean), ScanState::Clean),
        (Ok(infected()), ScanState::Infected { name: "Eicar".into() }),
        (Err(ScanError::Refused("too large".into())), ScanState::Failed),
    ] {
        let mut tx = one_tenant();
        tx.attachments
            .expect_find()
            .returning(|_, _| Ok(Some(pending(1))));
        let expected = state.clone();
        tx.attachments
            .expect_update()
            .once()
            .withf(move |_, after| after.scan == expected && after.version == pending(1).version + 1)
            .returning(|_, _| Ok(()));
        let key = state.key();
        tx.events
            .expect_append()
            .once()
            .withf(move |_, events| {
                matches!(events, [event] if event.kind == EventKind::FileScanned
                    && event.actor == Actor::Service
                    && event.changes[0].before == "pending" && event.changes[0].after == key)
            })
            .returning(|_, _| Ok(()));
        let app = tending(tx, waiting(vec![pending(1)]), &shelf_of(&[71]), Says(says));
        let done = Tended {
            scanned: 1,
            deleted: 0,
        };
        assert_eq!(tend(&app), Ok(done), "{state:?}");
    }
}

#[test]
fn what_somebody_else_scanned_or_took_away_meanwhile_is_left_alone() {
    for now_there in [None, Some(attachment(ScanState::Clean))] {
        let mut tx = one_tenant();
        tx.attachments
            .expect_find()
            .returning(move |_, _| Ok(now_there.clone()));
        // Nothing is expected to be written.
        let app = tending(tx, waiting(vec![pending(1)]), &shelf_of(&[71]), clean());
        assert_eq!(tend(&app).unwrap().scanned, 1);
    }
}

/// Does not answer for the first file, and says whether it is there at all.
struct Chokes {
    seen: AtomicUsize,
    is_there: bool,
}

impl Chokes {
    const fn new(is_there: bool) -> Self {
        Self {
            seen: AtomicUsize::new(0),
            is_there,
        }
    }
}

fn no_answer() -> ScanError {
    ScanError::Down("no answer".into())
}

impl Scanner for Chokes {
    fn scan(&self, _: &mut dyn Read) -> Result<Scanned, ScanError> {
        match self.seen.fetch_add(1, Ordering::Relaxed) {
            0 => Err(no_answer()),
            _ => Ok(Scanned::Clean),
        }
    }

    fn check(&self) -> Result<(), ScanError> {
        if self.is_there { Ok(()) } else { Err(no_answer()) }
    }
}

#[test]
fn a_fl_5_one_file_that_the_scanner_chokes_on_keeps_no_other_waiting() {
    for (is_there, scanned) in [(true, 1), (false, 0)] {
        let mut tx = one_tenant();
        tx.attachments
            .expect_find()
            .returning(|_, number| Ok(Some(pending(u128::try_from(number).unwrap()))));
        tx.attachments
            .expect_update()
            .times(scanned)
            .withf(|_, after| after.number == 2)
            .returning(|_, _| Ok(()));
        tx.events.expect_append().times(scanned).returning(|_, _| Ok(()));
        let queries = waiting(vec![pending(1), pending(2)]);
        let app = tending(tx, queries, &shelf_of(&[71, 72]), Chokes::new(is_there));
        assert_eq!(tend(&app).unwrap().scanned, u64::try_from(scanned).unwrap());
    }
}

#[test]
fn a_file_that_cannot_be_read_stays_pending_and_the_others_go_on() {
    let mut tx = one_tenant();
    tx.attachments
        .expect_find()
        .once()
        .withf(|_, number| *number == 2)
        .returning(|_, _| Ok(Some(pending(2))));
    tx.attachments.expect_update().once().returning(|_, _| Ok(()));
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    // The first one's file is not there.
    let queries = waiting(vec![pending(1), pending(2)]);
    let app = tending(tx, queries, &shelf_of(&[72]), clean());
    assert_eq!(tend(&app).unwrap().scanned, 1);
}

#[test]
fn a_fl_6_files_of_attachments_that_are_gone_are_deleted_and_then_forgotten() {
    let mut tx = one_tenant();
    let mut queries = MockQueries::default();
    let (shelf, mut order) = (shelf_of(&[70, 71, 72]), Sequence::new());
    queries
        .attachments
        .expect_removed_files()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(vec![file(70), file(71), file(75)]));
    let there = Arc::clone(&shelf);
    tx.attachments
        .expect_forget_removed()
        .once()
        .in_sequence(&mut order)
        .withf(move |of, files| {
            assert_eq!(
                there.places(),
                [place(72)],
                "they are gone before they are forgotten"
            );
            *of == tenant() && files == [file(70), file(71), file(75)]
        })
        .returning(|_, _| Ok(()));
    queries
        .attachments
        .expect_removed_files()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Vec::new()));
    queries
        .attachments
        .expect_unscanned()
        .returning(|_, _, _| Ok(Vec::new()));
    let done = Tended {
        scanned: 0,
        deleted: 3,
    };
    assert_eq!(tend(&app_reading(tx, queries, &shelf)), Ok(done));
}

#[test]
fn a_file_that_could_not_be_deleted_is_not_forgotten() {
    let mut queries = MockQueries::default();
    queries
        .attachments
        .expect_removed_files()
        .returning(|_, _| Ok(vec![file(70)]));
    let shelf = shelf_of(&[70]);
    let down = FileError::Unavailable("no answer".into());
    shelf.break_down(down.clone());
    // That it is forgotten is not expected, and would fail the test.
    let app = app_reading(one_tenant(), queries, &shelf);
    assert_eq!(tend(&app), Err(Error::Files(down)));
}

fn anothers() -> FilePlace {
    FilePlace {
        tenant: TenantId::from(Uuid::from_u128(500)),
        file: file(70),
    }
}

#[test]
fn a_fl_6_what_no_attachment_has_is_taken_away_and_all_else_stays() {
    let mut queries = MockQueries::default();
    queries
        .attachments
        .expect_files_in_use()
        .withf(|of, _| *of == tenant())
        .returning(|_, files| Ok(files.iter().copied().filter(|it| *it == file(71)).collect()));
    let shelf = Arc::new(Shelf::with(&[place(70), place(71), place(72), anothers()]));
    let reaped = reap(&app_reading(one_tenant(), queries, &shelf));
    let expected = Reaped {
        unfinished: UNFINISHED,
        orphans: 2,
    };
    assert_eq!(reaped, Ok(expected));
    assert_eq!(
        shelf.places(),
        [place(71), anothers()],
        "another database may know the last one"
    );
    let an_hour_ago = now().plus_seconds(-3600);
    assert_eq!(
        shelf.asked(),
        [an_hour_ago; 2],
        "what came since may still get its row"
    );
}

#[test]
fn nothing_is_taken_away_when_it_cannot_be_told_what_is_needed() {
    let mut queries = MockQueries::default();
    queries
        .attachments
        .expect_files_in_use()
        .returning(|_, _| Err(StoreError::Failed("no database".into())));
    let shelf = shelf_of(&[70, 71]);
    let reaped = reap(&app_reading(one_tenant(), queries, &shelf));
    assert!(
        matches!(reaped, Err(Error::Files(FileError::Unavailable(_)))),
        "{reaped:?}"
    );
    assert_eq!(shelf.places(), [place(70), place(71)]);
}
