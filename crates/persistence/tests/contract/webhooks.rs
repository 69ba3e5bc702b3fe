//! Webhooks, the outbox and deliveries.

use crate::{
    house::House,
    population::Population,
    race::at_once,
    random::Random,
    world::{World, at, id, worlds},
};
use std::collections::BTreeSet;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::{EventId, TicketId, version_7},
    listing::Window,
    ticket::Ticket,
    transition::Stage,
    webhook::{
        FormerSecret, SealedSecret, Webhook, WebhookEvent, WebhookState, WebhookUrl,
        delivery::{Attempt, Delivery, DeliveryState, Outcome},
    },
};
use tessera_ports::{
    StoreError,
    webhooks::{Claimed, DeliveryFilter, Span},
};
use uuid::Uuid;

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

fn webhook(house: &House, number: i64) -> Webhook {
    Webhook {
        tenant: house.id(),
        id: id(at(number), &mut Random::new(u64::try_from(number).unwrap())),
        number,
        url: WebhookUrl::parse("https://hooks.example/tickets?ä=ö").unwrap(),
        events: [WebhookEvent::TicketCreated, WebhookEvent::CommentAdded].into(),
        secret: SealedSecret(vec![1, 0, 255]),
        former: None,
        state: WebhookState::Active,
        state_since: at(0),
        failing_since: None,
        created_at: at(1),
        updated_at: at(2),
        version: 1,
    }
}

fn event(house: &House, second: i64, kind: EventKind, ticket: Option<TicketId>) -> Event {
    Event {
        tenant: house.id(),
        id: version_7(at(second), u64::try_from(second).unwrap() * 77).into(),
        kind,
        ticket,
        subject: Uuid::from_u128(5),
        actor: Actor::Service,
        audience: Audience::Public,
        changes: Vec::new(),
        at: at(second),
        request: None,
    }
}

fn delivery(webhook: &Webhook, event: EventId, second: i64) -> Delivery {
    Delivery {
        tenant: webhook.tenant,
        id: version_7(at(second), u64::try_from(second).unwrap() * 131).into(),
        webhook: webhook.id,
        event,
        topic: WebhookEvent::TicketCreated,
        body: r#"{"event":"ticket.created","ä":1}"#.into(),
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        due_at: Some(at(second)),
        created_at: at(second),
        finished_at: None,
    }
}

fn of(second: i64) -> EventId {
    version_7(at(second), 1).into()
}

/// A webhook with deliveries due at each of these seconds.
fn waiting(world: &World, number: i64, seconds: &[i64]) -> (Webhook, Vec<Delivery>) {
    let webhook = webhook(&world.ours, number);
    // Different ids for different webhooks, at the same times.
    let due = |second: &i64| Delivery {
        due_at: Some(at(*second)),
        ..delivery(&webhook, of(*second), *second + 100 * number)
    };
    let deliveries: Vec<_> = seconds.iter().map(due).collect();
    world.write(|tx| {
        tx.webhooks().insert(webhook.tenant, &webhook)?;
        tx.webhooks().queue(webhook.tenant, &deliveries)
    });
    (webhook, deliveries)
}

fn claim(world: &World, webhook: &Webhook, now: i64, until: i64, lease: u128, limit: i64) -> Vec<Claimed> {
    let lease = Uuid::from_u128(lease);
    world.write(|tx| {
        tx.webhooks()
            .claim(webhook.tenant, webhook.id, at(now), at(until), lease, limit)
    })
}

fn ids(claimed: &[Claimed]) -> Vec<Uuid> {
    claimed.iter().map(|it| it.delivery.id.uuid()).collect()
}

