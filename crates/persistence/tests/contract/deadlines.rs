//! Service levels: what the clocks of tickets are read from, deadlines that passed, and working them out anew.

use crate::{
    comment_sheets::comment,
    population::Population,
    random::Random,
    world::{World, at, id, next, worlds},
};
use serde_json::json;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    id::{StatusId, TicketId},
    sla::Entry,
    ticket::{Closure, Promise, Ticket},
    time::Time,
    visibility::Sight,
};
use tessera_ports::sla::RecountPlace;

const HOUR: i64 = 3_600;

fn told(
    world: &World,
    place: i64,
    ticket: TicketId,
    kind: EventKind,
    status: Option<(Option<StatusId>, StatusId)>,
) -> Event {
    let random = &mut Random::new(u64::try_from(place).unwrap());
    let field = |field: &str, before, after| FieldChange {
        field: field.into(),
        before,
        after,
    };
    let mut changes = vec![field("title", json!(null), json!("Other"))];
    changes.extend(status.map(|(from, to)| field("status_id", json!(from), json!(to))));
    Event {
        tenant: world.ours.id(),
        id: id(at(place), random),
        kind,
        ticket: Some(ticket),
        subject: ticket.uuid(),
        actor: Actor::Service,
        audience: Audience::Public,
        changes,
        at: at(place),
        request: None,
    }
}

#[test]
fn the_log_tells_when_a_ticket_entered_its_statuses() {
    use EventKind::{TicketCreated, TicketStatusChanged, TicketUpdated};
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let tickets = [1, 2, 3].map(|number| house.ticket(number));
        let [ticket, other, brought] = tickets.each_ref().map(|ticket| ticket.id);
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        let [open, active, waiting] = [0, 1, 2].map(|place| house.statuses[place].id);
        let events = [
            told(&world, 10, ticket, TicketCreated, Some((None, open))),
            told(&world, 11, other, TicketCreated, Some((None, open))),
            told(&world, 12, brought, TicketCreated, None),
            told(
                &world,
                20,
                ticket,
                TicketStatusChanged,
                Some((Some(open), active)),
            ),
            told(&world, 30, ticket, TicketUpdated, None),
            told(
                &world,
                40,
                ticket,
                TicketStatusChanged,
                Some((Some(active), waiting)),
            ),
        ];
        world.write(|tx| tx.events().append(tenant, &events));
        let entry = |second, from, to| Entry {
            at: at(second),
            from,
            to,
        };
        let known = vec![
            entry(10, None, open),
            entry(20, Some(open), active),
            entry(40, Some(active), waiting),
        ];
        let read = |tenant, ticket| world.queries.status_entries(tenant, ticket).unwrap();
        assert_eq!(read(tenant, ticket), known, "{}", world.kind);
        assert_eq!(read(tenant, brought), []);
        assert_eq!(read(world.theirs.id(), ticket), []);
        let all = world.write(|tx| tx.sla().status_entries(tenant, &[brought, other, ticket]));
        let few = vec![entry(11, None, open)];
        assert_eq!(all, [(ticket, known), (other, few)].into(), "{}", world.kind);
        assert_eq!(world.write(|tx| tx.sla().status_entries(tenant, &[])), [].into());
    }
}

#[test]
fn the_first_answer_is_public_and_another_persons() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.with(1, |it| it.created_by = Some(house.user(0)));
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        assert_eq!(world.queries.first_answer(tenant, ticket.id).unwrap(), None);
        let said = |number, author: Option<usize>, internal, moment| {
            let mut comment = comment(house, ticket.id, number);
            comment.author = author.map(|place| house.user(place));
            comment.audience = Audience::from_internal(internal);
            comment.created_at = at(moment);
            comment
        };
        let comments = [
            said(1, Some(0), false, 10),
            said(2, Some(1), true, 20),
            said(3, None, false, 30),
            said(4, Some(2), false, 50),
            said(5, Some(1), false, 40),
        ];
        world.write(|tx| tx.comments().insert(tenant, &comments));
        assert_eq!(
            world.queries.first_answer(tenant, ticket.id).unwrap(),
            Some(at(40)),
            "{}",
            world.kind
        );
        assert_eq!(
            world.queries.first_answer(world.theirs.id(), ticket.id).unwrap(),
            None
        );
    }
}

#[test]
fn deadlines_that_passed_are_those_of_which_the_domain_says_so() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 300, 81);
        Population::store(&world, &world.theirs, 20, 82);
        let promises = population.all.iter().map(|it| it.ticket.promise);
        let kinds: std::collections::HashSet<_> = promises.map(|it| std::mem::discriminant(&it)).collect();
        assert_eq!(kinds.len(), 3, "every sort of promise is there");
        for (since, now) in [
            (0, 40 * HOUR),
            (0, 10 * HOUR),
            (20 * HOUR, 60 * HOUR),
            (0, 200 * HOUR),
        ] {
            let (since, now) = (at(since), at(now));
            let mut known: Vec<_> = population
                .all
                .iter()
                .map(|it| &it.ticket)
                .filter(|it| !it.is_closed() && it.breached_at.is_none())
                .filter_map(|it| Some((it.breach(now)?, it.id)))
                .filter(|(deadline, _)| *deadline >= since)
                .collect();
            known.sort_unstable();
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let part = world
                    .queries
                    .newly_breached(tenant, since, now, after, 7)
                    .unwrap();
                let Some(last) = part.last() else { break };
                after = Some(*last);
                found.extend(part);
            }
            assert_eq!(found, known, "{}: {since} to {now}", world.kind);
        }
    }
}

