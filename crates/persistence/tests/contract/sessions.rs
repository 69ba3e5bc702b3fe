//! Sessions.

use crate::{
    house::House,
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::{
    id::SessionId,
    session::{Device, EndReason, Place, Session, SessionKind},
};
use tessera_ports::StoreError;

/// A browser's session of the house's person of that place, which begins at the second that its seed says and
/// ends by itself at 10,000. Sessions of different seeds are different, also between houses.
pub fn session(house: &House, person: usize, seed: u64) -> Session {
    let begin = at(i64::try_from(seed).unwrap());
    Session {
        tenant: house.id(),
        id: id(begin, &mut Random::new(seed ^ house.id().uuid().as_u64_pair().1)),
        user: house.user(person),
        kind: SessionKind::Browser,
        parent: None,
        place: Place::default(),
        created_at: begin,
        expires_at: at(10_000),
        ended: None,
    }
}

#[test]
fn a_session_comes_back_as_stored_in_its_tenant_alone() {
    for world in worlds() {
        let (tenant, browser) = (world.ours.id(), session(&world.ours, 1, 1));
        let phone = Session {
            kind: SessionKind::Mobile,
            parent: Some(browser.id),
            place: Place {
                address: Some("2001:db8::1".into()),
                agent: Some("Tessera/3 (Ärmel)".into()),
                device: Device {
                    platform: Some("ios".into()),
                    app_version: None,
                    build_version: Some("42".into()),
                    device_id: Some("A\"B".into()),
                },
            },
            ended: Some((at(50), EndReason::RefreshReused)),
            ..session(&world.ours, 1, 2)
        };
        world.write(|tx| {
            for session in [&browser, &phone] {
                tx.sessions().insert(tenant, session)?;
                assert_eq!(tx.sessions().find(tenant, session.id)?.as_ref(), Some(session));
                assert_eq!(tx.sessions().find(world.theirs.id(), session.id)?, None);
            }
            Ok(())
        });
        let refused = world.attempt(|tx| {
            tx.sessions()
                .insert(world.theirs.id(), &session(&world.ours, 1, 3))
        });
        assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
        for foreign in [
            Session {
                user: world.theirs.user(1),
                ..session(&world.ours, 1, 4)
            },
            Session {
                tenant: world.theirs.id(),
                parent: Some(browser.id),
                ..session(&world.theirs, 1, 5)
            },
        ] {
            let refused = world.attempt(|tx| tx.sessions().insert(foreign.tenant, &foreign));
            assert!(matches!(refused, Err(StoreError::Dangling(_))), "{refused:?}");
        }
    }
}

#[test]
fn every_kind_and_reason_can_be_stored() {
    for world in worlds() {
        let tenant = world.ours.id();
        for (seed, reason) in (1..).zip(EndReason::ALL) {
            for (shift, kind) in [(0, SessionKind::Browser), (100, SessionKind::Mobile)] {
                let ended = Session {
                    kind,
                    ended: Some((at(9), *reason)),
                    ..session(&world.ours, 0, seed + shift)
                };
                world.write(|tx| tx.sessions().insert(tenant, &ended));
                assert_eq!(
                    world.write(|tx| tx.sessions().find(tenant, ended.id)),
                    Some(ended)
                );
            }
        }
    }
}

#[test]
fn a_persons_live_sessions_are_listed_newest_first() {
    for world in worlds() {
        let tenant = world.ours.id();
        let own: Vec<_> = (1..=5).map(|seed| session(&world.ours, 1, seed)).collect();
        let expired = Session {
            expires_at: at(100),
            ..own[2].clone()
        };
        world.write(|tx| {
            for session in [&own[1], &own[0], &expired, &own[4], &own[3]] {
                tx.sessions().insert(tenant, session)?;
            }
            tx.sessions().insert(tenant, &session(&world.ours, 2, 6))?;
            tx.sessions()
                .insert(world.theirs.id(), &session(&world.theirs, 1, 7))?;
            assert!(
                tx.sessions()
                    .end(tenant, own[3].id, at(50), EndReason::SignedOut)?
            );
            Ok(())
        });
        let live = |second, limit| -> Vec<SessionId> {
            world
                .write(|tx| tx.sessions().live_of(tenant, own[0].user, at(second), limit))
                .iter()
                .map(|session| session.id)
                .collect()
        };
        let ids = |places: &[usize]| -> Vec<_> { places.iter().map(|place| own[*place].id).collect() };
        assert_eq!(live(99, 9), ids(&[4, 2, 1, 0]), "{}", world.kind);
        assert_eq!(live(100, 9), ids(&[4, 1, 0]), "{}", world.kind);
        assert_eq!(live(100, 2), ids(&[4, 1]), "{}", world.kind);
        assert_eq!(live(10_000, 9), ids(&[]), "{}", world.kind);
        assert_eq!(
            world.write(|tx| tx.sessions().live_of(world.theirs.id(), own[0].user, at(99), 9)),
            []
        );
    }
}

#[test]
fn a_session_ends_once_and_only_while_it_is_live() {
    for world in worlds() {
        let tenant = world.ours.id();
        let (one, other) = (session(&world.ours, 1, 1), session(&world.ours, 1, 2));
        let end =
            |tenant, id, second, reason| world.write(|tx| tx.sessions().end(tenant, id, at(second), reason));
        world.write(|tx| {
            tx.sessions().insert(tenant, &one)?;
            tx.sessions().insert(tenant, &other)
        });
        assert!(!end(world.theirs.id(), one.id, 20, EndReason::SignedOut));
        assert!(end(tenant, one.id, 20, EndReason::EndedByPerson));
        assert!(!end(tenant, one.id, 30, EndReason::EndedByAdmin));
        assert!(!end(tenant, other.id, 10_000, EndReason::SignedOut));
        let found = world.write(|tx| tx.sessions().find(tenant, one.id)).unwrap();
        assert_eq!(found.ended, Some((at(20), EndReason::EndedByPerson)));
        let found = world.write(|tx| tx.sessions().find(tenant, other.id)).unwrap();
        assert_eq!(found.ended, None, "it ended by itself");
    }
}

#[test]
fn all_of_a_persons_sessions_end_but_one() {
    for world in worlds() {
        let tenant = world.ours.id();
        let own: Vec<_> = (1..=4).map(|seed| session(&world.ours, 1, seed)).collect();
        let expired = Session {
            expires_at: at(20),
            ..session(&world.ours, 1, 5)
        };
        let others = [session(&world.ours, 2, 6), session(&world.theirs, 1, 7)];
        world.write(|tx| {
            for session in own.iter().chain([&expired]).chain(&others) {
                tx.sessions().insert(session.tenant, session)?;
            }
            tx.sessions().end(tenant, own[0].id, at(10), EndReason::SignedOut)
        });
        let end_all = |tenant, except, second| {
            world.write(|tx| {
                let reason = EndReason::PasswordChanged;
                tx.sessions()
                    .end_all_of(tenant, own[0].user, except, at(second), reason)
            })
        };
        assert_eq!(end_all(world.theirs.id(), None, 30), []);
        assert_eq!(
            end_all(tenant, Some(own[2].id), 30),
            [own[1].id, own[3].id],
            "{}",
            world.kind
        );
        assert_eq!(end_all(tenant, None, 40), [own[2].id], "{}", world.kind);
        assert_eq!(end_all(tenant, None, 50), []);
        let ended = |session: &Session| {
            world
                .write(|tx| tx.sessions().find(session.tenant, session.id))
                .unwrap()
                .ended
        };
        assert_eq!(ended(&own[0]), Some((at(10), EndReason::SignedOut)));
        assert_eq!(ended(&own[1]), Some((at(30), EndReason::PasswordChanged)));
        for session in others.iter().chain([&expired]) {
            assert_eq!(ended(session), None);
        }
    }
}
