//! Answers kept for repeated requests, and what was imported already.

use crate::{
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::id::CredentialId;
use tessera_ports::{
    StoreError,
    error::Unique,
    idempotency::{Claim, KEPT_SECONDS, RepeatKey, StoredAnswer},
};
use uuid::Uuid;

fn answer(status: u16) -> StoredAnswer {
    StoredAnswer {
        status,
        headers: vec![("ETag".into(), "\"1\"".into()), ("Location".into(), "/ä".into())],
        body: vec![0, 255, b'{', b'}'],
    }
}

#[test]
fn the_same_request_gets_the_same_answer_for_a_day() {
    for world in worlds() {
        let credential: CredentialId = id(at(1), &mut Random::new(1));
        let key = RepeatKey {
            tenant: world.ours.id(),
            credential,
            key: "k 1".into(),
            request: [7; 32],
        };
        let claim = |key: &RepeatKey, second| world.write(|tx| tx.answers().claim(key, at(second)));
        let undone = world.attempt(|tx| {
            assert_eq!(tx.answers().claim(&key, at(0))?, Claim::Fresh);
            Err::<(), _>(StoreError::Stale)
        });
        assert!(undone.is_err());
        world.write(|tx| {
            assert_eq!(
                tx.answers().claim(&key, at(0))?,
                Claim::Fresh,
                "what was rolled back was never there"
            );
            tx.answers().keep(&key, &answer(201))
        });
        assert_eq!(claim(&key, KEPT_SECONDS - 1), Claim::Answered(answer(201)));
        let other = RepeatKey {
            request: [8; 32],
            ..key.clone()
        };
        assert_eq!(claim(&other, 5), Claim::OtherRequest);
        for elsewhere in [
            RepeatKey {
                tenant: world.theirs.id(),
                ..other.clone()
            },
            RepeatKey {
                credential: id(at(2), &mut Random::new(2)),
                ..other.clone()
            },
            RepeatKey {
                key: "K 1".into(),
                ..other.clone()
            },
        ] {
            world.write(|tx| {
                assert_eq!(tx.answers().claim(&elsewhere, at(0))?, Claim::Fresh);
                tx.answers().keep(&elsewhere, &answer(404))
            });
        }
        world.write(|tx| {
            assert_eq!(
                tx.answers().claim(&other, at(KEPT_SECONDS))?,
                Claim::Fresh,
                "a day is over"
            );
            tx.answers().keep(&other, &answer(500))
        });
        assert_eq!(claim(&other, KEPT_SECONDS), Claim::Answered(answer(500)));
        assert_eq!(claim(&key, KEPT_SECONDS), Claim::OtherRequest);
    }
}

#[test]
fn only_a_claimed_key_keeps_an_answer() {
    for world in worlds() {
        let credential: CredentialId = id(at(1), &mut Random::new(1));
        let key = RepeatKey {
            tenant: world.ours.id(),
            credential,
            key: "k".into(),
            request: [7; 32],
        };
        assert!(world.attempt(|tx| tx.answers().keep(&key, &answer(200))).is_err());
    }
}

#[test]
fn foreign_keys_are_remembered_per_source_and_kind() {
    for world in worlds() {
        let (tenant, random) = (world.ours.id(), &mut Random::new(4));
        let pairs: Vec<(String, Uuid)> = (0..1_100)
            .map(|n| (format!("KEY-{n:04}"), id(at(n), random)))
            .collect();
        world.write(|tx| tx.imports().remember(tenant, "jira", "ticket", &pairs));
        let mut asked: Vec<_> = pairs.iter().map(|(key, _)| key.clone()).collect();
        asked.extend(["key-0001".into(), "KEY-9999".into()]);
        let known = |tenant, source: &'static str, kind: &'static str| {
            world.write(|tx| tx.imports().known(tenant, source, kind, &asked))
        };
        assert_eq!(known(tenant, "jira", "ticket"), pairs);
        assert_eq!(known(tenant, "jira", "comment"), []);
        assert_eq!(known(tenant, "other", "ticket"), []);
        assert_eq!(known(world.theirs.id(), "jira", "ticket"), []);
        let refused = world.attempt(|tx| tx.imports().remember(tenant, "jira", "ticket", &pairs[..1]));
        assert_eq!(refused, Err(StoreError::Taken(Unique::Key)));
    }
}