#[test]
fn a_missed_deadline_is_stamped_once_and_the_version_stays() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.with(1, |it| it.promise = Promise::Until(at(5)));
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        let stamp = |moment: Time| world.write(|tx| tx.sla().stamp_breach(tenant, ticket.id, moment));
        assert!(!world.write(|tx| tx.sla().stamp_breach(world.theirs.id(), ticket.id, at(5))));
        assert!(stamp(at(5)), "{}", world.kind);
        assert!(!stamp(at(6)), "{}", world.kind);
        let stored = world
            .write(|tx| tx.tickets().find(tenant, &Sight::Everything, ticket.id))
            .unwrap();
        assert_eq!(
            (stored.breached_at, stored.version),
            (Some(at(5)), ticket.version)
        );
        // Whoever read the ticket before may still change it.
        let changed = next(&stored, |it| it.promise = Promise::Paused);
        world.write(|tx| tx.tickets().update(tenant, &stored, &changed));
        let found = world
            .write(|tx| tx.tickets().find(tenant, &Sight::Everything, ticket.id))
            .unwrap();
        assert_eq!((found.promise, found.breached_at), (Promise::Paused, Some(at(5))));
    }
}

#[test]
fn deadlines_are_found_by_their_index_and_open_tickets_by_theirs() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let tickets: Vec<_> = (1..=300).map(|number| house.ticket(number)).collect();
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        let plan = |index: &str| {
            let statements = world.watch.take();
            let asking = statements
                .iter()
                .filter(|sql| sql.starts_with("SELECT") && sql.contains("closed_at"));
            let asking: Vec<_> = asking.collect();
            assert_eq!(asking.len(), 1, "{}: {statements:#?}", world.kind);
            let plan = world.place.plan(asking[0]);
            let shown = format!("{}: {}\n{plan:#?}", world.kind, asking[0]);
            assert!(plan.iter().any(|line| line.contains(index)), "{shown}");
            assert!(
                !plan
                    .iter()
                    .any(|line| line.contains("Sort") || line.contains("TEMP B-TREE")),
                "{shown}"
            );
        };
        world.watch.take();
        let (since, now) = (at(0), at(100 * HOUR));
        world
            .queries
            .newly_breached(tenant, since, now, None, 100)
            .unwrap();
        plan("tickets_by_deadline");
        let behind = Some((at(5), tickets[5].id));
        world
            .queries
            .newly_breached(tenant, since, now, behind, 100)
            .unwrap();
        plan("tickets_by_deadline");
        world.write(|tx| tx.sla().unfinished(tenant, Some(tickets[5].id), 100));
        plan("tickets_unfinished");
    }
}

#[test]
fn open_tickets_are_worked_out_anew_by_one_at_a_time_from_where_it_stands() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let theirs = world.theirs.id();
        let mut tickets: Vec<_> = (1..=5).map(|number| house.ticket(number)).collect();
        tickets[1] = house.with(2, |it| {
            it.closure = Some(Closure { at: at(9), by: None });
        });
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        tickets.remove(1);
        tickets.sort_unstable_by_key(|ticket| ticket.id);
        let due = |tenant, second| world.queries.recount_due(tenant, at(second)).unwrap();
        let take = |tenant, second| world.write(|tx| tx.sla().take_recount(tenant, at(second)));
        assert!(!due(tenant, 100), "{}", world.kind);
        world.write(|tx| tx.sla().ask_recount(tenant, at(50)));
        assert_eq!(
            (due(tenant, 49), due(tenant, 50), due(theirs, 50)),
            (false, true, false)
        );
        let place = |after| Some(RecountPlace { after });
        assert_eq!(
            (take(tenant, 49), take(tenant, 50), take(theirs, 50)),
            (None, place(None), None)
        );
        let next = |after| world.write(|tx| tx.sla().unfinished(tenant, after, 3));
        assert_eq!(next(None), tickets[..3], "{}", world.kind);
        let last = tickets[2].id;
        assert_eq!(next(Some(last)), tickets[3..]);
        assert_eq!(world.write(|tx| tx.sla().unfinished(theirs, None, 3)), []);
        world.write(|tx| tx.sla().go_on_recount(tenant, last));
        assert_eq!(take(tenant, 50), place(Some(last)), "{}", world.kind);
        // Asked for anew it begins anew.
        world.write(|tx| tx.sla().ask_recount(tenant, at(60)));
        assert_eq!((take(tenant, 59), take(tenant, 60)), (None, place(None)));
        world.write(|tx| tx.sla().end_recount(tenant));
        assert!(!due(tenant, 100), "{}", world.kind);
        assert_eq!(take(tenant, 100), None);
    }
}

#[test]
fn a_promise_is_stored_with_the_deadline_that_it_makes() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        let late = |second| {
            let found = world
                .queries
                .newly_breached(tenant, at(0), at(second), None, 1)
                .unwrap();
            found.first().map(|(deadline, _)| *deadline)
        };
        for (promise, deadline) in [
            (Promise::Until(at(5)), Some(at(5))),
            (Promise::Paused, None),
            (
                Promise::ByRank,
                Ticket {
                    promise: Promise::ByRank,
                    ..ticket.clone()
                }
                .deadline(),
            ),
        ] {
            let renewed = Ticket {
                promise,
                ..ticket.clone()
            };
            world.write(|tx| tx.sla().set_promise(tenant, &renewed));
            let found = world.write(|tx| tx.tickets().find(tenant, &Sight::Everything, ticket.id));
            assert_eq!(found, Some(renewed), "{}", world.kind);
            assert_eq!(late(1_000 * HOUR), deadline, "{}", world.kind);
        }
    }
}
