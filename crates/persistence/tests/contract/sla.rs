//! Service levels: policies, the stays of tickets, and deadlines that passed.

use crate::{
    comment_sheets::comment,
    population::Population,
    random::Random,
    world::{World, at, id, name, next, worlds},
};
use serde_json::json;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    id::{StatusId, TicketId},
    priority::Rank,
    sla::{Allowance, Calendar, Holidays, Hours, Minute, Policy, Week, Zone},
    ticket::Promise,
    time::{Time, parse_day},
    visibility::Sight,
};
use tessera_ports::{StoreError, sla::PolicySheet};

const HOUR: i64 = 3_600;

fn policy(number: i64) -> Policy {
    Policy {
        id: id(at(number), &mut Random::new(u64::try_from(number).unwrap())),
        number,
        name: name("Größere Dinge"),
        rank: None,
        department: None,
        response: None,
        resolution: Allowance::minutes(60).unwrap(),
        calendar: Calendar::always(),
        active: true,
        version: 1,
    }
}

fn office() -> Calendar {
    let minute = |text| Minute::parse(text).unwrap();
    let hours = |from, to| Hours::new(minute(from), minute(to)).unwrap();
    let day = |place| match place {
        0..5 => vec![hours("08:00", "12:00"), hours("12:30", "24:00")],
        _ => Vec::new(),
    };
    let days = ["2026-12-25", "2026-12-26"].map(|day| parse_day(day).unwrap());
    Calendar {
        zone: Zone::parse("Europe/Berlin").unwrap(),
        week: Week::new(std::array::from_fn(day)).unwrap(),
        holidays: Holidays::new(days.into()).unwrap(),
    }
}

#[test]
fn a_policy_comes_back_as_stored_changes_over_its_version_and_goes() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let first = Policy {
            rank: Some(Rank::HIGHEST),
            department: Some(house.departments[1]),
            response: Some(Allowance::minutes(1).unwrap()),
            resolution: Allowance::minutes(Allowance::MAX).unwrap(),
            calendar: office(),
            ..policy(7)
        };
        let second = Policy {
            active: false,
            ..policy(8)
        };
        world.write(|tx| {
            tx.sla().insert(tenant, &second)?;
            tx.sla().insert(tenant, &first)?;
            assert_eq!(
                tx.sla().policies(tenant)?,
                [first.clone(), second.clone()],
                "{}",
                world.kind
            );
            assert_eq!(tx.sla().policy(tenant, 7)?.as_ref(), Some(&first));
            assert_eq!(tx.sla().policy(tenant, 9)?, None);
            assert_eq!(tx.sla().policies(world.theirs.id())?, []);
            assert_eq!(tx.sla().policy(world.theirs.id(), 7)?, None);
            Ok(())
        });
        let sheet = |policy: &Policy, department| PolicySheet {
            policy: policy.clone(),
            department,
        };
        let all = world.queries.sla_policies(tenant).unwrap();
        assert_eq!(
            all,
            [sheet(&first, Some(2)), sheet(&second, None)],
            "{}",
            world.kind
        );
        assert_eq!(world.queries.sla_policies(world.theirs.id()).unwrap(), []);
        let changed = Policy {
            rank: None,
            department: None,
            response: None,
            calendar: Calendar::always(),
            version: 2,
            ..first.clone()
        };
        world.write(|tx| tx.sla().update(tenant, &changed));
        let stale = world.attempt(|tx| tx.sla().update(tenant, &changed));
        assert_eq!(stale, Err(StoreError::Stale), "{}", world.kind);
        assert_eq!(
            world.write(|tx| tx.sla().policy(tenant, 7)),
            Some(changed.clone())
        );
        world.write(|tx| tx.sla().remove(tenant, &changed));
        assert_eq!(world.write(|tx| tx.sla().policies(tenant)), [second]);
    }
}

#[test]
fn a_department_that_is_not_there_is_refused_and_one_with_a_policy_stays() {
    for world in worlds() {
        let tenant = world.ours.id();
        let wanted = Policy {
            department: Some(id(at(99), &mut Random::new(99))),
            ..policy(1)
        };
        let dangling = world.attempt(|tx| tx.sla().insert(tenant, &wanted));
        assert!(
            matches!(dangling, Err(StoreError::Dangling(_))),
            "{}: {dangling:?}",
            world.kind
        );
        let own = Policy {
            department: Some(world.ours.departments[0]),
            ..policy(1)
        };
        world.write(|tx| tx.sla().insert(tenant, &own));
        let removed = world.attempt(|tx| tx.departments().remove(tenant, world.ours.departments[0]));
        assert!(
            matches!(removed, Err(StoreError::Dangling(_))),
            "{}: {removed:?}",
            world.kind
        );
    }
}

fn told(world: &World, place: i64, ticket: TicketId, kind: EventKind, status: Option<StatusId>) -> Event {
    let random = &mut Random::new(u64::try_from(place).unwrap());
    let field = |field: &str, after| FieldChange {
        field: field.into(),
        before: json!(null),
        after,
    };
    let mut changes = vec![field("title", json!("Other"))];
    changes.extend(status.map(|status| field("status_id", json!(status))));
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
        let (ticket, other) = (house.ticket(1), house.ticket(2));
        world.write(|tx| tx.tickets().insert(tenant, &[ticket.clone(), other.clone()]));
        let [open, active, waiting] = [0, 1, 2].map(|place| house.statuses[place].id);
        let events = [
            told(&world, 10, ticket.id, TicketCreated, Some(open)),
            told(&world, 11, other.id, TicketCreated, Some(open)),
            told(&world, 20, ticket.id, TicketStatusChanged, Some(active)),
            told(&world, 30, ticket.id, TicketUpdated, None),
            told(&world, 40, ticket.id, TicketStatusChanged, Some(waiting)),
        ];
        world.write(|tx| tx.events().append(tenant, &events));
        let known = vec![(at(10), open), (at(20), active), (at(40), waiting)];
        assert_eq!(
            world.queries.status_stays(tenant, ticket.id).unwrap(),
            known,
            "{}",
            world.kind
        );
        assert_eq!(world.write(|tx| tx.sla().entered(tenant, ticket.id)), known);
        assert_eq!(
            world.queries.status_stays(world.theirs.id(), ticket.id).unwrap(),
            []
        );
        assert_eq!(
            world
                .queries
                .status_stays(tenant, id(at(1), &mut Random::new(5)))
                .unwrap(),
            []
        );
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
                .filter(|it| it.breach(now).is_some_and(|deadline| deadline >= since))
                .map(|it| it.id)
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
