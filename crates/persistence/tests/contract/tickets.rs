//! Tickets inside a transaction.

use crate::{
    population,
    random::Random,
    support,
    world::{World, at, id, next, worlds},
};
use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use std::slice;
use tessera_domain::{
    id::{TicketId, UserId},
    text::Title,
    ticket::{Closure, Ticket},
    visibility::{Sight, Ties},
};
use tessera_ports::{StoreError, StoreResult, error::Unique};

fn insert(world: &World, ticket: &Ticket) -> StoreResult<()> {
    world.attempt(|tx| tx.tickets().insert(world.ours.id(), slice::from_ref(ticket)))
}

fn update(world: &World, before: &Ticket, after: &Ticket) -> StoreResult<()> {
    world.attempt(|tx| tx.tickets().update(world.ours.id(), before, after))
}

fn find(world: &World, id: TicketId) -> Option<Ticket> {
    world.write(|tx| tx.tickets().find(world.ours.id(), &Sight::Everything, id))
}

#[test]
fn a_ticket_comes_back_as_it_was_stored_whatever_it_holds() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(2));
        let everybody = house.everybody();
        let tickets: Vec<_> = (1..=60)
            .map(|number| population::ticket(house, &everybody, number, random))
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        for ticket in &tickets {
            assert_eq!(find(&world, ticket.id).as_ref(), Some(ticket), "{}", world.kind);
        }
    }
}

#[test]
fn numbers_references_and_ids_are_taken_once() {
    for world in worlds() {
        let house = &world.ours;
        let first = house.ticket(1);
        insert(&world, &first).unwrap();
        let cases = [
            (house.with(2, |it| it.number = 1), Unique::Number),
            (
                house.with(2, |it| it.reference = first.reference.clone()),
                Unique::TicketReference,
            ),
            (house.with(2, |it| it.id = first.id), Unique::Key),
        ];
        for (ticket, rule) in cases {
            let both = [house.ticket(3), ticket];
            let refused = world.attempt(|tx| tx.tickets().insert(house.id(), &both));
            assert_eq!(refused, Err(StoreError::Taken(rule)), "{}", world.kind);
            assert_eq!(find(&world, both[0].id), None, "nothing of a refused unit stays");
        }
        let others = world.theirs.ticket(1);
        world.write(|tx| tx.tickets().insert(world.theirs.id(), slice::from_ref(&others)));
    }
}

#[test]
fn only_the_version_that_was_read_can_be_changed() {
    for world in worlds() {
        let (house, first) = (&world.ours, world.ours.ticket(1));
        insert(&world, &first).unwrap();
        let second = next(&first, |it| {
            (it.updated_at, it.updated_by) = (at(50), Some(house.user(2)));
        });
        update(&world, &first, &second).unwrap();
        assert_eq!(find(&world, first.id).as_ref(), Some(&second), "touched only");
        assert_eq!(update(&world, &first, &second), Err(StoreError::Stale));
        let third = next(&second, |it| {
            it.title = Title::parse("Third").unwrap();
            it.closure = Some(Closure { at: at(60), by: None });
        });
        let skipped = next(&third, |_| {});
        assert!(matches!(
            update(&world, &second, &skipped),
            Err(StoreError::Failed(_))
        ));
        update(&world, &second, &third).unwrap();
        assert_eq!(update(&world, &second, &third), Err(StoreError::Stale));
        assert_eq!(find(&world, first.id), Some(third));
        let unknown = house.ticket(9);
        assert_eq!(
            update(&world, &unknown, &next(&unknown, |_| {})),
            Err(StoreError::Stale)
        );
    }
}

