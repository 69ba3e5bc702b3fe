//! Credentials.

use crate::{
    house::House,
    random::Random,
    sessions::session,
    world::{World, at, id, worlds},
};
use tessera_domain::tenant::TenantState;
use tessera_ports::{
    StoreError,
    credentials::{Credential, CredentialKind, Presented},
    error::Unique,
    world::Fingerprint,
};

/// A key. Those of even seeds end by themselves.
pub fn credential(house: &House, seed: u8) -> Credential {
    Credential {
        tenant: house.id(),
        id: id(at(i64::from(seed)), &mut Random::new(seed.into())),
        kind: CredentialKind::ApiKey,
        user: house.user(1),
        session: None,
        fingerprint: Fingerprint([seed; 32]),
        prefix: format!("tsr_{seed}"),
        description: "Laptop".into(),
        created_at: at(1),
        expires_at: seed.is_multiple_of(2).then(|| at(1_000)),
        revoked_at: None,
        last_used_at: None,
    }
}

#[test]
fn a_credential_is_found_by_its_fingerprint_with_owner_and_tenant() {
    for world in worlds() {
        let (ours, theirs) = (credential(&world.ours, 1), credential(&world.theirs, 2));
        world.write(|tx| {
            tx.credentials().insert(ours.tenant, &ours)?;
            tx.credentials().insert(theirs.tenant, &theirs)
        });
        for (house, credential) in [(&world.ours, &ours), (&world.theirs, &theirs)] {
            let expected = Presented {
                credential: credential.clone(),
                user: house.users[1].clone(),
                session: None,
                tenant_state: TenantState::Active,
            };
            assert_eq!(
                world.queries.presented(&credential.fingerprint).unwrap(),
                Some(expected)
            );
        }
        assert_eq!(world.queries.presented(&Fingerprint([9; 32])).unwrap(), None);
        let again = Credential {
            fingerprint: ours.fingerprint,
            ..credential(&world.theirs, 3)
        };
        let refused = world.attempt(|tx| tx.credentials().insert(again.tenant, &again));
        assert_eq!(
            refused,
            Err(StoreError::Taken(Unique::Fingerprint)),
            "{}",
            world.kind
        );
    }
}

#[test]
fn a_credential_ends_once() {
    for world in worlds() {
        let tenant = world.ours.id();
        let all = [4, 1, 2, 3].map(|seed| credential(&world.ours, seed));
        for credential in &all {
            world.write(|tx| tx.credentials().insert(tenant, credential));
        }
        let listed =
            |limit| world.write(|tx| tx.credentials().list(tenant, CredentialKind::ApiKey, None, limit));
        let ids: Vec<_> = listed(3).iter().map(|credential| credential.id).collect();
        assert_eq!(
            ids,
            [&all[0], &all[3], &all[2]].map(|credential| credential.id),
            "newest first"
        );

        let revoke = |id, second| world.write(|tx| tx.credentials().revoke(tenant, id, at(second)));
        assert!(revoke(all[1].id, 50));
        assert!(!revoke(all[1].id, 60), "it has ended");
        assert!(!revoke(all[0].id, 1_000), "it has ended by itself");
        assert!(revoke(all[0].id, 999));
        assert!(!world.write(|tx| tx.credentials().revoke(world.theirs.id(), all[3].id, at(5))));
        world.write(|tx| tx.credentials().used(tenant, all[3].id, at(70)));
        world.write(|tx| tx.credentials().used(tenant, all[3].id, at(60)));
        let found = listed(9);
        let of = |credential: &Credential| found.iter().find(|found| found.id == credential.id).unwrap();
        assert_eq!(of(&all[1]).revoked_at, Some(at(50)));
        assert_eq!(of(&all[3]).revoked_at, None);
        assert_eq!(of(&all[3]).last_used_at, Some(at(70)), "the latest use counts");
    }
}

/// What proves a session.
fn proof(house: &House, seed: u8, kind: CredentialKind) -> Credential {
    Credential {
        kind,
        session: Some(session(house, 1, 1).id),
        ..credential(house, seed)
    }
}

fn store_proofs(world: &World, proofs: &[Credential]) {
    world.write(|tx| {
        for house in [&world.ours, &world.theirs] {
            tx.sessions().insert(house.id(), &session(house, 1, 1))?;
        }
        for proof in proofs {
            tx.credentials().insert(proof.tenant, proof)?;
        }
        Ok(())
    });
}

