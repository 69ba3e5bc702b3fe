//! Letters over mocks: which are sent, and what becomes of them.

use super::{kim, sheet};
use crate::stage::{app, app_with, now, tenant};
use mockall::predicate::eq;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};
use tessera_application::{
    Application,
    notifications::{Letter, Mailed, Undelivered, claim_letters, send, with_letters},
};
use tessera_domain::user::User;
use tessera_ports::{
    notifications::{ClaimedLetter, MockMailer, NotificationSheet},
    queries::MockQueries,
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

fn claimed(sequence: i64, tries: i64) -> ClaimedLetter {
    ClaimedLetter {
        recipient: kim().id,
        sequence,
        tries,
        lease: Uuid::from_u128(9),
    }
}

/// Letters to Kim about these, claimed, and what else is expected of the transaction.
fn letters(numbers: &[i64], more: impl FnOnce(&mut MockTx)) -> (Application, Vec<Letter>) {
    let mut tx = MockTx::default();
    let due: Vec<_> = numbers.iter().map(|number| claimed(*number, 2)).collect();
    tx.notifications
        .expect_claim_letters()
        .withf(|_, from, until, _, limit| *from == now() && *until > now() && *limit > 0)
        .return_once(move |_, _, _, _, _| Ok(due));
    tx.users.expect_active_among().returning(|_, _| Ok(vec![kim()]));
    tx.notifications.expect_find().returning(|_, viewer, sequence| {
        assert_eq!(viewer.user, kim().id);
        Ok(Some(NotificationSheet {
            recipient: kim().id,
            sequence,
            ..sheet()
        }))
    });
    more(&mut tx);
    let app = app(tx);
    let (letters, more) = claim_letters(&app, tenant()).unwrap();
    assert!(!more);
    (app, letters)
}

#[test]
fn letters_that_nobody_needs_any_more_are_dropped() {
    let away = |user: Option<User>, found: Option<NotificationSheet>| {
        let mut tx = MockTx::default();
        tx.notifications
            .expect_claim_letters()
            .return_once(|_, _, _, _, _| Ok(vec![claimed(12, 0)]));
        tx.users
            .expect_active_among()
            .return_once(move |_, _| Ok(user.into_iter().collect()));
        tx.notifications
            .expect_find()
            .return_once(move |_, _, _| Ok(found));
        tx.notifications
            .expect_finish_letter()
            .once()
            .return_once(|_, _| Ok(true));
        claim_letters(&app(tx), tenant()).unwrap().0
    };
    let read = NotificationSheet {
        read_at: Some(now()),
        ..sheet()
    };
    let silent = User { email: None, ..kim() };
    for (user, found) in [
        (None, Some(sheet())),
        (Some(silent), Some(sheet())),
        (Some(kim()), None),
        (Some(kim()), Some(read)),
    ] {
        assert_eq!(away(user, found), []);
    }
}

#[test]
fn a_letter_is_written_down_as_it_came_out() {
    let refused = || Err(Undelivered::Refused("no such mailbox".into()));
    let put_off = || Err(Undelivered::PutOff("greylisted".into()));
    let table: [(Result<(), Undelivered>, Mailed, bool); 3] = [
        (
            Ok(()),
            Mailed {
                sent: 1,
                ..Mailed::default()
            },
            false,
        ),
        (
            refused(),
            Mailed {
                given_up: 1,
                ..Mailed::default()
            },
            false,
        ),
        (
            put_off(),
            Mailed {
                put_off: 1,
                ..Mailed::default()
            },
            true,
        ),
    ];
    for (outcome, expected, again) in table {
        let (app, letters) = letters(&[12], |tx| {
            if again {
                tx.notifications
                    .expect_put_off_letter()
                    // The third try failed.
                    .with(eq(tenant()), eq(claimed(12, 2)), eq(3), eq(now().plus_seconds(240)))
                    .once()
                    .return_once(|_, _, _, _| Ok(true));
            } else {
                tx.notifications
                    .expect_finish_letter()
                    .with(eq(tenant()), eq(claimed(12, 2)))
                    .once()
                    .return_once(|_, _| Ok(true));
            }
        });
        let mut mailer = MockMailer::new();
        mailer
            .expect_send()
            .withf(|recipient, told| recipient.id == kim().id && told.sequence == 12)
            .once()
            .return_once(move |_, _| outcome);
        assert_eq!(send(&app, &mailer, letters, &|| false).unwrap(), expected);
    }
}

#[test]
fn a_mail_server_that_is_not_there_is_asked_once() {
    let (app, letters) = letters(&[12, 13, 14], |tx| {
        tx.notifications
            .expect_put_off_letter()
            .times(3)
            .returning(|_, _, _, _| Ok(true));
    });
    let mut mailer = MockMailer::new();
    mailer
        .expect_send()
        .once()
        .return_once(|_, _| Err(Undelivered::NoServer("refused".into())));
    let tally = send(&app, &mailer, letters, &|| false).unwrap();
    assert_eq!((tally.put_off, tally.sent, tally.no_server), (3, 0, true));
}

#[test]
fn whoever_stops_begins_no_more_letters_and_gives_them_back() {
    let (app, letters) = letters(&[12, 13], |tx| {
        tx.notifications
            .expect_finish_letter()
            .once()
            .return_once(|_, _| Ok(true));
        tx.notifications
            .expect_put_off_letter()
            .with(eq(tenant()), eq(claimed(13, 2)), eq(2), eq(now()))
            .once()
            .return_once(|_, _, _, _| Ok(true));
    });
    let stopping = Arc::new(AtomicBool::new(false));
    let mut mailer = MockMailer::new();
    let stop = Arc::clone(&stopping);
    mailer.expect_send().once().return_once(move |_, _| {
        stop.store(true, Relaxed);
        Ok(())
    });
    let tally = send(&app, &mailer, letters, &|| stopping.load(Relaxed)).unwrap();
    assert_eq!(tally.sent, 1);
}

#[test]
fn the_tenants_that_have_letters_due_are_found_by_the_clock() {
    let mut queries = MockQueries::default();
    queries
        .notifications
        .expect_with_letters()
        .withf(|at, limit| *at == now() && *limit > 0)
        .returning(|_, _| Ok(vec![tenant()]));
    let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
    assert_eq!(with_letters(&app).unwrap(), [tenant()]);
}
