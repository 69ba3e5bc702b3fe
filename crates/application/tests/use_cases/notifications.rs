//! Notifications over mocks: who is told, that it is written with the events, what is read, and what becomes of letters.

use super::stage::{app, app_with, call, me, now, plain, tenant, ticket, ticket_id, user};
use mockall::predicate::eq;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering::Relaxed},
};
use tessera_application::{
    Application, Error, Thing,
    notifications::{
        Letter, Mailed, MarkAllRead, MarkRead, NotificationFilter, Undelivered, claim_letters, list, send,
        show, with_letters,
    },
    tickets::UpdateTicket,
};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::UserId,
    listing::{Page, Window},
    notification::{Notice, NotificationKind},
    ticket::{Patch, TicketPatch},
    user::{Role, User},
    visibility::{Sight, Ties},
};
use tessera_ports::{
    StoreError,
    notifications::{ClaimedLetter, MockMailer, NotificationPage, NotificationSheet, NotifiedTicket},
    queries::{ActorLabel, MockQueries},
    tx::MockTx,
    world::MockSecrets,
};
use uuid::Uuid;

fn someone(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

fn kim() -> User {
    User {
        id: someone(77),
        email: Some("kim@example.com".into()),
        ..user(Role::User)
    }
}

fn sheet() -> NotificationSheet {
    NotificationSheet {
        recipient: me(),
        kind: NotificationKind::Assigned,
        sequence: 12,
        event: Event {
            tenant: tenant(),
            id: Uuid::from_u128(60).into(),
            kind: EventKind::TicketAssigned,
            ticket: Some(ticket_id()),
            subject: ticket_id().uuid(),
            actor: Actor::Service,
            audience: Audience::Public,
            changes: Vec::new(),
            at: now(),
            request: None,
        },
        actor: ActorLabel::Nameless,
        ticket: Some(NotifiedTicket {
            id: ticket_id(),
            number: 1,
            reference: "TKT-1".into(),
            title: "Printer on fire".into(),
        }),
        comment: None,
        approval: None,
        webhook: None,
        read_at: None,
        version: 3,
    }
}

/// A ticket that is about to be assigned.
fn assigning() -> (MockTx, UpdateTicket) {
    let mut tx = MockTx::default();
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(ticket())));
    tx.tickets.expect_ties().returning(|_, _| Ok(Ties::default()));
    tx.tickets.expect_update().returning(|_, _, _| Ok(()));
    tx.tickets.expect_watchers().returning(|_, _| Ok(vec![]));
    tx.tickets.expect_further_assignees().returning(|_, _| Ok(vec![]));
    tx.users.expect_existing().returning(|_, ids| Ok(ids.to_vec()));
    let update = UpdateTicket {
        ticket: ticket_id(),
        patch: TicketPatch {
            assignee: Patch::Set(kim().id),
            ..TicketPatch::default()
        },
        expected: None,
    };
    (tx, update)
}

#[test]
fn whoever_a_change_concerns_is_told_in_its_transaction() {
    for by_mail in [true, false] {
        let (mut tx, update) = assigning();
        tx.users
            .expect_active_among()
            .withf(|_, ids| ids == [kim().id])
            .once()
            .return_once(|_, _| Ok(vec![kim()]));
        let noticed = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&noticed);
        tx.events
            .expect_append_telling()
            .once()
            .return_once(move |_, events, notices| {
                let of = |notice: &Notice| {
                    let event = events.iter().find(|event| event.id == notice.event);
                    (
                        event.map(|event| event.kind),
                        notice.recipient,
                        notice.kind,
                        notice.by_mail,
                    )
                };
                log.lock().unwrap().extend(notices.iter().map(of));
                Ok(())
            });
        let app = Application { by_mail, ..app(tx) };
        app.perform(&call(Role::Technician), &update, plain).unwrap();
        assert_eq!(
            *noticed.lock().unwrap(),
            [(
                Some(EventKind::TicketAssigned),
                kim().id,
                NotificationKind::Assigned,
                by_mail
            )]
        );
    }
}

#[test]
fn a_change_that_concerns_nobody_else_looks_nobody_up() {
    let (mut tx, mut update) = assigning();
    update.patch.assignee = Patch::Set(me());
    tx.users.expect_active_among().never();
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    app(tx).perform(&call(Role::Technician), &update, plain).unwrap();
}

#[test]
fn where_the_log_fails_nobody_is_told() {
    let (mut tx, update) = assigning();
    tx.users.expect_active_among().returning(|_, _| Ok(vec![kim()]));
    tx.events
        .expect_append_telling()
        .returning(|_, _, _| Err(StoreError::Failed("no log".into())));
    let failed = app(tx).perform(&call(Role::Technician), &update, plain);
    assert!(matches!(failed, Err(Error::Store(_))), "{failed:?}");
}