#[test]
fn what_proves_a_session_is_found_with_it() {
    for world in worlds() {
        let proof = proof(&world.ours, 1, CredentialKind::SessionCookie);
        store_proofs(&world, std::slice::from_ref(&proof));
        world.watch.take();
        let presented = world.queries.presented(&proof.fingerprint).unwrap().unwrap();
        assert_eq!(world.watch.take().len(), 1, "in one statement");
        assert_eq!(presented.credential, proof);
        assert_eq!(presented.session.as_ref(), Some(&session(&world.ours, 1, 1)));
        let tenant_of = |fingerprint| world.queries.tenant_of(&fingerprint).unwrap();
        assert_eq!(tenant_of(proof.fingerprint), Some(world.ours.id()));
        assert_eq!(tenant_of(Fingerprint([9; 32])), None);
        world.write(|tx| {
            assert_eq!(
                tx.credentials().find(world.ours.id(), proof.id)?.as_ref(),
                Some(&proof)
            );
            assert_eq!(tx.credentials().find(world.theirs.id(), proof.id)?, None);
            Ok(())
        });
    }
}

#[test]
fn a_key_has_no_session_and_everything_else_has_one() {
    for world in worlds() {
        store_proofs(&world, &[]);
        let key = proof(&world.ours, 1, CredentialKind::ApiKey);
        let loose = Credential {
            kind: CredentialKind::AccessKey,
            ..credential(&world.ours, 2)
        };
        let foreign = Credential {
            session: Some(session(&world.theirs, 1, 1).id),
            ..proof(&world.ours, 3, CredentialKind::SessionCookie)
        };
        let insert = |it: &Credential| world.attempt(|tx| tx.credentials().insert(it.tenant, it));
        assert!(
            matches!(insert(&key), Err(StoreError::Failed(_))),
            "{}",
            world.kind
        );
        assert!(
            matches!(insert(&loose), Err(StoreError::Failed(_))),
            "{}",
            world.kind
        );
        assert!(
            matches!(insert(&foreign), Err(StoreError::Dangling(_))),
            "{}",
            world.kind
        );
    }
}

#[test]
fn credentials_are_listed_by_kind_and_person() {
    for world in worlds() {
        let tenant = world.ours.id();
        let of_another = Credential {
            user: world.ours.user(2),
            ..credential(&world.ours, 4)
        };
        let all = [
            credential(&world.ours, 1),
            credential(&world.theirs, 2),
            proof(&world.ours, 3, CredentialKind::AccessKey),
            of_another,
            proof(&world.ours, 5, CredentialKind::SessionCookie),
        ];
        store_proofs(&world, &all);
        let listed = |kind, user, limit| -> Vec<u8> {
            world
                .write(|tx| tx.credentials().list(tenant, kind, user, limit))
                .iter()
                .map(|credential| credential.fingerprint.0[0])
                .collect()
        };
        assert_eq!(listed(CredentialKind::ApiKey, None, 9), [4, 1]);
        assert_eq!(listed(CredentialKind::ApiKey, None, 1), [4]);
        assert_eq!(listed(CredentialKind::ApiKey, Some(world.ours.user(1)), 9), [1]);
        assert_eq!(
            listed(CredentialKind::ApiKey, Some(world.theirs.user(1)), 9),
            [0; 0]
        );
        assert_eq!(listed(CredentialKind::AccessKey, None, 9), [3]);
        assert_eq!(
            listed(CredentialKind::SessionCookie, Some(world.ours.user(1)), 9),
            [5]
        );
    }
}

#[test]
fn everything_that_proves_a_session_ends_at_once() {
    for world in worlds() {
        let tenant = world.ours.id();
        let all = [
            proof(&world.ours, 1, CredentialKind::AccessKey),
            proof(&world.ours, 2, CredentialKind::AccessKey),
            proof(&world.ours, 3, CredentialKind::AccessKey),
            credential(&world.ours, 5),
            proof(&world.theirs, 7, CredentialKind::AccessKey),
        ];
        store_proofs(&world, &all);
        let own = session(&world.ours, 1, 1).id;
        world.write(|tx| {
            assert!(tx.credentials().revoke(tenant, all[0].id, at(40))?);
            tx.credentials().revoke_all_of(world.theirs.id(), own, at(45))?;
            tx.credentials().revoke_all_of(tenant, own, at(1_000))
        });
        let revoked_at = |it: &Credential| {
            world
                .write(|tx| tx.credentials().find(it.tenant, it.id))
                .unwrap()
                .revoked_at
        };
        assert_eq!(
            [0, 1, 2, 3, 4].map(|place: usize| revoked_at(&all[place])),
            [Some(at(40)), None, Some(at(1_000)), None, None],
            "{}: the second had ended by itself",
            world.kind
        );
    }
}
