//! Notifications and the letters about them.

use crate::{
    race::at_once,
    world::{World, at, worlds},
};
use std::collections::BTreeSet;
use tessera_domain::{
    caller::Viewer,
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::{TicketId, UserId, version_7},
    listing::Window,
    notification::{Notice, NotificationKind},
    ticket::Ticket,
    user::User,
    visibility::Sight,
};
use tessera_ports::{
    StoreError,
    notifications::{ClaimedLetter, NotificationFilter, NotificationPage, NotificationSheet, NotifiedTicket},
    queries::ActorLabel,
};
use uuid::Uuid;

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

fn event(world: &World, second: i64, ticket: Option<TicketId>, actor: Actor) -> Event {
    Event {
        tenant: world.ours.id(),
        id: version_7(at(second), u64::try_from(second).unwrap() * 77).into(),
        kind: EventKind::CommentAdded,
        ticket,
        subject: Uuid::from_u128(5),
        actor,
        audience: Audience::Public,
        changes: Vec::new(),
        at: at(second),
        request: None,
    }
}

fn notice(event: &Event, recipient: UserId, by_mail: bool) -> Notice {
    Notice {
        event: event.id,
        recipient,
        kind: NotificationKind::Mentioned,
        by_mail,
    }
}

fn all(user: UserId) -> Viewer {
    Viewer {
        sight: Sight::Everything,
        user,
        internal: true,
    }
}

fn own(user: UserId) -> Viewer {
    Viewer {
        sight: Sight::Personal {
            user,
            department: None,
        },
        user,
        internal: false,
    }
}

/// A ticket that the first person opened, with an event each second from 10 on, of which the second person is told.
fn told(world: &World, events: i64, by_mail: bool) -> Ticket {
    let (tenant, reader) = (world.ours.id(), world.ours.user(1));
    let ticket = world
        .ours
        .with(1, |ticket| ticket.created_by = Some(world.ours.user(0)));
    world.write(|tx| {
        tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
        for second in 10..10 + events {
            let event = event(world, second, Some(ticket.id), Actor::User(world.ours.user(0)));
            let notices = [notice(&event, reader, by_mail)];
            tx.events().append_telling(tenant, &[event], &notices)?;
        }
        Ok(())
    });
    ticket
}

fn page(world: &World, viewer: &Viewer, filter: NotificationFilter, window: Window) -> NotificationPage {
    world
        .queries
        .notifications(world.ours.id(), viewer, filter, window)
        .unwrap()
}

fn places(page: &NotificationPage) -> Vec<i64> {
    page.page.items.iter().map(|sheet| sheet.sequence).collect()
}

fn one(world: &World, viewer: &Viewer, sequence: i64) -> Option<NotificationSheet> {
    world
        .queries
        .notification(world.ours.id(), viewer, sequence)
        .unwrap()
}

#[test]
fn a_notification_comes_back_with_what_stands_beside_it() {
    for world in worlds() {
        let tenant = world.ours.id();
        let ticket = told(&world, 1, false);
        let sheet = one(&world, &all(world.ours.user(1)), 1).unwrap();
        assert_eq!(
            sheet,
            NotificationSheet {
                recipient: world.ours.user(1),
                kind: NotificationKind::Mentioned,
                sequence: 1,
                event: event(&world, 10, Some(ticket.id), Actor::User(world.ours.user(0))),
                actor: ActorLabel::Person(world.ours.card(world.ours.user(0))),
                ticket: Some(NotifiedTicket {
                    id: ticket.id,
                    number: 1,
                    reference: ticket.reference.as_str().to_owned(),
                    title: ticket.title.as_str().to_owned(),
                }),
                comment: None,
                approval: None,
                webhook: None,
                read_at: None,
                version: 1,
            }
        );
        let again = world.write(|tx| tx.notifications().find(tenant, &all(world.ours.user(1)), 1));
        assert_eq!(again, Some(sheet));
        // Nobody has anybody else's.
        assert_eq!(one(&world, &all(world.ours.user(0)), 1), None);
        assert_eq!(one(&world, &all(world.ours.user(1)), 2), None);
        let elsewhere = world
            .queries
            .notification(world.theirs.id(), &all(world.ours.user(1)), 1);
        assert_eq!(elsewhere.unwrap(), None);
    }
}

