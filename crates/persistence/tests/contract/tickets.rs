//! Tickets inside a transaction.

use crate::{
    oracle,
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::{
    id::{TicketId, UserId},
    text::Title,
    ticket::{Closure, Ticket},
    visibility::{Sight, Ties},
};
use tessera_ports::{StoreError, error::Unique};

#[test]
fn a_ticket_comes_back_as_it_was_stored_whatever_it_holds() {
    for world in worlds() {
        let (house, random) = (&world.ours, &mut Random::new(2));
        let everybody: Vec<UserId> = house.users.iter().map(|user| user.id).collect();
        let tickets: Vec<_> = (1..=60)
            .map(|number| oracle::ticket(house, &everybody, number, random))
            .collect();
        world.write(|tx| tx.tickets().insert(house.id(), &tickets));
        for ticket in &tickets {
            let found = world.write(|tx| tx.tickets().find(house.id(), &Sight::Everything, ticket.id));
            assert_eq!(found.as_ref(), Some(ticket), "{}", world.kind);
        }
    }
}

#[test]
fn numbers_references_and_ids_are_taken_once() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let first = house.ticket(1);
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&first)));
        let cases = [
            (
                Ticket {
                    number: 1,
                    ..house.ticket(2)
                },
                Unique::Number,
            ),
            (
                Ticket {
                    reference: first.reference.clone(),
                    ..house.ticket(2)
                },
                Unique::TicketReference,
            ),
            (
                Ticket {
                    id: first.id,
                    ..house.ticket(2)
                },
                Unique::Key,
            ),
        ];
        for (ticket, rule) in cases {
            let both = [house.ticket(3), ticket];
            let refused = world.attempt(|tx| tx.tickets().insert(tenant, &both));
            assert_eq!(refused, Err(StoreError::Taken(rule)), "{}", world.kind);
        }
        let others = world.theirs.ticket(1);
        world.write(|tx| {
            tx.tickets()
                .insert(world.theirs.id(), std::slice::from_ref(&others))
        });
        assert!(
            world
                .attempt(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&others)))
                .is_err()
        );
    }
}

#[test]
fn only_the_version_that_was_read_can_be_changed() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let first = house.ticket(1);
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&first)));
        let mut second = Ticket {
            version: 2,
            updated_at: at(50),
            updated_by: Some(house.user(2)),
            ..first.clone()
        };
        world.write(|tx| tx.tickets().update(tenant, &first, &second));
        assert_eq!(
            world.write(|tx| tx.tickets().find(tenant, &Sight::Everything, first.id)),
            Some(second.clone())
        );
        let refused = world.attempt(|tx| tx.tickets().update(tenant, &first, &second));
        assert_eq!(refused, Err(StoreError::Stale));
        let mut third = Ticket {
            version: 3,
            title: Title::parse("Third").unwrap(),
            ..second.clone()
        };
        third.closure = Some(Closure { at: at(60), by: None });
        let skipped = Ticket {
            version: 4,
            ..third.clone()
        };
        assert!(
            world
                .attempt(|tx| tx.tickets().update(tenant, &second, &skipped))
                .is_err()
        );
        world.write(|tx| tx.tickets().update(tenant, &second, &third));
        second.version = 9;
        let unknown = world.attempt(|tx| {
            tx.tickets().update(
                tenant,
                &second,
                &Ticket {
                    version: 10,
                    ..second.clone()
                },
            )
        });
        assert_eq!(unknown, Err(StoreError::Stale));
        assert_eq!(
            world.write(|tx| tx.tickets().find(tenant, &Sight::Everything, first.id)),
            Some(third)
        );
    }
}

#[test]
fn watchers_and_further_assignees_are_exactly_those_set() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = Ticket {
            assignee: Some(house.user(7)),
            ..house.ticket(1)
        };
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        for places in [vec![3, 1, 2], vec![2], vec![], vec![5, 4, 5]] {
            let users: Vec<UserId> = places.into_iter().map(|place| house.user(place)).collect();
            world.write(|tx| {
                tx.tickets().set_watchers(tenant, ticket.id, &users)?;
                tx.tickets().set_further_assignees(tenant, ticket.id, &users)
            });
            let mut sorted = users.clone();
            sorted.sort_unstable();
            sorted.dedup();
            world.write(|tx| {
                assert_eq!(tx.tickets().watchers(tenant, ticket.id)?, sorted);
                assert_eq!(tx.tickets().further_assignees(tenant, ticket.id)?, sorted);
                let ties = tx.tickets().ties(tenant, ticket.id)?;
                assert_eq!(ties.assignees.first(), Some(&house.user(7)));
                assert_eq!(ties.assignees[1..], sorted);
                Ok(())
            });
        }
        let nothing: TicketId = id(at(3), &mut Random::new(3));
        assert_eq!(
            world.write(|tx| tx.tickets().ties(tenant, nothing)),
            Ties::default()
        );
    }
}

#[test]
fn both_databases_refuse_the_same_rows() {
    let cases = [
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
    for world in worlds() {
        let ticket = Ticket {
            created_by: Some(world.ours.user(0)),
            ..world.ours.ticket(1)
        };
        world.write(|tx| {
            tx.tickets()
                .insert(world.ours.id(), std::slice::from_ref(&ticket))
        });
        for statement in cases {
            let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                world.place.execute(&format!(
                    "{}{statement}",
                    if world.place.sqlite_path().is_some() {
                        "PRAGMA foreign_keys = ON;"
                    } else {
                        ""
                    }
                ));
            }));
            assert!(done.is_err(), "{} did: {statement}", world.kind);
        }
        let longest = "🎫".repeat(500);
        world
            .place
            .execute(&format!("UPDATE tickets SET title = '{longest}'"));
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            world
                .place
                .execute(&format!("UPDATE tickets SET title = '{longest}x'"));
        }));
        assert!(done.is_err(), "{}: lengths are counted in characters", world.kind);
    }
}

#[test]
fn bad_stored_data_is_named() {
    for world in worlds() {
        let ticket = world.ours.ticket(1);
        world.write(|tx| {
            tx.tickets()
                .insert(world.ours.id(), std::slice::from_ref(&ticket))
        });
        world.place.execute("UPDATE users SET extra = '[\"fly\"]'");
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