#[test]
fn a_webhook_comes_back_as_stored_and_is_changed_over_the_version_before() {
    for world in worlds() {
        let (tenant, theirs) = (world.ours.id(), world.theirs.id());
        let stored = Webhook {
            former: Some(FormerSecret {
                secret: SealedSecret(vec![9]),
                until: at(77),
            }),
            state: WebhookState::Failing,
            failing_since: Some(at(5)),
            ..webhook(&world.ours, 3)
        };
        world.write(|tx| {
            tx.webhooks().insert(tenant, &stored)?;
            assert_eq!(tx.webhooks().count(tenant)?, 1);
            assert_eq!(tx.webhooks().count(theirs)?, 0);
            assert_eq!(tx.webhooks().by_number(tenant, 3)?.as_ref(), Some(&stored));
            assert_eq!(tx.webhooks().find(tenant, stored.id)?.as_ref(), Some(&stored));
            assert_eq!(tx.webhooks().by_number(theirs, 3)?, None);
            assert_eq!(tx.webhooks().find(theirs, stored.id)?, None);
            assert_eq!(tx.webhooks().listening(tenant)?, []);
            Ok(())
        });
        assert_eq!(world.queries.webhook(tenant, 3).unwrap().as_ref(), Some(&stored));
        assert_eq!(world.queries.webhook(theirs, 3).unwrap(), None);
        let changed = Webhook {
            former: None,
            state: WebhookState::Active,
            failing_since: None,
            version: 2,
            ..stored
        };
        let update = |webhook: &Webhook| world.attempt(|tx| tx.webhooks().update(tenant, webhook));
        assert_eq!(update(&changed), Ok(()), "{}", world.kind);
        assert_eq!(update(&changed), Err(StoreError::Stale), "{}", world.kind);
        let foreign = world.attempt(|tx| tx.webhooks().update(theirs, &changed));
        assert!(foreign.is_err());
        world.write(|tx| {
            assert_eq!(tx.webhooks().listening(tenant)?, std::slice::from_ref(&changed));
            tx.webhooks().set_failing(tenant, changed.id, Some(at(9)))
        });
        let found = world.queries.webhook(tenant, 3).unwrap().unwrap();
        assert_eq!((found.failing_since, found.version), (Some(at(9)), 2));
        let page = world.queries.webhooks(tenant, ALL).unwrap();
        assert_eq!((page.total, page.items), (1, vec![found]));
    }
}

#[test]
fn events_are_told_once_with_their_tickets_as_those_stand_now() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let ticket: Ticket = house.with(4, |it| it.created_by = Some(house.user(1)));
        let gone: TicketId = Uuid::from_u128(99).into();
        let events = [
            event(house, 10, EventKind::TicketCreated, Some(ticket.id)),
            event(house, 11, EventKind::TicketCreated, Some(gone)),
            event(house, 12, EventKind::UserCreated, None),
        ];
        world.write(|tx| {
            tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
            tx.events().append(tenant, &events)
        });
        let stage = {
            let status = house.status_of(&ticket);
            Stage::of(&status.key, status.category)
        };
        world.write(|tx| {
            assert_eq!(tx.webhooks().untold(world.theirs.id(), 9)?, []);
            let first = tx.webhooks().untold(tenant, 2)?;
            let read: Vec<_> = first.iter().map(|told| told.event.clone()).collect();
            assert_eq!(read, events[..2], "{}", world.kind);
            let told = first[0].ticket.as_ref().unwrap();
            assert_eq!(
                (told.number, told.reference.as_str(), told.title.as_str()),
                (ticket.number, ticket.reference.as_str(), ticket.title.as_str())
            );
            let person = house.card(house.user(1));
            let by = told.created_by.as_ref().unwrap();
            assert_eq!((by.number, &by.login), (person.number, &person.login));
            assert_eq!(told.stage, stage);
            assert_eq!(first[1].ticket, None);
            let ids: Vec<_> = first.iter().map(|told| told.event.id).collect();
            tx.webhooks().told(tenant, &ids, at(20))?;
            let rest = tx.webhooks().untold(tenant, 9)?;
            assert_eq!(rest.len(), 1, "{}", world.kind);
            assert_eq!(rest[0].event, events[2]);
            Ok(())
        });
    }
}

#[test]
fn only_tenants_with_somebody_who_listens_have_something_to_tell() {
    for world in worlds() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let both = [ours, theirs];
        for house in both {
            let told = event(house, 10, EventKind::TicketCreated, None);
            world.write(|tx| tx.events().append(house.id(), std::slice::from_ref(&told)));
        }
        assert_eq!(world.queries.with_untold(9).unwrap(), []);
        let deaf = Webhook {
            state: WebhookState::Off,
            ..webhook(theirs, 1)
        };
        world.write(|tx| tx.webhooks().insert(ours.id(), &webhook(ours, 1)));
        world.write(|tx| tx.webhooks().insert(ours.id(), &webhook(ours, 2)));
        world.write(|tx| tx.webhooks().insert(theirs.id(), &deaf));
        assert_eq!(
            world.queries.with_untold(9).unwrap(),
            [ours.id()],
            "{}",
            world.kind
        );
        let told = event(ours, 10, EventKind::TicketCreated, None).id;
        world.write(|tx| tx.webhooks().told(ours.id(), &[told], at(11)));
        assert_eq!(world.queries.with_untold(9).unwrap(), [], "{}", world.kind);
    }
}

