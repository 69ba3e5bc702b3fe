//! Credentials.

use crate::{
    house::House,
    random::Random,
    world::{at, id, worlds},
};
use tessera_domain::tenant::TenantState;
use tessera_ports::{
    StoreError,
    credentials::{Credential, CredentialKind, Presented},
    error::Unique,
    world::Fingerprint,
};

fn credential(house: &House, seed: u8) -> Credential {
    Credential {
        tenant: house.id(),
        id: id(at(i64::from(seed)), &mut Random::new(seed.into())),
        kind: CredentialKind::ApiKey,
        user: house.user(1),
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
        let listed = |limit| world.write(|tx| tx.credentials().list(tenant, limit));
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