#[test]
fn watchers_and_further_assignees_are_exactly_those_set() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.with(1, |it| it.assignee = Some(house.user(7)));
        insert(&world, &ticket).unwrap();
        for places in [vec![3, 1, 2], vec![2], vec![], vec![5, 4, 5]] {
            let users: Vec<UserId> = places.into_iter().map(|place| house.user(place)).collect();
            world.write(|tx| {
                tx.tickets().set_watchers(tenant, ticket.id, &users)?;
                tx.tickets().set_further_assignees(tenant, ticket.id, &users)
            });
            let mut given: Vec<UserId> = Vec::new();
            for user in users {
                if !given.contains(&user) {
                    given.push(user);
                }
            }
            let mut sorted = given.clone();
            sorted.sort_unstable();
            world.write(|tx| {
                assert_eq!(tx.tickets().watchers(tenant, ticket.id)?, sorted);
                assert_eq!(tx.tickets().further_assignees(tenant, ticket.id)?, given);
                let ties = tx.tickets().ties(tenant, ticket.id)?;
                assert_eq!(ties.assignees.first(), Some(&house.user(7)));
                assert_eq!(ties.assignees[1..], given);
                Ok(())
            });
        }
        let nothing = id(at(3), &mut Random::new(3));
        assert_eq!(
            world.write(|tx| tx.tickets().ties(tenant, nothing)),
            Ties::default()
        );
    }
}

/// What neither database lets anybody store, whoever it is.
const REFUSED: [&str; 20] = [
    "UPDATE tickets SET rank = 6",
    "UPDATE tickets SET version = 0",
    "UPDATE tickets SET number = 0",
    "UPDATE tickets SET title = ''",
    "UPDATE tickets SET kind = 'wish'",
    "UPDATE tickets SET attributes = '[]'",
    "UPDATE tickets SET attributes = 'x'",
    "UPDATE tickets SET category = ''",
    "UPDATE tickets SET status_id = id",
    "UPDATE tickets SET client_id = id",
    "UPDATE tickets SET closed_at = NULL, closed_by = created_by",
    "UPDATE statuses SET category = 'lost'",
    "UPDATE statuses SET position = -1",
    "UPDATE users SET role = 'root'",
    "UPDATE users SET login = ''",
    "UPDATE users SET extra = '{}'",
    "UPDATE tenants SET state = 'gone'",
    "UPDATE ticket_totals SET tickets = -1",
    "DELETE FROM tenants",
    "DELETE FROM users",
];

fn execute(world: &World, statement: &str) -> bool {
    let done = if world.kind == support::SQLITE {
        let mut conn = SqliteConnection::establish(world.place.sqlite_path().unwrap()).unwrap();
        conn.batch_execute("PRAGMA foreign_keys = ON").unwrap();
        conn.batch_execute(statement)
    } else {
        PgConnection::establish(world.place.url())
            .unwrap()
            .batch_execute(statement)
    };
    done.is_ok()
}

#[test]
fn both_databases_refuse_the_same_rows() {
    for world in worlds() {
        let ticket = world.ours.with(1, |it| it.created_by = Some(world.ours.user(0)));
        insert(&world, &ticket).unwrap();
        for statement in REFUSED {
            assert!(!execute(&world, statement), "{} did: {statement}", world.kind);
        }
        let longest = "🎫".repeat(500);
        assert!(
            execute(&world, &format!("UPDATE tickets SET title = '{longest}'")),
            "{}",
            world.kind
        );
        assert!(
            !execute(&world, &format!("UPDATE tickets SET title = '{longest}x'")),
            "{}",
            world.kind
        );
    }
}

#[test]
fn bad_stored_data_is_named() {
    for world in worlds() {
        assert!(execute(&world, "UPDATE users SET extra = '[\"fly\"]'"));
        let read = world.queries.person(world.ours.id(), world.ours.user(0));
        let Err(StoreError::Corrupt {
            table,
            column,
            detail,
        }) = read
        else {
            panic!("{read:?}")
        };
        assert_eq!((table, column), ("users", "extra"));
        assert!(
            detail.contains("fly") && detail.contains(&world.ours.user(0).to_string()),
            "{detail}"
        );
    }
}
