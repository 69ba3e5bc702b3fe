//! The tokens of phones' sessions.

use crate::{
    credentials::credential,
    house::House,
    race::at_once,
    random::Random,
    sessions::session,
    world::{World, at, id, worlds},
};
use std::mem::discriminant;
use tessera_domain::id::{CredentialId, RefreshTokenId};
use tessera_ports::{
    StoreError,
    error::Unique,
    phone_tokens::{OneTimeToken, RefreshToken},
    world::Fingerprint,
};

fn random(house: &House, seed: u8) -> Random {
    Random::new(u64::from(seed) ^ house.id().uuid().as_u64_pair().1)
}

/// A token that was asked for in the house's session 1 and is good until 1,000.
fn one_time(house: &House, seed: u8) -> OneTimeToken {
    OneTimeToken {
        tenant: house.id(),
        id: id(at(seed.into()), &mut random(house, seed)),
        user: house.user(1),
        session: session(house, 1, 1).id,
        fingerprint: Fingerprint([seed; 32]),
        state: Fingerprint([1; 32]),
        challenge: seed.is_multiple_of(2).then_some(Fingerprint([2; 32])),
        created_at: at(seed.into()),
        expires_at: at(1_000),
        used_at: None,
        gave: None,
    }
}

/// A link of the chain of the house's session 1, good until 1,000.
pub fn refresh(house: &House, seed: u8) -> RefreshToken {
    let random = &mut random(house, seed);
    RefreshToken {
        tenant: house.id(),
        id: id(at(seed.into()), random),
        session: session(house, 1, 1).id,
        fingerprint: Fingerprint([seed; 32]),
        access: id::<CredentialId>(at(1), random),
        created_at: at(seed.into()),
        expires_at: at(1_000),
        consumed_at: None,
        successor: None,
    }
}

/// Worlds in which one person of each tenant is signed in twice.
fn signed_in() -> Vec<World> {
    let worlds = worlds();
    for world in &worlds {
        world.write(|tx| {
            for house in [&world.ours, &world.theirs] {
                tx.sessions().insert(house.id(), &session(house, 1, 1))?;
                tx.sessions().insert(house.id(), &session(house, 1, 2))?;
            }
            Ok(())
        });
    }
    worlds
}

#[test]
fn a_one_time_token_comes_back_as_stored_in_its_tenant_alone() {
    for world in signed_in() {
        let (tenant, other) = (world.ours.id(), world.theirs.id());
        let (plain, challenged) = (one_time(&world.ours, 1), one_time(&world.ours, 2));
        let used = OneTimeToken {
            used_at: Some(at(5)),
            gave: Some(session(&world.ours, 1, 2).id),
            ..one_time(&world.ours, 3)
        };
        for token in [&plain, &challenged, &used] {
            world.write(|tx| tx.phone_tokens().insert_one_time(tenant, token));
            world.write(|tx| {
                let tokens = tx.phone_tokens();
                assert_eq!(tokens.one_time(tenant, &token.fingerprint)?.as_ref(), Some(token));
                assert_eq!(tokens.one_time(other, &token.fingerprint)?, None);
                assert_eq!(tokens.refresh(tenant, &token.fingerprint)?, None);
                Ok(())
            });
            assert_eq!(world.queries.tenant_of(&token.fingerprint).unwrap(), Some(tenant));
            assert_eq!(
                world.queries.presented(&token.fingerprint).unwrap(),
                None,
                "it is no credential"
            );
        }
    }
}

