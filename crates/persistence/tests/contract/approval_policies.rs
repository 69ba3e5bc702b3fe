//! Approval policies, and those who have a role.

use crate::{
    house::House,
    random::Random,
    world::{at, id, name, worlds},
};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep},
    listing::Window,
    priority::Rank,
    ticket::Kind,
    user::Role,
};
use tessera_ports::{StoreError, approvals::PolicySheet, queries::DepartmentLabel};

const ALL: Window = Window {
    offset: 0,
    limit: 100,
};

fn policy(house: &House, number: i64) -> Policy {
    let seed = u64::try_from(number + 5_000).unwrap() ^ house.id().uuid().as_u64_pair().1;
    Policy {
        id: id(at(number), &mut Random::new(seed)),
        number,
        name: name("Größere Änderungen"),
        kinds: vec![Kind::Change, Kind::Epic],
        department: Some(house.departments[1]),
        ranks: vec![Rank::HIGH, Rank::HIGHEST],
        active: true,
        steps: vec![
            PolicyStep {
                approver: Approver::User(house.user(2)),
                hours: DueHours::parse(4).unwrap(),
            },
            PolicyStep {
                approver: Approver::Role(Role::Admin),
                hours: DueHours::USUAL,
            },
            PolicyStep::USUAL,
        ],
        version: 1,
    }
}

#[test]
fn a_policy_comes_back_as_stored_and_is_changed_over_the_version_before() {
    for world in worlds() {
        let (tenant, house, theirs) = (world.ours.id(), &world.ours, world.theirs.id());
        let stored = policy(house, 1);
        let any = Policy {
            kinds: Vec::new(),
            department: None,
            ranks: Vec::new(),
            active: false,
            ..policy(house, 2)
        };
        world.write(|tx| {
            tx.approvals().insert_policy(tenant, &any)?;
            tx.approvals().insert_policy(tenant, &stored)?;
            assert_eq!(
                tx.approvals().policy(tenant, 1)?.as_ref(),
                Some(&stored),
                "{}",
                world.kind
            );
            assert_eq!(
                tx.approvals().policy(tenant, 2)?.as_ref(),
                Some(&any),
                "{}",
                world.kind
            );
            assert_eq!(tx.approvals().policy(theirs, 1)?, None);
            assert_eq!(
                tx.approvals().active_policies(tenant)?,
                std::slice::from_ref(&stored)
            );
            assert_eq!(tx.approvals().active_policies(theirs)?, []);
            assert_eq!(tx.approvals().policy_sheet(theirs, stored.id)?, None);
            Ok(())
        });
        world.watch.take();
        let page = world.queries.policies(tenant, ALL).unwrap();
        assert_eq!((page.total, world.watch.take().len()), (2, 3), "{}", world.kind);
        let sheet = PolicySheet {
            policy: stored.clone(),
            department: Some(DepartmentLabel {
                id: house.departments[1],
                number: 2,
                name: "D2".into(),
            }),
            people: vec![house.card(house.user(2))],
        };
        assert_eq!(page.items[0], sheet, "{}", world.kind);
        assert_eq!(world.queries.policy_numbered(tenant, 1).unwrap(), Some(sheet));
        assert_eq!(world.queries.policy_numbered(theirs, 1).unwrap(), None);
        let changed = Policy {
            name: name("Other"),
            department: None,
            version: 2,
            ..stored.clone()
        };
        let update =
            |tenant, policy: &Policy| world.attempt(|tx| tx.approvals().update_policy(tenant, policy));
        assert_eq!(update(theirs, &changed), Err(StoreError::Stale));
        assert_eq!(update(tenant, &changed), Ok(()), "{}", world.kind);
        assert_eq!(update(tenant, &changed), Err(StoreError::Stale), "{}", world.kind);
        assert_eq!(world.write(|tx| tx.approvals().policy(tenant, 1)), Some(changed));
        world.write(|tx| tx.approvals().remove_policy(theirs, stored.id));
        assert!(world.write(|tx| tx.approvals().policy(tenant, 1)).is_some());
        world.write(|tx| tx.approvals().remove_policy(tenant, stored.id));
        assert_eq!(world.write(|tx| tx.approvals().policy(tenant, 1)), None);
    }
}

#[test]
fn who_has_a_role_is_told_by_number_and_only_the_active() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        world.write(|tx| {
            for (place, role) in [
                (1, Role::Admin),
                (3, Role::SuperAdmin),
                (4, Role::Admin),
                (5, Role::Manager),
            ] {
                tx.users().set_role(tenant, house.user(place), role)?;
            }
            tx.users().set_active(tenant, house.user(4), false)?;
            tx.users()
                .set_department(tenant, house.user(3), Some(house.departments[0]))?;
            let mut holding = |roles: &[Role], department| {
                let found = tx.users().holding(tenant, roles, department)?;
                Ok::<_, StoreError>(found.iter().map(|user| user.number).collect::<Vec<_>>())
            };
            let admins = [Role::Admin, Role::SuperAdmin];
            assert_eq!(holding(&admins, None)?, [2, 4], "{}", world.kind);
            assert_eq!(holding(&admins, Some(house.departments[0]))?, [4]);
            assert_eq!(holding(&[Role::Manager], None)?, [6]);
            assert_eq!(holding(&[], None)?, [0; 0]);
            assert_eq!(tx.users().holding(world.theirs.id(), &admins, None)?, []);
            Ok(())
        });
    }
}