#[test]
fn an_event_is_delivered_to_a_webhook_once() {
    for world in worlds() {
        let (webhook, deliveries) = waiting(&world, 1, &[5, 6]);
        let tenant = webhook.tenant;
        let twin = delivery(&webhook, deliveries[0].event, 900);
        world.write(|tx| tx.webhooks().queue(tenant, std::slice::from_ref(&twin)));
        let page = |filter| world.queries.deliveries(tenant, webhook.id, filter, ALL).unwrap();
        let sheets = page(DeliveryFilter::default());
        let read: Vec<_> = sheets.items.iter().map(|sheet| sheet.delivery.clone()).collect();
        let newest: Vec<_> = deliveries.iter().rev().cloned().collect();
        assert_eq!((sheets.total, read), (2, newest), "{}", world.kind);
        let delivered = DeliveryFilter {
            state: Some(DeliveryState::Delivered),
        };
        assert_eq!(page(delivered).total, 0);
        let theirs = world.theirs.id();
        let foreign = world
            .queries
            .deliveries(theirs, webhook.id, DeliveryFilter::default(), ALL)
            .unwrap();
        assert_eq!(foreign.total, 0);
    }
}

#[test]
fn what_is_due_goes_to_one_and_comes_back_when_their_time_is_over() {
    for world in worlds() {
        let (webhook, deliveries) = waiting(&world, 1, &[5, 6, 7, 50]);
        let due = |now| world.queries.with_due(at(now), None, 9).unwrap();
        assert_eq!(due(4), []);
        assert_eq!(due(7), [(webhook.tenant, webhook.id)], "{}", world.kind);
        let wanted = |range: std::ops::Range<usize>| -> Vec<Uuid> {
            deliveries[range].iter().map(|it| it.id.uuid()).collect()
        };
        let first = claim(&world, &webhook, 10, 70, 1, 2);
        assert_eq!(ids(&first), wanted(0..2), "{}", world.kind);
        assert_eq!(first[0].delivery.due_at, Some(at(70)));
        assert_eq!(ids(&claim(&world, &webhook, 10, 70, 2, 9)), wanted(2..3));
        assert_eq!(claim(&world, &webhook, 10, 70, 3, 9), []);
        assert_eq!(due(10), []);
        // Whoever had them is gone.
        assert_eq!(ids(&claim(&world, &webhook, 70, 130, 4, 9)), wanted(0..4));
        let other = Webhook {
            id: Uuid::from_u128(77).into(),
            ..webhook
        };
        assert_eq!(claim(&world, &other, 900, 990, 5, 9), []);
    }
}

#[test]
fn a_try_is_written_down_only_under_the_lease_that_it_was_made_under() {
    for world in worlds() {
        let (webhook, _) = waiting(&world, 1, &[5]);
        let tenant = webhook.tenant;
        let late = claim(&world, &webhook, 10, 70, 1, 9).remove(0);
        let held = claim(&world, &webhook, 80, 140, 2, 9).remove(0);
        let attempt = |number: u32, outcome: Outcome| Attempt {
            number,
            at: at(80),
            milliseconds: 12,
            outcome,
            answer: outcome.status().map(|_| "ok ä".to_owned()),
        };
        let record = |claimed: &Claimed, after: &Delivery, attempt: &Attempt| {
            world.write(|tx| tx.webhooks().record(tenant, after, attempt, claimed.lease))
        };
        let mut after = held.delivery.clone();
        after.tried(Outcome::TimedOut, at(81), 0);
        assert!(
            !record(&late, &after, &attempt(1, Outcome::TimedOut)),
            "{}",
            world.kind
        );
        assert!(
            record(&held, &after, &attempt(1, Outcome::TimedOut)),
            "{}",
            world.kind
        );
        assert!(
            !record(&held, &after, &attempt(2, Outcome::TimedOut)),
            "it is used up"
        );
        let ok = Outcome::Answered {
            status: 204,
            retry_after: None,
        };
        let again = claim(&world, &webhook, 900, 960, 3, 9).remove(0);
        let mut delivered = again.delivery.clone();
        delivered.tried(ok, at(901), 0);
        assert!(record(&again, &delivered, &attempt(2, ok)));
        let page = world
            .queries
            .deliveries(tenant, webhook.id, DeliveryFilter::default(), ALL)
            .unwrap();
        assert_eq!(page.items[0].delivery, delivered, "{}", world.kind);
        assert_eq!(
            page.items[0].attempts,
            [attempt(1, Outcome::TimedOut), attempt(2, ok)]
        );
        assert_eq!(world.queries.with_due(at(9999), None, 9).unwrap(), []);
    }
}

