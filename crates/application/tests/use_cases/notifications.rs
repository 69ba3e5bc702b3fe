//! Notifications over mocks: who is told, that it is written with the events, and what is read.

mod letters;

use super::stage::{app, app_with, call, me, now, plain, tenant, ticket, ticket_id, user};
use mockall::predicate::eq;
use std::sync::{Arc, Mutex};
use tessera_application::{
    Application, Error, Thing,
    notifications::{MarkAllRead, MarkRead, NotificationFilter, list, show},
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
    notifications::{NotificationPage, NotificationSheet, NotifiedTicket},
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
    tx.users
        .expect_find()
        .returning(|_, id| Ok(Some(User { id, ..kim() })));
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
