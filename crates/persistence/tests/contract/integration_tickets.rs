//! The tickets that integrations open, and what becomes of them when a token is taken away.

use crate::{
    house::House,
    integration_calls::call,
    integrations::{find, secret, token, with_tokens},
    population::metadata,
    world::at,
};
use std::slice;
use tessera_domain::{ticket::Ticket, visibility::Sight};
use tessera_ports::integration::CallFilter;

/// A ticket that the house's token of that number opened, if it was one.
fn opened(house: &House, number: i64, source: Option<u8>) -> Ticket {
    house.with(number, |it| {
        it.source = source.map(|source| token(house, source).id);
        it.metadata = Some(metadata());
    })
}

#[test]
fn a_token_that_is_taken_away_leaves_its_tickets_and_nothing_else() {
    for world in with_tokens(&[1, 2]) {
        let house = &world.ours;
        let tickets: Vec<_> = [Some(1), Some(1), Some(2), None]
            .into_iter()
            .zip(1..)
            .map(|(source, number)| opened(house, number, source))
            .collect();
        let theirs = opened(&world.theirs, 1, Some(1));
        let remove = |house: &House, number| {
            world.write(|tx| tx.integrations().remove(house.id(), token(house, number).id))
        };
        world.write(|tx| {
            tx.tickets().insert(house.id(), &tickets)?;
            tx.tickets().insert(world.theirs.id(), slice::from_ref(&theirs))?;
            for house in [&world.ours, &world.theirs] {
                let calls: Vec<_> = [1, 2].map(|number| call(house, number, 10)).into();
                tx.integrations().record(house.id(), &calls)?;
                for number in [1, 2] {
                    tx.integrations()
                        .count_call(house.id(), token(house, number).id, at(0), 5)?;
                }
            }
            Ok(())
        });
        assert!(remove(house, 1) && !remove(house, 1) && !remove(house, 9));
        assert_eq!(find(&world, house, 1), None);
        assert_eq!(world.queries.presented_token(&secret(house, 1)).unwrap(), None);
        assert_eq!(world.queries.tenant_of(&secret(house, 1)).unwrap(), None);
        for before in &tickets {
            let gone = before.source == Some(token(house, 1).id);
            let expected = Ticket {
                source: before.source.filter(|_| !gone),
                ..before.clone()
            };
            let stored = world.write(|tx| tx.tickets().find(house.id(), &Sight::Everything, before.id));
            assert_eq!(stored, Some(expected), "{}", world.kind);
        }
        let rest = |table: &str, column: &str| {
            world
                .place
                .texts(&format!("SELECT CAST(count({column}) AS TEXT) FROM {table}"))
        };
        for (table, column) in [
            ("integration_tokens", "id"),
            ("integration_hours", "hour"),
            ("integration_calls", "id"),
            ("credential_lookup", "tenant_id"),
        ] {
            assert_eq!(rest(table, column), ["3"], "{}: {table}", world.kind);
        }
        assert_eq!(rest("tickets", "source_id"), ["2"], "{}", world.kind);
        let calls = world
            .queries
            .calls(house.id(), &CallFilter::default(), 9)
            .unwrap();
        assert_eq!(calls, [call(house, 2, 10)]);
        // Whatever is counted or recorded of it after that goes nowhere.
        world.write(|tx| {
            tx.integrations()
                .record(house.id(), &[call(house, 1, 11), call(house, 2, 12)])
        });
        let calls = world
            .queries
            .calls(house.id(), &CallFilter::default(), 9)
            .unwrap();
        assert_eq!(calls, [call(house, 2, 12), call(house, 2, 10)]);
    }
}

#[test]
fn more_tickets_and_calls_than_one_statement_takes_go_with_a_token() {
    for world in with_tokens(&[1]) {
        let (house, id) = (&world.ours, token(&world.ours, 1).id);
        let tickets: Vec<_> = (1..=5_003)
            .map(|number| house.with(number, |it| it.source = Some(id)))
            .collect();
        let calls: Vec<_> = (1..=5_003).map(|second| call(house, 1, second)).collect();
        world.write(|tx| {
            tx.tickets().insert(house.id(), &tickets)?;
            tx.integrations().record(house.id(), &calls)
        });
        assert!(world.write(|tx| tx.integrations().remove(house.id(), id)));
        for (counted, expected) in [
            ("tickets", "5003"),
            ("integration_calls", "0"),
            ("tickets WHERE source_id IS NOT NULL", "0"),
        ] {
            let count = format!("SELECT CAST(count(*) AS TEXT) FROM {counted}");
            assert_eq!(world.place.texts(&count), [expected], "{}: {counted}", world.kind);
        }
    }
}

#[test]
fn a_tickets_source_and_data_come_back_in_lists_and_views() {
    for world in with_tokens(&[1]) {
        let (house, tenant) = (&world.ours, world.ours.id());
        let (plain, sourced) = (opened(house, 1, None), opened(house, 2, Some(1)));
        let bare = house.ticket(3);
        world.write(|tx| {
            tx.tickets()
                .insert(tenant, &[plain.clone(), sourced.clone(), bare.clone()])
        });
        for ticket in [&plain, &sourced, &bare] {
            let view = world.queries.view(tenant, &Sight::Everything, ticket.id).unwrap();
            assert_eq!(&view.unwrap().ticket, ticket, "{}", world.kind);
        }
        let own = Sight::OpenedBy {
            token: token(house, 1).id,
        };
        let seen = |ticket: &Ticket| world.queries.view(tenant, &own, ticket.id).unwrap();
        assert!(seen(&plain).is_none() && seen(&bare).is_none());
        assert_eq!(seen(&sourced).unwrap().ticket, sourced);
        assert_eq!(
            world.queries.view(world.theirs.id(), &own, sourced.id).unwrap(),
            None,
            "a token of the same id in another tenant"
        );
    }
}