#[test]
fn of_many_who_claim_at_once_each_gets_others() {
    for world in worlds() {
        let seconds: Vec<i64> = (1..=40).collect();
        let (webhook, deliveries) = waiting(&world, 1, &seconds);
        let rounds = at_once(4, |thread| {
            let mut got = Vec::new();
            for round in 0..20 {
                let lease = u128::from(thread) * 100 + round + 1;
                got.extend(ids(&claim(&world, &webhook, 100, 200, lease, 3)));
            }
            got
        });
        let all: Vec<Uuid> = rounds.into_iter().flatten().collect();
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!(
            (all.len(), different.len()),
            (deliveries.len(), deliveries.len()),
            "{}",
            world.kind
        );
    }
}

#[test]
fn those_who_have_something_due_are_gone_through_in_order_from_anywhere() {
    for world in worlds() {
        let mut all: Vec<_> = [1, 2, 3]
            .map(|number| waiting(&world, number, &[number]).0)
            .map(|webhook| (webhook.tenant, webhook.id))
            .into();
        all.sort_unstable();
        let due = |now, after, limit| world.queries.with_due(at(now), after, limit).unwrap();
        assert_eq!(due(9, None, 9), all, "{}", world.kind);
        assert_eq!(due(9, None, 2), all[..2]);
        assert_eq!(due(9, Some(all[0]), 9), all[1..]);
        assert_eq!(due(9, Some(all[2]), 9), []);
        assert_eq!(due(0, None, 9), []);
    }
}

/// Neither is a webhook kept by what is put on its way meanwhile, nor does that fail because it is gone.
#[test]
fn a_webhook_can_be_taken_away_while_others_are_told() {
    for world in worlds() {
        let tenant = world.ours.id();
        for round in 1..=20 {
            let (webhook, _) = waiting(&world, round, &[1]);
            at_once(3, |thread| {
                if thread == 0 {
                    return world.write(|tx| tx.webhooks().remove(tenant, webhook.id));
                }
                for place in 0..5 {
                    world.write(|tx| {
                        let there = tx.webhooks().listening(tenant)?;
                        let second = i64::try_from(thread * 10 + place).unwrap() + 1000 * round;
                        let new: Vec<_> = there.iter().map(|it| delivery(it, of(second), second)).collect();
                        tx.webhooks().queue(tenant, &new)
                    });
                }
            });
            assert_eq!(
                world.queries.webhook(tenant, round).unwrap(),
                None,
                "{}",
                world.kind
            );
        }
    }
}

#[test]
fn of_many_who_tell_at_once_each_tells_others() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let events: Vec<_> = (1..=40)
            .map(|second| event(house, second, EventKind::TicketCreated, None))
            .collect();
        world.write(|tx| tx.events().append(tenant, &events));
        let told = at_once(4, |_| {
            let mut all = Vec::new();
            for _ in 0..20 {
                all.extend(world.write(|tx| {
                    let untold = tx.webhooks().untold(tenant, 3)?;
                    let ids: Vec<_> = untold.iter().map(|told| told.event.id).collect();
                    tx.webhooks().told(tenant, &ids, at(99))?;
                    Ok(ids)
                }));
            }
            all
        });
        let all: Vec<_> = told.into_iter().flatten().collect();
        let different: BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (40, 40), "{}", world.kind);
    }
}

