//! Tenants.

use crate::world::{at, name, worlds};
use tessera_domain::{
    id::TenantId,
    tenant::{Enrolment, HostName, Slug, Tenant, TenantState},
    user::Role,
};
use tessera_ports::{StoreError, error::Unique};
use uuid::Uuid;

fn host(text: &str) -> HostName {
    HostName::parse(text).unwrap()
}

fn tenant(number: u128, slug: &str) -> Tenant {
    Tenant {
        id: TenantId::from(Uuid::from_u128(number)),
        slug: Slug::parse(slug).unwrap(),
        name: name(slug),
        state: TenantState::Active,
        host: None,
        enrolment: None,
        records_bodies: false,
        created_at: at(1),
    }
}

#[test]
fn a_tenant_is_found_by_id_slug_and_host_name() {
    for world in worlds() {
        for house in [&world.ours, &world.theirs] {
            let expected = Some(house.tenant.clone());
            let host = house.tenant.host.clone().unwrap();
            assert_eq!(world.queries.tenant(house.id()).unwrap(), expected);
            assert_eq!(
                world.queries.tenant_by_slug(&house.tenant.slug).unwrap(),
                expected
            );
            assert_eq!(world.queries.tenant_by_host(&host).unwrap(), expected);
            assert_eq!(
                world.write(|tx| tx.tenants().by_slug(&house.tenant.slug)),
                expected
            );
        }
        let nobody = tenant(9, "nobody");
        assert_eq!(world.queries.tenant(nobody.id).unwrap(), None);
        assert_eq!(world.queries.tenant_by_slug(&nobody.slug).unwrap(), None);
        assert_eq!(world.queries.tenant_by_host(&host("example.com")).unwrap(), None);
    }
}

#[test]
fn a_tenant_changes_and_its_slug_and_beginning_stay() {
    for world in worlds() {
        let before = &world.ours.tenant;
        let enrolling = |role| {
            Some(Enrolment {
                domains: vec![host("example.com"), host("b.example")],
                role,
            })
        };
        for (enrolment, new_host, state, records_bodies) in [
            (
                enrolling(Some(Role::Technician)),
                Some(host("desk.example")),
                TenantState::Active,
                true,
            ),
            (enrolling(None), None, TenantState::Suspended, true),
            (None, Some(host("ours.example.com")), TenantState::Active, false),
        ] {
            let after = Tenant {
                slug: Slug::parse("not-this").unwrap(),
                name: name("Renamed"),
                state,
                host: new_host,
                enrolment,
                records_bodies,
                created_at: at(77),
                ..before.clone()
            };
            world.write(|tx| tx.tenants().update(&after));
            let expected = Tenant {
                slug: before.slug.clone(),
                created_at: before.created_at,
                ..after
            };
            assert_eq!(
                world.queries.tenant(before.id).unwrap(),
                Some(expected),
                "{}",
                world.kind
            );
        }
        assert_eq!(
            world.queries.tenant(world.theirs.id()).unwrap().as_ref(),
            Some(&world.theirs.tenant)
        );
        let nobody = tenant(9, "nobody");
        assert!(world.attempt(|tx| tx.tenants().update(&nobody)).is_err());
    }
}

#[test]
fn a_host_name_belongs_to_one_tenant_and_many_have_none() {
    for world in worlds() {
        let taken = Err(StoreError::Taken(Unique::TenantHost));
        let theirs = Tenant {
            host: world.ours.tenant.host.clone(),
            ..world.theirs.tenant.clone()
        };
        assert_eq!(
            world.attempt(|tx| tx.tenants().update(&theirs)),
            taken,
            "{}",
            world.kind
        );
        let third = Tenant {
            host: world.ours.tenant.host.clone(),
            ..tenant(3, "third")
        };
        assert_eq!(
            world.attempt(|tx| tx.tenants().insert(&third)),
            taken,
            "{}",
            world.kind
        );
        world.write(|tx| {
            tx.tenants().insert(&tenant(3, "third"))?;
            tx.tenants().insert(&tenant(4, "fourth"))
        });
        let again = world.attempt(|tx| tx.tenants().insert(&tenant(5, "ours")));
        assert_eq!(again, Err(StoreError::Taken(Unique::TenantSlug)));
    }
}

#[test]
fn tenants_are_listed_by_slug() {
    for world in worlds() {
        world.write(|tx| {
            tx.tenants().insert(&tenant(3, "a-2"))?;
            tx.tenants().insert(&tenant(4, "a1"))
        });
        let listed = |after: &str, limit| -> Vec<String> {
            world
                .write(|tx| tx.tenants().list(after, limit))
                .iter()
                .map(|tenant| tenant.slug.as_str().to_owned())
                .collect()
        };
        assert_eq!(listed("", 9), ["a-2", "a1", "ours", "theirs"], "{}", world.kind);
        assert_eq!(listed("", 2), ["a-2", "a1"]);
        assert_eq!(listed("a-2", 2), ["a1", "ours"]);
        assert_eq!(listed("theirs", 2), [""; 0]);
    }
}
