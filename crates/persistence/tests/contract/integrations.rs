//! Integration tokens, and the counts of their calls.

use crate::{
    house::House,
    race::{at_once, is_held},
    random::Random,
    world::{World, at, id, name, worlds},
};
use std::mem::discriminant;
use tessera_domain::{
    integration::{HourlyLimit, IntegrationToken, TokenState},
    tenant::{Tenant, TenantState},
};
use tessera_ports::{
    StoreError,
    error::Unique,
    integration::{PresentedToken, TokenCard},
    tx::Tx,
    world::Fingerprint,
};

/// The house's token of that number, which has the same id in every house.
pub fn token(house: &House, number: u8) -> IntegrationToken {
    let even = number.is_multiple_of(2);
    IntegrationToken {
        tenant: house.id(),
        id: id(at(number.into()), &mut Random::new(number.into())),
        name: name("Shop ü"),
        description: even.then(|| "Orders\n🎫".into()),
        owner: house.user(1),
        prefix: format!("stk_{number}"),
        state: TokenState::ALL[usize::from(number) % 3],
        per_hour: HourlyLimit::parse(10).unwrap(),
        created_at: at(number.into()),
        updated_at: at(number.into()),
        expires_at: even.then(|| at(1_000)),
        last_used_at: even.then(|| at(500)),
    }
}

/// The secret of the house's token of that number.
pub fn secret(house: &House, number: u8) -> Fingerprint {
    let mut bytes = [number; 32];
    bytes[..16].copy_from_slice(house.id().uuid().as_bytes());
    Fingerprint(bytes)
}

/// Worlds in which both tenants have the tokens of those numbers.
pub fn with_tokens(numbers: &[u8]) -> Vec<World> {
    let worlds = worlds();
    for world in &worlds {
        world.write(|tx| {
            for house in [&world.ours, &world.theirs] {
                for number in numbers {
                    let token = token(house, *number);
                    tx.integrations()
                        .insert(house.id(), &token, &secret(house, *number))?;
                }
            }
            Ok(())
        });
    }
    worlds
}

/// The token as it is stored.
pub fn find(world: &World, house: &House, number: u8) -> Option<IntegrationToken> {
    world.write(|tx| tx.integrations().find(house.id(), token(house, number).id))
}

#[test]
fn a_token_is_found_by_its_secret_with_owner_and_tenant_in_one_statement() {
    for world in with_tokens(&[1, 2]) {
        for house in [&world.ours, &world.theirs] {
            for number in [1, 2] {
                let _ = world.watch.take();
                let presented = world.queries.presented_token(&secret(house, number)).unwrap();
                assert_eq!(world.watch.take().len(), 1, "{}", world.kind);
                let expected = PresentedToken {
                    token: token(house, number),
                    owner: house.users[1].clone(),
                    tenant_state: TenantState::Active,
                    records_bodies: false,
                };
                assert_eq!(presented, Some(expected), "{}", world.kind);
                assert_eq!(find(&world, house, number), Some(token(house, number)));
            }
        }
        let secret = secret(&world.ours, 1);
        assert_eq!(world.queries.tenant_of(&secret).unwrap(), Some(world.ours.id()));
        assert_eq!(
            world.queries.presented(&secret).unwrap(),
            None,
            "it is no credential"
        );
        assert_eq!(
            world.queries.presented_token(&Fingerprint([9; 32])).unwrap(),
            None
        );
        assert_eq!(find(&world, &world.ours, 3), None);
        let tenant = Tenant {
            state: TenantState::Suspended,
            records_bodies: true,
            ..world.ours.tenant.clone()
        };
        world.write(|tx| {
            tx.tenants().update(&tenant)?;
            tx.users().set_active(tenant.id, world.ours.user(1), false)
        });
        let presented = world.queries.presented_token(&secret).unwrap().unwrap();
        assert!(presented.records_bodies && !presented.owner.active);
        assert_eq!(presented.tenant_state, TenantState::Suspended);
    }
}

#[test]
fn tokens_are_listed_the_newest_first_with_their_owners() {
    for world in with_tokens(&[1, 2, 3]) {
        let (house, tenant) = (&world.ours, world.ours.id());
        let card = |number| TokenCard {
            token: token(house, number),
            owner: house.users[1].clone(),
        };
        let list = |after, limit| world.queries.tokens(tenant, after, limit).unwrap();
        assert_eq!(list(None, 100), [card(3), card(2), card(1)], "{}", world.kind);
        assert_eq!(list(None, 2), [card(3), card(2)]);
        assert_eq!(list(Some(token(house, 2).id), 2), [card(1)]);
        assert_eq!(list(Some(token(house, 1).id), 2), []);
        let one = |number| world.queries.token(tenant, token(house, number).id).unwrap();
        assert_eq!((one(2), one(4)), (Some(card(2)), None));
    }
}