#[test]
fn the_newest_come_first_and_what_is_not_read_is_counted() {
    for world in worlds() {
        let (tenant, reader) = (world.ours.id(), all(world.ours.user(1)));
        told(&world, 5, false);
        let everything = page(&world, &reader, NotificationFilter::default(), ALL);
        assert_eq!(places(&everything), [5, 4, 3, 2, 1], "{}", world.kind);
        assert_eq!((everything.page.total, everything.unread), (5, 5));
        world.write(|tx| {
            let read = Some(at(100));
            tx.notifications()
                .set_read(tenant, world.ours.user(1), 4, read, 1)
        });
        let sheet = one(&world, &reader, 4).unwrap();
        assert_eq!((sheet.read_at, sheet.version), (Some(at(100)), 2));
        let unread = NotificationFilter {
            unread: true,
            ticket: None,
        };
        let part = page(&world, &reader, unread, Window { offset: 1, limit: 2 });
        assert_eq!((places(&part), part.page.total, part.unread), (vec![3, 2], 4, 4));
        for (ticket, found) in [(1, 5), (2, 0)] {
            let of_ticket = NotificationFilter {
                unread: false,
                ticket: Some(ticket),
            };
            let page = page(&world, &reader, of_ticket, ALL);
            assert_eq!((page.page.total, page.unread), (found, 4));
        }
        // Somebody else was faster.
        let late = world.attempt(|tx| {
            tx.notifications()
                .set_read(tenant, world.ours.user(1), 4, None, 1)
        });
        assert!(matches!(late, Err(StoreError::Busy(_))), "{late:?}");
        let up_to = |last| world.write(|tx| tx.notifications().read_all(tenant, &reader, last, at(200)));
        assert_eq!(
            (up_to(Some(2)), up_to(Some(2)), up_to(None), up_to(None)),
            (2, 0, 2, 0)
        );
        assert_eq!(page(&world, &reader, unread, ALL).unread, 0);
        assert_eq!(one(&world, &reader, 4).unwrap().read_at, Some(at(100)));
        assert_eq!(one(&world, &reader, 5).unwrap().version, 2);
    }
}

#[test]
fn nobody_is_given_what_they_may_not_see() {
    for world in worlds() {
        let (tenant, user) = (world.ours.id(), world.ours.user(1));
        let ticket = told(&world, 2, false);
        let internal = Event {
            audience: Audience::Internal,
            ..event(&world, 20, Some(ticket.id), Actor::Service)
        };
        let apart = event(&world, 21, None, Actor::Service);
        world.write(|tx| {
            let notices = [notice(&internal, user, false), notice(&apart, user, false)];
            tx.events()
                .append_telling(tenant, &[internal.clone(), apart.clone()], &notices)
        });
        let list = |viewer: &Viewer| page(&world, viewer, NotificationFilter::default(), ALL);
        assert_eq!(places(&list(&all(user))), [4, 3, 2, 1]);
        // The ticket is out of their sight, and what is about none is there.
        let blind = list(&own(user));
        assert_eq!((places(&blind), blind.page.total, blind.unread), (vec![4], 1, 1));
        assert_eq!(one(&world, &own(user), 1), None);
        assert_eq!(
            world.write(|tx| tx.notifications().read_all(tenant, &own(user), Some(3), at(50))),
            0
        );
        world.write(|tx| tx.tickets().watch(tenant, ticket.id, &[user]).map(drop));
        assert_eq!(places(&list(&own(user))), [4, 2, 1], "{}", world.kind);
        assert_eq!(one(&world, &own(user), 3), None);
        assert_eq!(
            world.write(|tx| tx.notifications().read_all(tenant, &own(user), None, at(50))),
            3
        );
        assert_eq!(list(&all(user)).unread, 1);
    }
}

#[test]
fn a_ticket_takes_its_notifications_and_letters_with_it() {
    for world in worlds() {
        let tenant = world.ours.id();
        let ticket = told(&world, 3, true);
        assert_eq!(world.queries.with_letters(at(100), 9).unwrap(), [tenant]);
        world.write(|tx| tx.tickets().delete(tenant, &ticket));
        let left = page(
            &world,
            &all(world.ours.user(1)),
            NotificationFilter::default(),
            ALL,
        );
        assert_eq!((left.page.total, left.unread), (0, 0));
        assert_eq!(world.queries.with_letters(at(100), 9).unwrap(), []);
        for table in ["notifications", "notification_letters"] {
            let rows = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
            assert_eq!(world.place.texts(&rows), ["0"]);
        }
    }
}

#[test]
fn who_is_told_of_an_event_that_is_not_appended_fails() {
    for world in worlds() {
        let (told, other) = (
            event(&world, 10, None, Actor::Service),
            event(&world, 11, None, Actor::Service),
        );
        let wrong = world.attempt(|tx| {
            let notices = [notice(&other, world.ours.user(1), false)];
            tx.events()
                .append_telling(world.ours.id(), std::slice::from_ref(&told), &notices)
        });
        assert!(matches!(wrong, Err(StoreError::Failed(_))), "{wrong:?}");
        assert_eq!(world.queries.after(world.ours.id(), 0, 9).unwrap().len(), 0);
    }
}

