//! Going through a list part by part from where the part before ended.

use crate::{
    oracle::{SORTS, order},
    population::Population,
    random::Random,
    world::{World, at, worlds},
};
use std::collections::HashSet;
use tessera_domain::{
    id::TicketId,
    listing::{Direction, Position, Sort, SortKey, SortValue, State, TicketFilter, Window},
    text::SearchTerm,
    visibility::Sight,
};

/// The part behind that place: its tickets, how many there are in all, and the place behind it.
fn part(
    world: &World,
    filter: &TicketFilter,
    sort: Sort,
    limit: i64,
) -> (Vec<TicketId>, i64, Option<Position>) {
    let (tenant, window) = (world.ours.id(), Window { offset: 0, limit });
    let page = world
        .queries
        .cards(tenant, &Sight::Everything, filter, sort, window)
        .unwrap();
    let ids: Vec<_> = page.items.iter().map(|card| card.id).collect();
    let last = ids.last().copied();
    let place = last.map(|id| world.queries.position(tenant, sort.key, id).unwrap().unwrap());
    (ids, page.total, place)
}

fn walk(
    world: &World,
    filter: &TicketFilter,
    sort: Sort,
    limit: i64,
    mut between: impl FnMut(),
) -> Vec<TicketId> {
    let mut filter = filter.clone();
    let mut all = Vec::new();
    loop {
        let (ids, _, place) = part(world, &filter, sort, limit);
        if ids.is_empty() {
            return all;
        }
        all.extend(ids);
        filter.after = place;
        between();
    }
}

#[test]
fn every_order_is_gone_through_once_and_as_it_stands() {
    for world in worlds() {
        let house = &world.ours;
        let population = Population::store(&world, house, 120, 31);
        Population::store(&world, &world.theirs, 30, 32);
        let open = TicketFilter {
            state: Some(State::Open),
            ..TicketFilter::default()
        };
        for (filter, state) in [(TicketFilter::default(), None), (open, Some(false))] {
            for key in SORTS {
                for direction in [Direction::Ascending, Direction::Descending] {
                    let sort = Sort { key, direction };
                    let mut expected: Vec<_> = population
                        .all
                        .iter()
                        .map(|it| &it.ticket)
                        .filter(|it| state.is_none_or(|closed| it.is_closed() == closed))
                        .collect();
                    expected.sort_by(|a, b| order(house, sort, a, b));
                    let expected: Vec<_> = expected.into_iter().map(|it| it.id).collect();
                    for limit in [7, 25, 120] {
                        let walked = walk(&world, &filter, sort, limit, || {});
                        assert_eq!(walked, expected, "{} {sort:?} {limit}", world.kind);
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_opened_meanwhile_moves_nothing_of_what_was_there() {
    for world in worlds() {
        let house = &world.ours;
        let population = Population::store(&world, house, 60, 33);
        let there: HashSet<_> = population.all.iter().map(|it| it.ticket.id).collect();
        let random = &mut Random::new(8);
        let mut number = 60;
        for key in SORTS {
            for direction in [Direction::Ascending, Direction::Descending] {
                let sort = Sort { key, direction };
                let walked = walk(&world, &TicketFilter::default(), sort, 9, || {
                    if number >= 400 || random.percent(50) {
                        return;
                    }
                    number += 1;
                    let mut fresh = house.ticket(number);
                    fresh.due_at = random.percent(50).then(|| at(number * 60));
                    world.write(|tx| tx.tickets().insert(house.id(), std::slice::from_ref(&fresh)));
                });
                let met: HashSet<_> = walked.iter().copied().collect();
                assert_eq!(met.len(), walked.len(), "{} {sort:?}: none twice", world.kind);
                assert!(there.is_subset(&met), "{} {sort:?}: none left out", world.kind);
            }
        }
    }
}

#[test]
fn the_total_is_of_the_whole_list_wherever_it_is_read() {
    for world in worlds() {
        Population::store(&world, &world.ours, 50, 34);
        let sort = Sort {
            key: SortKey::Title,
            direction: Direction::Ascending,
        };
        let mut filter = TicketFilter::default();
        for _ in 0..5 {
            let (ids, total, place) = part(&world, &filter, sort, 10);
            assert_eq!((ids.len(), total), (10, 50), "{}", world.kind);
            filter.after = place;
        }
        assert_eq!(part(&world, &filter, sort, 10).1, 50);
    }
}

#[test]
fn the_best_are_gone_through_once_while_others_come() {
    for world in worlds() {
        let house = &world.ours;
        let tickets: Vec<_> = (1..=1_030).map(|number| house.ticket(number)).collect();
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        let sort = Sort {
            key: SortKey::Relevance,
            direction: Direction::Descending,
        };
        let bound = tessera_domain::id::earliest_at(at(2_000)).into();
        let mut filter = TicketFilter {
            search: SearchTerm::parse("ticket").unwrap(),
            ..TicketFilter::default()
        };
        let mut walked = Vec::new();
        for round in 0..11 {
            filter.after = Some(Position {
                id: bound,
                value: SortValue::Number(round * 100),
            });
            let page = world
                .queries
                .cards(
                    house.id(),
                    &Sight::Everything,
                    &filter,
                    sort,
                    Window {
                        offset: 0,
                        limit: 100,
                    },
                )
                .unwrap();
            walked.extend(page.items.iter().map(|card| card.id));
            let late = house.ticket(2_001 + round);
            world.write(|tx| tx.tickets().insert(house.id(), std::slice::from_ref(&late)));
        }
        let expected: Vec<_> = tickets.iter().rev().map(|it| it.id).collect();
        assert_eq!(walked, expected, "{}", world.kind);
    }
}

#[test]
fn an_index_leads_to_the_place() {
    for world in worlds() {
        Population::store(&world, &world.ours, 40, 35);
        for (key, row) in [
            (SortKey::Updated, "updated_at"),
            (SortKey::Number, "number"),
            (SortKey::Rank, "rank"),
        ] {
            let sort = Sort {
                key,
                direction: Direction::Descending,
            };
            let (_, _, place) = part(&world, &TicketFilter::default(), sort, 10);
            let filter = TicketFilter {
                after: place,
                ..TicketFilter::default()
            };
            let _ = world.watch.take();
            part(&world, &filter, sort, 10);
            let statements = world.watch.take();
            let plain = statements[0].replace(['"', '`'], "");
            assert!(
                plain.contains(&format!("(tickets.{row}, tickets.id) < (")) && !plain.contains("OFFSET"),
                "{}: {plain}",
                world.kind
            );
            if let Some(plan) = world.place.sqlite_plan(&statements[0]) {
                let by_row = |line: &String| {
                    line.starts_with("SEARCH tickets USING INDEX") && line.contains(row) && line.contains('<')
                };
                assert!(plan.iter().any(by_row), "{key:?}: {plan:#?}");
                assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
            }
        }
    }
}
