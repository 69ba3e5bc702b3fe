//! The visibility rule: the domain's function and the statements say the same.

use crate::{oracle::Population, random::Random, world::worlds};
use std::collections::HashMap;
use tessera_domain::{
    id::{DepartmentId, UserId},
    listing::{Direction, Sort, SortKey, TicketFilter, Window},
    visibility::Sight,
};
use tessera_ports::queries::TicketStats;

#[test]
fn whoever_sees_a_ticket_finds_it_and_nobody_else_does() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let population = Population::store(&world, house, 120, 31);
        Population::store(&world, &world.theirs, 20, 32);
        let mut sights = vec![Sight::Everything];
        for user in &house.users {
            sights.push(Sight::Personal {
                user: user.id,
                department: None,
            });
            sights.push(Sight::Personal {
                user: user.id,
                department: Some(house.departments[1]),
            });
        }
        let random = &mut Random::new(4);
        let sort = Sort {
            key: SortKey::Created,
            direction: Direction::Ascending,
        };
        for sight in sights {
            let window = Window {
                offset: 0,
                limit: 1_000,
            };
            let page = world
                .queries
                .cards(tenant, &sight, &TicketFilter::default(), sort, window)
                .unwrap();
            let mut expected: Vec<_> = population
                .all
                .iter()
                .filter(|it| sight.sees(&population.ties(it)))
                .map(|it| it.ticket.id)
                .collect();
            expected.sort_unstable();
            assert_eq!(
                page.items.iter().map(|card| card.id).collect::<Vec<_>>(),
                expected,
                "{}: {sight:?}",
                world.kind
            );
            let one = Window { offset: 0, limit: 1 };
            let total = world
                .queries
                .cards(tenant, &sight, &TicketFilter::default(), sort, one)
                .unwrap()
                .total;
            assert_eq!(total, i64::try_from(expected.len()).unwrap());
            for _ in 0..15 {
                let it = random.pick(&population.all);
                let seen = sight.sees(&population.ties(it));
                assert_eq!(
                    world
                        .queries
                        .view(tenant, &sight, it.ticket.id)
                        .unwrap()
                        .is_some(),
                    seen
                );
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
        let now = crate::world::at(20 * 3_600);
        let since = [0, 10, 39, 50].map(|hour| crate::world::at(hour * 3_600));
        let personal = |user: UserId, department: Option<DepartmentId>| Sight::Personal { user, department };
        for sight in [
            Sight::Everything,
            personal(house.user(0), None),
            personal(house.user(5), Some(house.departments[0])),
        ] {
            let stats = world.queries.stats(house.id(), &sight, now, &since).unwrap();
            let seen: Vec<_> = population
                .all
                .iter()
                .filter(|it| sight.sees(&population.ties(it)))
                .map(|it| &it.ticket)
                .collect();
            let count = |test: &dyn Fn(&tessera_domain::ticket::Ticket) -> bool| {
                i64::try_from(seen.iter().filter(|ticket| test(ticket)).count()).unwrap()
            };
            let mut by_priority = HashMap::new();
            let mut by_project = HashMap::new();
            let mut by_category = HashMap::new();
            for ticket in &seen {
                let priority = house
                    .priorities
                    .iter()
                    .find(|it| it.id == ticket.priority)
                    .unwrap();
                *by_priority.entry(priority.name.to_string()).or_default() += 1;
                let project = house.projects.iter().find(|it| it.id == ticket.project).unwrap();
                *by_project.entry(project.name.to_string()).or_default() += 1;
                if let Some(category) = &ticket.category {
                    *by_category.entry(category.to_string()).or_default() += 1;
                }
            }
            let by_status = house
                .statuses
                .iter()
                .map(|status| (status.id, count(&|it| it.status == status.id)))
                .filter(|(_, n)| *n > 0);
            let expected = TicketStats {
                total: count(&|_| true),
                open: count(&|it| !it.is_closed()),
                closed: count(&|it| it.is_closed()),
                unassigned: count(&|it| it.assignee.is_none()),
                overdue: count(&|it| it.is_overdue(now)),
                by_status: by_status.collect(),
                by_priority: sorted(by_priority),
                by_category: sorted(by_category),
                by_project: sorted(by_project),
                created_since: since.map(|since| count(&|it| it.created_at >= since)).into(),
            };
            assert_eq!(stats, expected, "{}: {sight:?}", world.kind);
        }
        let nobody = world
            .queries
            .stats(world.theirs.id(), &Sight::Everything, now, &[])
            .unwrap();
        assert_eq!(nobody, TicketStats::default());
    }
}

fn sorted(counts: HashMap<String, i64>) -> Vec<(String, i64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort();
    counts
}