#[test]
fn a_token_changes_and_whose_it_is_and_its_secret_stay() {
    for world in with_tokens(&[1]) {
        let (house, tenant) = (&world.ours, world.ours.id());
        let before = token(house, 1);
        for (number, description) in [(2_u8, Some("For ü".to_owned())), (3, None)] {
            let after = IntegrationToken {
                name: name("Other"),
                description,
                state: TokenState::ALL[usize::from(number) % 3],
                per_hour: HourlyLimit::parse(1_000_000).unwrap(),
                updated_at: at(77),
                expires_at: (number == 2).then(|| at(88)),
                last_used_at: (number == 2).then(|| at(99)),
                owner: house.user(3),
                prefix: "not this".into(),
                created_at: at(66),
                ..before.clone()
            };
            world.write(|tx| tx.integrations().update(tenant, &after));
            let expected = IntegrationToken {
                owner: before.owner,
                prefix: before.prefix.clone(),
                created_at: before.created_at,
                ..after
            };
            assert_eq!(find(&world, house, 1), Some(expected), "{}", world.kind);
        }
        assert_eq!(
            find(&world, &world.theirs, 1),
            Some(token(&world.theirs, 1)),
            "of the same id"
        );
        let unknown = token(house, 9);
        assert!(
            world
                .attempt(|tx| tx.integrations().update(tenant, &unknown))
                .is_err()
        );
    }
}

#[test]
fn the_last_use_only_moves_forward() {
    for world in with_tokens(&[1]) {
        for (moment, expected) in [(100, 100), (50, 100), (101, 101)] {
            let (tenant, id) = (world.ours.id(), token(&world.ours, 1).id);
            world.write(|tx| tx.integrations().used(tenant, id, at(moment)));
            let used = find(&world, &world.ours, 1).unwrap().last_used_at;
            assert_eq!(used, Some(at(expected)), "{}", world.kind);
        }
        assert_eq!(find(&world, &world.theirs, 1).unwrap().last_used_at, None);
    }
}

#[test]
fn a_replaced_secret_is_dead_at_once_and_the_new_one_is_found() {
    for world in with_tokens(&[1]) {
        let (house, tenant, id) = (&world.ours, world.ours.id(), token(&world.ours, 1).id);
        let (old, new) = (secret(house, 1), secret(house, 8));
        world.write(|tx| tx.integrations().replace_secret(tenant, id, "stk_new", &new));
        assert_eq!(
            world.queries.presented_token(&old).unwrap(),
            None,
            "{}",
            world.kind
        );
        assert_eq!(world.queries.tenant_of(&old).unwrap(), None);
        let found = world.queries.presented_token(&new).unwrap().unwrap().token;
        let expected = IntegrationToken {
            prefix: "stk_new".into(),
            ..token(house, 1)
        };
        assert_eq!(found, expected);
        let theirs = world.queries.presented_token(&secret(&world.theirs, 1)).unwrap();
        assert!(theirs.is_some(), "of the same id");
        let unknown = token(house, 9).id;
        let refused = world.attempt(|tx| {
            tx.integrations()
                .replace_secret(tenant, unknown, "x", &secret(house, 9))
        });
        assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
        assert_eq!(world.queries.tenant_of(&secret(house, 9)).unwrap(), None);
    }
}

#[test]
fn a_secret_belongs_to_one_token_and_a_token_to_one_of_its_tenants_people() {
    for world in with_tokens(&[1]) {
        let (house, tenant) = (&world.ours, world.ours.id());
        let again = token(house, 2);
        for taken in [secret(house, 1), secret(&world.theirs, 1)] {
            let refused = world.attempt(|tx| tx.integrations().insert(tenant, &again, &taken));
            assert_eq!(
                refused,
                Err(StoreError::Taken(Unique::Fingerprint)),
                "{}",
                world.kind
            );
        }
        let of_others = IntegrationToken {
            owner: world.theirs.user(1),
            ..again.clone()
        };
        let refused = world.attempt(|tx| tx.integrations().insert(tenant, &of_others, &secret(house, 2)));
        assert_eq!(
            discriminant(&refused.unwrap_err()),
            discriminant(&StoreError::Dangling(String::new()))
        );
        assert_eq!(world.queries.tenant_of(&secret(house, 2)).unwrap(), None);
        let elsewhere = world.attempt(|tx| {
            tx.integrations()
                .insert(world.theirs.id(), &again, &secret(house, 2))
        });
        assert!(matches!(elsewhere, Err(StoreError::Failed(_))));
    }
}