#[test]
fn everybody_reads_their_own_by_their_own_sight() {
    let mut queries = MockQueries::default();
    let filter = NotificationFilter {
        unread: true,
        ticket: Some(4),
    };
    let window = Window { offset: 0, limit: 5 };
    queries
        .notifications
        .expect_notifications()
        .withf(move |house, viewer, asked, part| {
            let own = Sight::Personal {
                user: me(),
                department: None,
            };
            *house == tenant()
                && viewer.user == me()
                && viewer.sight == own
                && *asked == filter
                && *part == window
        })
        .returning(|_, _, _, _| {
            Ok(NotificationPage {
                page: Page {
                    items: vec![sheet()],
                    total: 1,
                    next: None,
                },
                unread: 9,
            })
        });
    queries
        .notifications
        .expect_notification()
        .returning(|_, _, sequence| Ok((sequence == 12).then(sheet)));
    let app = app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
    let caller = super::stage::caller(Role::User);
    assert_eq!(list(&app, &caller, filter, window).unwrap().unread, 9);
    assert_eq!(show(&app, &caller, 12).unwrap(), sheet());
    assert_eq!(show(&app, &caller, 13), Err(Error::NotFound(Thing::Notification)));
    let mut system = caller;
    system.kind = tessera_domain::caller::CallerKind::Integration;
    assert!(matches!(
        list(&app, &system, filter, window),
        Err(Error::Forbidden(_))
    ));
    assert!(matches!(show(&app, &system, 12), Err(Error::Forbidden(_))));
}

#[test]
fn reading_is_noted_once_and_over_the_version_that_was_seen() {
    let read = NotificationSheet {
        read_at: Some(now().plus_seconds(-60)),
        ..sheet()
    };
    for (stored, wanted, set) in [
        (sheet(), Some(true), Some(Some(now()))),
        (sheet(), Some(false), None),
        (sheet(), None, None),
        (read.clone(), Some(true), None),
        (read.clone(), Some(false), Some(None)),
    ] {
        let mut tx = MockTx::default();
        tx.notifications
            .expect_find()
            .withf(|_, viewer, sequence| viewer.user == me() && *sequence == 12)
            .return_once(move |_, _, _| Ok(Some(stored)));
        if let Some(read_at) = set {
            tx.notifications
                .expect_set_read()
                .with(eq(tenant()), eq(me()), eq(12), eq(read_at), eq(3))
                .once()
                .return_once(|_, _, _, _, _| Ok(()));
        }
        let command = MarkRead {
            notification: 12,
            read: wanted,
            expected: Some(vec![3]),
        };
        app(tx).perform(&call(Role::User), &command, plain).unwrap();
    }
    let mut tx = MockTx::default();
    tx.notifications
        .expect_find()
        .returning(|_, _, sequence| Ok((sequence == 12).then(sheet)));
    let app = app(tx);
    let mark = |notification, versions: &[i64]| MarkRead {
        notification,
        read: Some(true),
        expected: Some(versions.to_vec()),
    };
    assert_eq!(
        app.perform(&call(Role::User), &mark(12, &[2]), plain)
            .unwrap_err(),
        Error::Stale
    );
    assert_eq!(
        app.perform(&call(Role::User), &mark(13, &[3]), plain)
            .unwrap_err(),
        Error::NotFound(Thing::Notification)
    );
}

#[test]
fn all_are_read_up_to_the_last_that_was_seen() {
    let mut tx = MockTx::default();
    tx.notifications
        .expect_read_all()
        .withf(|house, viewer, up_to, at| {
            (*house, viewer.user, *up_to, *at) == (tenant(), me(), Some(12), now())
        })
        .once()
        .return_once(|_, _, _, _| Ok(4));
    let counted = Mutex::new(0);
    let command = MarkAllRead { up_to: Some(12) };
    app(tx)
        .perform(&call(Role::User), &command, |read| {
            *counted.lock().unwrap() = *read;
            plain(read)
        })
        .unwrap();
    assert_eq!(*counted.lock().unwrap(), 4);
}

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
    let mailed = send(&app, &mailer, letters, &|| false).unwrap();
    assert_eq!((mailed.put_off, mailed.sent, mailed.no_server), (3, 0, true));
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
    let mailed = send(&app, &mailer, letters, &|| stopping.load(Relaxed)).unwrap();
    assert_eq!(mailed.sent, 1);
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
