//! The visibility rule: the domain's function and the statements say the same.

use crate::{
    house::House,
    population::{Population, sources},
    world::{at, worlds},
};
use std::collections::BTreeMap;
use tessera_domain::{listing::TicketFilter, ticket::Ticket, time::Time, visibility::Sight};
use tessera_ports::queries::TicketStats;

/// Everybody's sight, with and without a department to manage, and that of tokens, one of which opened nothing.
fn sights(house: &House) -> Vec<Sight> {
    let departments = [None, Some(house.departments[1])];
    let personal = |user| departments.map(|department| Sight::Personal { user, department });
    let mut sights: Vec<_> = house.everybody().into_iter().flat_map(personal).collect();
    sights.extend(sources(house).map(|token| Sight::OpenedBy { token }));
    sights.push(Sight::OpenedBy {
        token: house.user(0).uuid().into(),
    });
    sights.push(Sight::Everything);
    sights
}

#[test]
fn lists_hold_what_is_in_sight_and_nothing_else() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 120, 31);
        Population::store(&world, &world.theirs, 20, 32);
        for sight in sights(house) {
            let mut expected = population.in_sight(&sight);
            expected.sort_unstable_by_key(|it| std::cmp::Reverse(it.id));
            let expected: Vec<_> = expected.into_iter().map(|it| it.id).collect();
            let page = world.newest(tenant, &sight, &TicketFilter::default(), 1_000);
            let found: Vec<_> = page.items.iter().map(|card| card.id).collect();
            assert_eq!(found, expected, "{}: {sight:?}", world.kind);
            let total = world.newest(tenant, &sight, &TicketFilter::default(), 1).total;
            assert_eq!(
                total,
                i64::try_from(expected.len()).unwrap(),
                "{}: {sight:?}",
                world.kind
            );
        }
    }
}

#[test]
fn whoever_sees_a_ticket_finds_it_and_nobody_else_does() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 25, 35);
        for sight in sights(house) {
            for it in &population.all {
                let seen = sight.sees(&population.ties(it));
                let view = world.queries.view(tenant, &sight, it.ticket.id).unwrap();
                assert_eq!(view.is_some(), seen, "{}: {sight:?}", world.kind);
                let found = world.write(|tx| tx.tickets().find(tenant, &sight, it.ticket.id));
                assert_eq!(found, seen.then(|| it.ticket.clone()));
            }
        }
    }
}

#[test]
fn ties_are_everybody_who_is_connected() {
    for world in worlds() {
        let population = Population::store(&world, &world.ours, 40, 33);
        for it in &population.all {
            let ties = world.write(|tx| tx.tickets().ties(world.ours.id(), it.ticket.id));
            assert_eq!(ties, population.ties(it), "{}", world.kind);
        }
    }
}

#[test]
fn stats_count_the_tickets_in_sight() {
    for world in worlds() {
        let house = &world.ours;
        let population = Population::store(&world, house, 150, 34);
        let now = at(20 * 3_600);
        let since = [0, 10, 39, 50].map(|hour| at(hour * 3_600));
        for sight in sights(house) {
            let stats = world.queries.stats(house.id(), &sight, now, &since).unwrap();
            let expected = expected_stats(house, &population.in_sight(&sight), now, &since);
            assert_eq!(stats, expected, "{}: {sight:?}", world.kind);
        }
        let nothing = world
            .queries
            .stats(world.theirs.id(), &Sight::Everything, now, &[])
            .unwrap();
        assert_eq!(nothing, TicketStats::default());
    }
}

fn expected_stats(house: &House, seen: &[&Ticket], now: Time, since: &[Time]) -> TicketStats {
    let count = |test: &dyn Fn(&Ticket) -> bool| {
        i64::try_from(seen.iter().filter(|ticket| test(ticket)).count()).unwrap()
    };
    let by = |name: &dyn Fn(&Ticket) -> Option<String>| {
        let mut counts = BTreeMap::new();
        for name in seen.iter().filter_map(|ticket| name(ticket)) {
            *counts.entry(name).or_default() += 1;
        }
        counts.into_iter().collect()
    };
    let by_status = house
        .statuses
        .iter()
        .map(|status| (status.id, count(&|it| it.status == status.id)));
    TicketStats {
        total: count(&|_| true),
        open: count(&|it| !it.is_closed()),
        closed: count(&Ticket::is_closed),
        unassigned: count(&|it| it.assignee.is_none()),
        overdue: count(&|it| it.is_overdue(now)),
        by_status: by_status.filter(|(_, count)| *count > 0).collect(),
        by_priority: by(&|it| Some(house.priority_of(it).name.to_string())),
        by_category: by(&|it| it.category.as_ref().map(ToString::to_string)),
        by_project: by(&|it| Some(house.project_of(it).name.to_string())),
        created_since: since
            .iter()
            .map(|since| count(&|it| it.created_at >= *since))
            .collect(),
    }
}
