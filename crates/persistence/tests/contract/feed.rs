//! The event log for its readers.

use crate::{
    population::Population,
    race::at_once,
    random::Random,
    world::{at, id, worlds},
};
use std::collections::BTreeSet;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::{TenantId, TicketId},
    visibility::Sight,
};
use tessera_ports::queries::ActorLabel;
use uuid::Uuid;

fn event(tenant: TenantId, random: &mut Random, actor: Actor, ticket: Option<TicketId>) -> Event {
    Event {
        tenant,
        id: id(at(1), random),
        kind: EventKind::TicketUpdated,
        ticket,
        subject: Uuid::from_u128(1),
        actor,
        audience: Audience::Public,
        changes: Vec::new(),
        at: at(1),
        request: None,
    }
}

#[test]
fn each_event_comes_with_who_did_it_and_the_number_of_its_ticket() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let ticket = &Population::store(&world, house, 3, 1).all[0].ticket;
        let random = &mut Random::new(9);
        let gone = Uuid::from_u128(404).into();
        let events = [
            event(tenant, random, Actor::User(house.user(1)), Some(ticket.id)),
            event(tenant, random, Actor::Operator, Some(gone)),
            event(
                tenant,
                random,
                Actor::Integration(Uuid::from_u128(5).into()),
                None,
            ),
        ];
        let place = world.queries.newest(tenant, None, 1).unwrap();
        let before = place.first().map_or(0, |newest| newest.sequence);
        world.write(|tx| tx.events().append(tenant, &events));
        world.watch.take();
        let read = world.queries.feed(tenant, before, 10).unwrap();
        assert_eq!(world.watch.take().len(), 1, "{}", world.kind);
        let logged: Vec<_> = read.iter().map(|it| it.entry.logged.event.clone()).collect();
        assert_eq!(logged, events, "{}", world.kind);
        let numbers: Vec<_> = read.iter().map(|it| it.ticket_number).collect();
        assert_eq!(numbers, [Some(ticket.number), None, None]);
        let person = ActorLabel::Person(house.card(house.user(1)));
        let actors: Vec<_> = read.into_iter().map(|it| it.entry.actor).collect();
        assert_eq!(actors, [person, ActorLabel::Nameless, ActorLabel::Nameless]);
        assert_eq!(world.queries.feed(tenant, before + 1, 1).unwrap().len(), 1);
        assert_eq!(world.queries.feed(world.theirs.id(), 0, 10).unwrap(), []);
    }
}

#[test]
fn what_is_in_sight_is_what_the_rule_says() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let population = Population::store(&world, house, 30, 3);
        let all: Vec<TicketId> = population.all.iter().map(|it| it.ticket.id).collect();
        let mut asked = all.clone();
        asked.push(Uuid::from_u128(404).into());
        for sight in [
            Sight::Everything,
            Sight::Personal {
                user: house.user(1),
                department: None,
            },
            Sight::Personal {
                user: house.user(0),
                department: Some(house.departments[1]),
            },
        ] {
            let found: BTreeSet<_> = world
                .queries
                .in_sight(tenant, &sight, &asked)
                .unwrap()
                .into_iter()
                .collect();
            let expected: BTreeSet<_> = all
                .iter()
                .copied()
                .filter(|ticket| world.queries.view(tenant, &sight, *ticket).unwrap().is_some())
                .collect();
            assert_eq!(found, expected, "{} {sight:?}", world.kind);
        }
        let everything = Sight::Everything;
        let foreign = world
            .queries
            .in_sight(world.theirs.id(), &everything, &all)
            .unwrap();
        assert_eq!(foreign, []);
    }
}

/// Whoever reads on from where they were misses nothing, however many write meanwhile.
#[test]
fn a_reader_beside_many_writers_misses_nothing() {
    for world in worlds() {
        let tenant = world.ours.id();
        let (writers, each) = (4, 25);
        let read = at_once(writers + 1, |thread| {
            if thread < writers {
                for round in 0..each {
                    let random = &mut Random::new(thread * 1000 + round);
                    let told = event(tenant, random, Actor::Operator, None);
                    world.write(|tx| tx.events().append(tenant, std::slice::from_ref(&told)));
                }
                return Vec::new();
            }
            let mut places = Vec::new();
            while places.len() < usize::try_from(writers * each).unwrap() {
                let after = places.last().copied().unwrap_or(0);
                let part = world.queries.feed(tenant, after, 7).unwrap();
                places.extend(part.iter().map(|it| it.entry.logged.sequence));
            }
            places
        });
        let all: Vec<i64> = read.into_iter().flatten().collect();
        let expected: Vec<i64> = (1..=i64::try_from(writers * each).unwrap()).collect();
        assert_eq!(all, expected, "{}", world.kind);
    }
}