#[test]
fn a_one_time_token_is_used_up_once_in_time_and_with_its_state() {
    for world in signed_in() {
        let (tenant, token) = (world.ours.id(), one_time(&world.ours, 1));
        world.write(|tx| tx.phone_tokens().insert_one_time(tenant, &token));
        let consume = |tenant, state, second| {
            let (fingerprint, state) = (token.fingerprint, Fingerprint([state; 32]));
            world.write(|tx| {
                tx.phone_tokens()
                    .consume_one_time(tenant, &fingerprint, &state, at(second))
            })
        };
        assert_eq!(consume(tenant, 2, 10), None, "another state");
        assert_eq!(consume(world.theirs.id(), 1, 10), None, "another tenant");
        assert_eq!(consume(tenant, 1, 1_000), None, "too late");
        let used = OneTimeToken {
            used_at: Some(at(999)),
            ..token.clone()
        };
        assert_eq!(consume(tenant, 1, 999), Some(used.clone()), "{}", world.kind);
        assert_eq!(consume(tenant, 1, 999), None, "used up");
        let gave = session(&world.ours, 1, 2).id;
        world.write(|tx| tx.phone_tokens().one_time_gave(tenant, token.id, gave));
        let refused = world.attempt(|tx| {
            tx.phone_tokens()
                .one_time_gave(world.theirs.id(), token.id, session(&world.theirs, 1, 2).id)
        });
        assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
        let found = world.write(|tx| tx.phone_tokens().one_time(tenant, &token.fingerprint));
        assert_eq!(
            found,
            Some(OneTimeToken {
                gave: Some(gave),
                ..used
            })
        );
    }
}

#[test]
fn of_many_that_use_a_one_time_token_at_once_one_gets_it() {
    for world in signed_in() {
        let (tenant, token) = (world.ours.id(), one_time(&world.ours, 1));
        world.write(|tx| tx.phone_tokens().insert_one_time(tenant, &token));
        let got = at_once(16, |_| {
            world.write(|tx| {
                tx.phone_tokens()
                    .consume_one_time(tenant, &token.fingerprint, &token.state, at(5))
            })
        });
        assert_eq!(got.iter().flatten().count(), 1, "{}", world.kind);
    }
}

#[test]
fn a_refresh_token_comes_back_as_stored_in_its_tenant_alone() {
    for world in signed_in() {
        let (tenant, other) = (world.ours.id(), world.theirs.id());
        let consumed = RefreshToken {
            consumed_at: Some(at(5)),
            successor: Some(refresh(&world.ours, 1).id),
            ..refresh(&world.ours, 2)
        };
        for token in [&refresh(&world.ours, 1), &consumed] {
            world.write(|tx| tx.phone_tokens().insert_refresh(tenant, token));
            world.write(|tx| {
                let tokens = tx.phone_tokens();
                assert_eq!(tokens.refresh(tenant, &token.fingerprint)?.as_ref(), Some(token));
                assert_eq!(tokens.refresh_by_id(tenant, token.id)?.as_ref(), Some(token));
                assert_eq!(tokens.refresh(other, &token.fingerprint)?, None);
                assert_eq!(tokens.refresh_by_id(other, token.id)?, None);
                assert_eq!(tokens.one_time(tenant, &token.fingerprint)?, None);
                Ok(())
            });
            assert_eq!(world.queries.tenant_of(&token.fingerprint).unwrap(), Some(tenant));
        }
    }
}

#[test]
fn a_refresh_token_is_used_up_once_and_in_time() {
    for world in signed_in() {
        let (tenant, token) = (world.ours.id(), refresh(&world.ours, 1));
        world.write(|tx| tx.phone_tokens().insert_refresh(tenant, &token));
        let consume = |tenant, second| {
            world.write(|tx| {
                tx.phone_tokens()
                    .consume_refresh(tenant, &token.fingerprint, at(second))
            })
        };
        assert_eq!(consume(world.theirs.id(), 10), None, "another tenant");
        assert_eq!(consume(tenant, 1_000), None, "too late");
        let consumed = RefreshToken {
            consumed_at: Some(at(999)),
            ..token.clone()
        };
        assert_eq!(consume(tenant, 999), Some(consumed), "{}", world.kind);
        assert_eq!(consume(tenant, 999), None, "used up");
    }
}

#[test]
fn of_many_that_use_a_refresh_token_at_once_one_gets_it() {
    for world in signed_in() {
        let (tenant, token) = (world.ours.id(), refresh(&world.ours, 1));
        world.write(|tx| tx.phone_tokens().insert_refresh(tenant, &token));
        let got = at_once(16, |_| {
            world.write(|tx| {
                tx.phone_tokens()
                    .consume_refresh(tenant, &token.fingerprint, at(5))
            })
        });
        assert_eq!(got.iter().flatten().count(), 1, "{}", world.kind);
    }
}