#[test]
fn of_many_calls_at_once_as_many_get_through_as_there_is_room_for() {
    for world in with_tokens(&[1]) {
        let (tenant, id) = (world.ours.id(), token(&world.ours, 1).id);
        let counted = at_once(64, |_| {
            // A database may answer so many at once that it is busy, and then nothing is counted.
            loop {
                match world.attempt(|tx| tx.integrations().count_call(tenant, id, at(3_600), 10)) {
                    Err(error) if error.is_transient() => {}
                    other => return other.unwrap(),
                }
            }
        });
        let mut through: Vec<_> = counted.into_iter().flatten().collect();
        through.sort_unstable();
        assert_eq!(through, (1..=10).collect::<Vec<_>>(), "{}", world.kind);
    }
}

#[test]
fn each_hour_and_token_is_counted_for_itself_and_a_changed_limit_counts_at_once() {
    for world in with_tokens(&[1, 2]) {
        let count = |house: &House, number, hour: i64, limit| {
            let id = token(house, number).id;
            world.write(|tx| {
                tx.integrations()
                    .count_call(house.id(), id, at(hour * 3_600), limit)
            })
        };
        let ours = &world.ours;
        assert_eq!(count(ours, 1, 1, 2), Some(1), "{}", world.kind);
        assert_eq!(count(ours, 1, 1, 2), Some(2));
        assert_eq!(count(ours, 1, 1, 2), None);
        assert_eq!(count(ours, 1, 2, 2), Some(1), "another hour");
        assert_eq!(count(ours, 2, 1, 2), Some(1), "another token");
        assert_eq!(count(&world.theirs, 1, 1, 2), Some(1), "another tenant");
        assert_eq!(count(ours, 1, 1, 4), Some(3), "a raised limit");
        assert_eq!(count(ours, 1, 1, 3), None, "a lowered one, reached");
        assert_eq!(count(ours, 1, 1, 1), None, "and one below what was counted");
        assert_eq!(count(ours, 1, 1, 4), Some(4), "those were not counted");
        assert_eq!(count(ours, 1, 3, 0), None);
        let undone = world.attempt(|tx| {
            tx.integrations()
                .count_call(ours.id(), token(ours, 1).id, at(7_200), 9)?;
            Err::<(), _>(StoreError::Stale)
        });
        assert!(undone.is_err());
        assert_eq!(count(ours, 1, 2, 9), Some(2));
    }
}

#[test]
fn a_token_that_is_read_to_be_changed_is_held() {
    for world in with_tokens(&[1]) {
        let (tenant, id) = (world.ours.id(), token(&world.ours, 1).id);
        let read = |tx: &mut dyn Tx| Ok(tx.integrations().find(tenant, id)?.is_some());
        let change = |tx: &mut dyn Tx| tx.integrations().used(tenant, id, at(900));
        assert!(is_held(&world, read, change), "{}", world.kind);
    }
}

#[test]
fn a_token_can_be_taken_away_while_it_is_used() {
    for world in with_tokens(&[1]) {
        let (tenant, id) = (world.ours.id(), token(&world.ours, 1).id);
        at_once(4, |thread| {
            for round in 0..20 {
                if thread == 0 && round == 10 {
                    let removed = world.write(|tx| {
                        tx.integrations().find(tenant, id)?;
                        tx.integrations().remove(tenant, id)
                    });
                    assert!(removed, "{}", world.kind);
                }
                // The token before its hour, as in removing it: the other way round they would wait in a circle.
                world.write(|tx| {
                    tx.integrations().used(tenant, id, at(round))?;
                    tx.integrations().count_call(tenant, id, at(0), 1_000)
                });
            }
        });
        assert_eq!(find(&world, &world.ours, 1), None, "{}", world.kind);
        assert_eq!(world.queries.tenant_of(&secret(&world.ours, 1)).unwrap(), None);
    }
}
