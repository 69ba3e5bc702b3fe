//! The kept totals: after whatever was done to tickets they say what counting them would.

use crate::{
    oracle::{self, Stored},
    random::Random,
    world::{World, at, worlds},
};
use tessera_domain::{
    id::UserId,
    listing::{AssigneeFilter, Direction, Sort, SortKey, State, TicketFilter, Window},
    text::Title,
    visibility::Sight,
};
use tessera_ports::StoreError;

/// How many rows the totals and the counted tickets do not have in common.
fn differences(world: &World) -> Vec<String> {
    let kept = "SELECT tenant_id, project_id, status_id, priority_id, assigned, closed, tickets FROM ticket_totals WHERE tickets > 0";
    let counted = "SELECT tenant_id, project_id, status_id, priority_id, assignee_id IS NOT NULL, closed_at IS NOT NULL, count(*) \
        FROM tickets GROUP BY 1, 2, 3, 4, 5, 6";
    let kept_categories = "SELECT tenant_id, category, tickets FROM ticket_category_totals WHERE tickets > 0";
    let categories =
        "SELECT tenant_id, category, count(*) FROM tickets WHERE category IS NOT NULL GROUP BY 1, 2";
    let pairs = [
        (kept, counted),
        (counted, kept),
        (kept_categories, categories),
        (categories, kept_categories),
    ];
    let ask = |(one, other)| {
        format!(
            "SELECT CAST(count(*) AS TEXT) FROM (SELECT * FROM ({one}) a EXCEPT SELECT * FROM ({other}) b) c"
        )
    };
    pairs
        .map(ask)
        .iter()
        .flat_map(|query| world.place.texts(query))
        .collect()
}

#[test]
fn whatever_is_done_to_tickets_the_totals_stay_true() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let random = &mut Random::new(55);
        let everybody: Vec<UserId> = house.users.iter().map(|user| user.id).collect();
        let mut tickets = Vec::new();
        for step in 0..120 {
            if random.percent(30) || tickets.is_empty() {
                let next = i64::try_from(tickets.len()).unwrap() + 1;
                let count = i64::try_from(random.below(9)).unwrap();
                let new: Vec<_> = (next..next + count)
                    .map(|number| oracle::ticket(house, &everybody, number, random))
                    .collect();
                world.write(|tx| tx.tickets().insert(tenant, &new));
                tickets.extend(new);
            } else {
                let place = random.below(tickets.len());
                let before = tickets[place].clone();
                let mut after = oracle::ticket(house, &everybody, before.number, random);
                if random.percent(30) {
                    after = before.clone();
                    after.title = Title::parse(format!("Step {step}")).unwrap();
                }
                (after.id, after.version) = (before.id, before.version + 1);
                (after.reference, after.created_at, after.created_by) =
                    (before.reference.clone(), before.created_at, before.created_by);
                if let Some(closure) = &mut after.closure {
                    closure.at = closure.at.max(after.created_at);
                }
                world.write(|tx| tx.tickets().update(tenant, &before, &after));
                let undone = world.attempt(|tx| {
                    tx.tickets().update(tenant, &after, &{
                        let mut more = before.clone();
                        more.version = after.version + 1;
                        more
                    })?;
                    Err::<(), _>(StoreError::Stale)
                });
                assert_eq!(undone, Err(StoreError::Stale));
                assert_eq!(
                    world.write(|tx| tx.tickets().find(tenant, &Sight::Everything, after.id)),
                    Some(after.clone())
                );
                tickets[place] = after;
            }
        }
        assert_eq!(differences(&world), ["0"; 4], "{}", world.kind);
        totals_of_lists(
            &world,
            &tickets.into_iter().map(beside_nothing).collect::<Vec<_>>(),
        );
    }
}

fn beside_nothing(ticket: tessera_domain::ticket::Ticket) -> Stored {
    Stored {
        ticket,
        tags: vec![],
        watchers: vec![],
        further: vec![],
    }
}

/// Lists whose length the totals know, asked for one ticket only so that the length is not told by the part.
fn totals_of_lists(world: &World, all: &[Stored]) {
    let house = &world.ours;
    let statuses: Vec<_> = house.statuses[..3].iter().map(|status| status.id).collect();
    let none = TicketFilter::default;
    let filters = [
        none(),
        TicketFilter {
            state: Some(State::Open),
            ..none()
        },
        TicketFilter {
            state: Some(State::Closed),
            assignee: Some(AssigneeFilter::Nobody),
            ..none()
        },
        TicketFilter {
            assignee: Some(AssigneeFilter::Somebody),
            ..none()
        },
        TicketFilter {
            statuses: Some(statuses),
            project: Some(house.projects[1].id),
            ..none()
        },
        TicketFilter {
            status_name: Some("RESOLVED".into()),
            ..none()
        },
        TicketFilter {
            priority: Some(house.priorities[1].id),
            ..none()
        },
        TicketFilter {
            priority_name: Some("high".into()),
            project_name: Some("App".into()),
            ..none()
        },
    ];
    let sort = Sort {
        key: SortKey::Created,
        direction: Direction::Descending,
    };
    for filter in filters {
        let _ = world.watch.take();
        let page = world
            .queries
            .cards(
                house.id(),
                &Sight::Everything,
                &filter,
                sort,
                Window { offset: 0, limit: 1 },
            )
            .unwrap();
        let expected = all.iter().filter(|it| oracle::passes(house, &filter, it)).count();
        assert_eq!(
            page.total,
            i64::try_from(expected).unwrap(),
            "{}: {filter:?}",
            world.kind
        );
        assert!(expected > 0, "{filter:?} asks of nothing");
        let statements = world.watch.take();
        assert!(
            statements.iter().any(|sql| sql.contains("ticket_totals")),
            "{statements:#?}"
        );
    }
}

#[test]
fn a_large_import_is_counted_in_one_go() {
    for world in worlds() {
        let tenant = world.ours.id();
        let tickets: Vec<_> = (1..=1_203).map(|number| world.ours.ticket(number)).collect();
        let _ = world.watch.take();
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        let statements = world.watch.take();
        assert!(statements.len() < 10, "{}", statements.len());
        assert_eq!(differences(&world), ["0"; 4]);
        let newest = Sort {
            key: SortKey::Created,
            direction: Direction::Descending,
        };
        let page = world
            .queries
            .cards(
                tenant,
                &Sight::Everything,
                &TicketFilter::default(),
                newest,
                Window {
                    offset: 1_200,
                    limit: 25,
                },
            )
            .unwrap();
        assert_eq!((page.items.len(), page.total), (3, 1_203));
        assert_eq!(page.items[0].created_at, at(3));
    }
}
