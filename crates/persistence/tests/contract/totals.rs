//! The kept totals: after whatever was done to tickets they say what counting them would.

use crate::{
    house::House,
    oracle,
    population::{self, Stored},
    random::Random,
    world::{World, asking, at, next, worlds},
};
use tessera_domain::{
    listing::{AssigneeFilter, Direction, Sort, SortKey, State, TicketFilter, Window},
    text::Title,
    ticket::Ticket,
    visibility::Sight,
};
use tessera_ports::StoreError;

const KEPT: &str = "SELECT tenant_id, project_id, column_id, status_id, priority_id, assigned, closed, tickets \
    FROM ticket_totals WHERE tickets > 0";
const COUNTED: &str = "SELECT tenant_id, project_id, coalesce(column_id, {nil}), status_id, priority_id, \
    assignee_id IS NOT NULL, closed_at IS NOT NULL, count(*) FROM tickets GROUP BY 1, 2, 3, 4, 5, 6, 7";
const KEPT_CATEGORIES: &str =
    "SELECT tenant_id, category, tickets FROM ticket_category_totals WHERE tickets > 0";
const COUNTED_CATEGORIES: &str =
    "SELECT tenant_id, category, count(*) FROM tickets WHERE category IS NOT NULL GROUP BY 1, 2";

/// The kept rows are exactly the counted ones.
fn check(world: &World) {
    for (one, other) in [
        (KEPT, COUNTED),
        (COUNTED, KEPT),
        (KEPT_CATEGORIES, COUNTED_CATEGORIES),
        (COUNTED_CATEGORIES, KEPT_CATEGORIES),
    ] {
        let nil = match world.place.sqlite_path() {
            Some(_) => "zeroblob(16)",
            None => "'00000000-0000-0000-0000-000000000000'",
        };
        let rest = format!("SELECT * FROM ({one}) a EXCEPT SELECT * FROM ({other}) b").replace("{nil}", nil);
        let count = world
            .place
            .texts(&format!("SELECT CAST(count(*) AS TEXT) FROM ({rest}) c"));
        assert_eq!(count, ["0"], "{}: {rest}", world.kind);
    }
}

/// New tickets.
fn arrive(world: &World, tickets: &mut Vec<Ticket>, random: &mut Random) {
    let (house, everybody) = (&world.ours, world.ours.everybody());
    let first = i64::try_from(tickets.len()).unwrap() + 1;
    let count = i64::try_from(random.below(9)).unwrap();
    let new: Vec<_> = (first..first + count)
        .map(|number| population::ticket(house, &everybody, number, random))
        .collect();
    world.write(|tx| tx.tickets().insert(house.id(), &new));
    tickets.extend(new);
}

/// A ticket becomes another one, and once more in a transaction that does not commit.
fn change(world: &World, ticket: &mut Ticket, random: &mut Random) {
    let tenant = world.ours.id();
    let before = ticket.clone();
    let after = changed(&world.ours, &before, random);
    world.write(|tx| tx.tickets().update(tenant, &before, &after));
    let undone = world.attempt(|tx| {
        tx.tickets().update(
            tenant,
            &after,
            &Ticket {
                version: after.version + 1,
                ..before.clone()
            },
        )?;
        Err::<(), _>(StoreError::Stale)
    });
    assert_eq!(undone, Err(StoreError::Stale));
    let stored = world.write(|tx| tx.tickets().find(tenant, &Sight::Everything, after.id));
    assert_eq!(stored.as_ref(), Some(&after), "{}", world.kind);
    *ticket = after;
}

fn changed(house: &House, before: &Ticket, random: &mut Random) -> Ticket {
    if random.percent(30) {
        return next(before, |it| {
            it.title = Title::parse(format!("Version {}", it.version)).unwrap();
        });
    }
    let mut after = population::ticket(house, &house.everybody(), before.number, random);
    (after.id, after.version, after.reference) = (before.id, before.version + 1, before.reference.clone());
    (after.created_at, after.created_by) = (before.created_at, before.created_by);
    after.source = before.source;
    if let Some(closure) = &mut after.closure {
        closure.at = closure.at.max(after.created_at);
    }
    after
}

#[test]
fn whatever_is_done_to_tickets_the_totals_stay_true() {
    for world in worlds() {
        let random = &mut Random::new(55);
        let mut tickets = Vec::new();
        for _ in 0..120 {
            if random.percent(30) || tickets.is_empty() {
                arrive(&world, &mut tickets, random);
            } else {
                let place = random.below(tickets.len());
                change(&world, &mut tickets[place], random);
            }
        }
        check(&world);
        let beside_nothing = |ticket| Stored {
            ticket,
            tags: vec![],
            watchers: vec![],
            further: vec![],
        };
        let all: Vec<_> = tickets.into_iter().map(beside_nothing).collect();
        for filter in known(&world.ours) {
            check_list(&world, &filter, &all);
        }
    }
}

/// Filters whose totals are kept.
fn known(house: &House) -> [TicketFilter; 8] {
    let statuses: Vec<_> = house.statuses[..3].iter().map(|status| status.id).collect();
    [
        TicketFilter::default(),
        asking(|it| it.state = Some(State::Open)),
        asking(|it| (it.state, it.assignee) = (Some(State::Closed), Some(AssigneeFilter::Nobody))),
        asking(|it| it.assignee = Some(AssigneeFilter::Somebody)),
        asking(|it| (it.statuses, it.project) = (Some(statuses), Some(house.projects[1].id))),
        asking(|it| it.status_name = Some("RESOLVED".into())),
        asking(|it| it.priority = Some(house.priorities[1].id)),
        asking(|it| (it.priority_name, it.project_name) = (Some("high".into()), Some("App".into()))),
    ]
}

/// Asks for one ticket only, so that the part does not tell how long the list is.
fn check_list(world: &World, filter: &TicketFilter, all: &[Stored]) {
    let _ = world.watch.take();
    let total = world.newest(world.ours.id(), &Sight::Everything, filter, 1).total;
    let expected = all
        .iter()
        .filter(|it| oracle::passes(&world.ours, filter, it))
        .count();
    assert_eq!(
        total,
        i64::try_from(expected).unwrap(),
        "{}: {filter:?}",
        world.kind
    );
    assert!(expected > 1, "{filter:?} asks of nothing");
    let statements = world.watch.take();
    assert!(
        statements.iter().any(|sql| sql.contains("ticket_totals")),
        "{statements:#?}"
    );
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
        check(&world);
        let sort = Sort {
            key: SortKey::Created,
            direction: Direction::Descending,
        };
        let (all, last) = (
            TicketFilter::default(),
            Window {
                offset: 1_200,
                limit: 25,
            },
        );
        let page = world
            .queries
            .cards(tenant, &Sight::Everything, &all, sort, last)
            .unwrap();
        assert_eq!((page.items.len(), page.total), (3, 1_203));
        assert_eq!(page.items[0].created_at, at(3));
    }
}