#[test]
fn what_was_given_up_or_missed_in_a_span_is_found() {
    for world in worlds() {
        let (webhook, deliveries) = waiting(&world, 1, &[5, 6, 7]);
        let (tenant, house) = (webhook.tenant, &world.ours);
        // The first and the last were given up.
        for place in [0, 2] {
            let claimed = claim(&world, &webhook, 5 + i64::try_from(place).unwrap(), 9_000, 7, 1);
            let mut gone = claimed
                .into_iter()
                .map(|it| it.delivery)
                .next()
                .unwrap_or_else(|| deliveries[place].clone());
            assert_eq!(gone.id, deliveries[place].id);
            gone.state = DeliveryState::Failed;
            gone.due_at = None;
            gone.finished_at = Some(at(60));
            world.write(|tx| tx.webhooks().requeue(tenant, &gone));
            if place == 0 {
                // Out of the way of the next claim.
                let mut waits = deliveries[1].clone();
                waits.due_at = Some(at(9_000));
                world.write(|tx| tx.webhooks().requeue(tenant, &waits));
            }
        }
        let span = |since, until| Span {
            since: at(since),
            until: at(until),
        };
        let again = |since, until, limit| {
            world.write(|tx| {
                tx.webhooks()
                    .requeue_failed(tenant, webhook.id, span(since, until), at(70), limit)
            })
        };
        assert_eq!(again(6, 7, 9), 0, "{}", world.kind);
        assert_eq!(again(0, 100, 1), 1, "{}", world.kind);
        assert_eq!(again(0, 100, 9), 1, "{}", world.kind);
        assert_eq!(again(0, 100, 9), 0, "{}", world.kind);
        assert_eq!(
            ids(&claim(&world, &webhook, 70, 99, 8, 9)),
            [deliveries[0].id.uuid(), deliveries[2].id.uuid()]
        );
        let there = Some(Population::store(&world, house, 3, 1).all[0].ticket.id);
        let internal = Event {
            audience: Audience::Internal,
            ..event(house, 22, EventKind::CommentAdded, there)
        };
        let events = [
            event(house, 20, EventKind::TicketCreated, there),
            event(house, 21, EventKind::TicketUpdated, there),
            internal,
            event(house, 23, EventKind::CommentAdded, there),
            event(
                house,
                24,
                EventKind::CommentAdded,
                Some(Uuid::from_u128(404).into()),
            ),
        ];
        world.write(|tx| tx.events().append(tenant, &events));
        let kinds = [EventKind::TicketCreated, EventKind::CommentAdded];
        let missed = |since, until| -> Vec<EventId> {
            let found = world.write(|tx| {
                tx.webhooks()
                    .missed(tenant, webhook.id, &kinds, span(since, until), 9)
            });
            found.iter().map(|told| told.event.id).collect()
        };
        assert_eq!(missed(0, 100), [events[0].id, events[3].id], "{}", world.kind);
        assert_eq!(missed(21, 24), [events[3].id]);
        let known = delivery(&webhook, events[0].id, 800);
        world.write(|tx| tx.webhooks().queue(tenant, std::slice::from_ref(&known)));
        assert_eq!(missed(0, 100), [events[3].id], "{}", world.kind);
    }
}

#[test]
fn a_webhook_goes_with_all_that_was_delivered_and_nothing_else() {
    for world in worlds() {
        let (webhook, _) = waiting(&world, 1, &[5, 6]);
        let (other, kept) = waiting(&world, 2, &[7]);
        let tenant = webhook.tenant;
        let claimed = claim(&world, &webhook, 10, 70, 1, 1).remove(0);
        let mut after = claimed.delivery.clone();
        after.tried(Outcome::Unreachable, at(11), 0);
        let attempt = Attempt {
            number: 1,
            at: at(10),
            milliseconds: 1,
            outcome: Outcome::Unreachable,
            answer: None,
        };
        world.write(|tx| {
            assert!(tx.webhooks().record(tenant, &after, &attempt, claimed.lease)?);
            tx.webhooks().remove(tenant, webhook.id)
        });
        assert_eq!(world.queries.webhook(tenant, 1).unwrap(), None);
        assert_eq!(claim(&world, &webhook, 9_999, 10_000, 2, 9), []);
        let left = world
            .queries
            .deliveries(tenant, other.id, DeliveryFilter::default(), ALL)
            .unwrap();
        assert_eq!(left.items[0].delivery, kept[0], "{}", world.kind);
        world.write(|tx| {
            assert_eq!(
                tx.webhooks().delivery(tenant, other.id, kept[0].id)?.as_ref(),
                Some(&kept[0])
            );
            assert_eq!(tx.webhooks().delivery(tenant, webhook.id, kept[0].id)?, None);
            Ok(())
        });
    }
}