fn claim(world: &World, now: i64, until: i64, lease: u128, limit: i64) -> Vec<ClaimedLetter> {
    let lease = Uuid::from_u128(lease);
    world.write(|tx| {
        tx.notifications()
            .claim_letters(world.ours.id(), at(now), at(until), lease, limit)
    })
}

#[test]
fn a_letter_goes_to_one_claim_until_its_end() {
    for world in worlds() {
        let tenant = world.ours.id();
        told(&world, 3, true);
        assert_eq!(claim(&world, 9, 60, 1, 9), [], "nothing is due yet");
        let first = claim(&world, 12, 60, 1, 2);
        let taken: Vec<_> = first
            .iter()
            .map(|letter| (letter.sequence, letter.tries))
            .collect();
        assert_eq!(taken, [(1, 0), (2, 0)], "{}", world.kind);
        let second = claim(&world, 12, 70, 2, 9);
        assert_eq!(
            second.iter().map(|letter| letter.sequence).collect::<Vec<_>>(),
            [3]
        );
        assert_eq!(claim(&world, 59, 80, 3, 9), []);
        assert_eq!(world.queries.with_letters(at(59), 9).unwrap(), []);
        // Whoever claimed the first two is gone.
        let again = claim(&world, 60, 90, 3, 9);
        assert_eq!(
            again.iter().map(|letter| letter.sequence).collect::<Vec<_>>(),
            [1, 2]
        );
        assert!(!world.write(|tx| tx.notifications().finish_letter(tenant, &first[0])));
        assert!(!world.write(|tx| tx.notifications().put_off_letter(tenant, &first[1], 1, at(1))));
        assert!(world.write(|tx| tx.notifications().finish_letter(tenant, &again[0])));
        assert!(world.write(|tx| tx.notifications().put_off_letter(tenant, &again[1], 1, at(65))));
        let third = claim(&world, 65, 95, 4, 9);
        assert_eq!((third[0].sequence, third[0].tries, third.len()), (2, 1, 1));
        assert!(!world.write(|tx| tx.notifications().finish_letter(tenant, &again[1])));
        assert!(world.write(|tx| tx.notifications().finish_letter(tenant, &third[0])));
        assert!(world.write(|tx| tx.notifications().finish_letter(tenant, &second[0])));
        assert_eq!(world.queries.with_letters(at(1_000), 9).unwrap(), []);
        let kept = page(
            &world,
            &all(world.ours.user(1)),
            NotificationFilter::default(),
            ALL,
        );
        assert_eq!(kept.page.total, 3);
    }
}

#[test]
fn of_many_who_claim_letters_at_once_each_gets_others() {
    for world in worlds() {
        told(&world, 40, true);
        let rounds = at_once(4, |thread| {
            let mut got = Vec::new();
            for round in 0..20 {
                let lease = u128::from(thread) * 100 + round + 1;
                got.extend(
                    claim(&world, 100, 200, lease, 3)
                        .into_iter()
                        .map(|it| it.sequence),
                );
            }
            got
        });
        let all: Vec<i64> = rounds.into_iter().flatten().collect();
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (40, 40), "{}", world.kind);
    }
}

#[test]
fn only_active_people_are_found_among_others() {
    for world in worlds() {
        let (ours, theirs) = (world.ours.id(), world.theirs.id());
        let (first, second) = (world.ours.users[0].clone(), world.ours.users[1].clone());
        world.write(|tx| tx.users().set_active(ours, second.id, false).map(drop));
        let wanted = [
            first.id,
            second.id,
            world.theirs.user(0),
            Uuid::from_u128(7).into(),
        ];
        let found: Vec<User> = world.write(|tx| tx.users().active_among(ours, &wanted));
        assert_eq!(found, std::slice::from_ref(&first));
        let none = world.write(|tx| tx.users().active_among(theirs, &[first.id]));
        assert_eq!(none, []);
    }
}

#[test]
fn a_list_takes_three_statements_whatever_is_in_it() {
    for world in worlds() {
        told(&world, 30, false);
        let reader = own(world.ours.user(1));
        for limit in [1, 30] {
            world.watch.take();
            page(
                &world,
                &reader,
                NotificationFilter::default(),
                Window { offset: 0, limit },
            );
            assert_eq!(world.watch.take().len(), 3, "{}", world.kind);
        }
    }
}