#[test]
fn a_refresh_token_that_is_taken_away_is_as_if_it_had_never_been() {
    for world in signed_in() {
        let (tenant, other) = (world.ours.id(), world.theirs.id());
        let [first, second, third] = [1, 2, 3].map(|seed| refresh(&world.ours, seed));
        let successor = |of: RefreshTokenId| {
            world
                .write(|tx| tx.phone_tokens().refresh_by_id(tenant, of))
                .unwrap()
                .successor
        };
        world.write(|tx| {
            for token in [&first, &second, &third] {
                tx.phone_tokens().insert_refresh(tenant, token)?;
            }
            tx.phone_tokens().refresh_succeeded(tenant, first.id, second.id)?;
            tx.phone_tokens().remove_refresh(other, second.id)
        });
        assert_eq!(successor(first.id), Some(second.id));
        world.write(|tx| {
            assert!(tx.phone_tokens().refresh_by_id(tenant, second.id)?.is_some());
            tx.phone_tokens().remove_refresh(tenant, second.id)?;
            tx.phone_tokens().refresh_succeeded(tenant, first.id, third.id)
        });
        assert_eq!(successor(first.id), Some(third.id), "in place of the earlier one");
        assert_eq!(
            world.write(|tx| tx.phone_tokens().refresh_by_id(tenant, second.id)),
            None
        );
        assert_eq!(world.queries.tenant_of(&second.fingerprint).unwrap(), None);
        assert_eq!(world.queries.tenant_of(&third.fingerprint).unwrap(), Some(tenant));
        let refused = world.attempt(|tx| tx.phone_tokens().refresh_succeeded(tenant, second.id, third.id));
        assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
    }
}

#[test]
fn no_two_secrets_of_any_kind_are_the_same() {
    for world in signed_in() {
        let taken = StoreError::Taken(Unique::Fingerprint);
        let key = credential(&world.ours, 1);
        world.write(|tx| tx.credentials().insert(key.tenant, &key));
        let house = &world.theirs;
        let refused = [
            world.attempt(|tx| tx.phone_tokens().insert_one_time(house.id(), &one_time(house, 1))),
            world.attempt(|tx| tx.phone_tokens().insert_refresh(house.id(), &refresh(house, 1))),
        ];
        assert_eq!(refused, [Err(taken.clone()), Err(taken)], "{}", world.kind);
    }
}

#[test]
fn a_token_cannot_refer_to_the_other_tenants_things() {
    for world in signed_in() {
        let (ours, theirs) = (&world.ours, &world.theirs);
        let (own, foreign) = (one_time(ours, 1), session(theirs, 1, 1).id);
        let session_of_others = OneTimeToken {
            session: foreign,
            ..own.clone()
        };
        let of_others = OneTimeToken {
            user: theirs.user(1),
            ..own.clone()
        };
        let refresh_of_others = RefreshToken {
            session: foreign,
            ..refresh(ours, 1)
        };
        world.write(|tx| {
            tx.phone_tokens()
                .insert_one_time(theirs.id(), &one_time(theirs, 9))
        });
        let dangling = discriminant(&StoreError::Dangling(String::new()));
        for refused in [
            world.attempt(|tx| tx.phone_tokens().insert_one_time(ours.id(), &session_of_others)),
            world.attempt(|tx| tx.phone_tokens().insert_one_time(ours.id(), &of_others)),
            world.attempt(|tx| tx.phone_tokens().insert_refresh(ours.id(), &refresh_of_others)),
        ] {
            assert_eq!(discriminant(&refused.unwrap_err()), dangling, "{}", world.kind);
        }
        let failed = discriminant(&StoreError::Failed(String::new()));
        for refused in [
            world.attempt(|tx| tx.phone_tokens().insert_one_time(theirs.id(), &own)),
            world.attempt(|tx| tx.phone_tokens().insert_refresh(theirs.id(), &refresh(ours, 1))),
        ] {
            assert_eq!(discriminant(&refused.unwrap_err()), failed, "{}", world.kind);
        }
    }
}
