//! Service levels: the policies.

use crate::{
    random::Random,
    world::{at, id, name, worlds},
};
use tessera_domain::{
    priority::Rank,
    sla::{Allowance, Calendar, Holidays, Hours, Minute, Policy, Week, Zone},
    time::parse_day,
};
use tessera_ports::{StoreError, sla::SlaPolicySheet};

fn policy(number: i64) -> Policy {
    Policy {
        id: id(at(number), &mut Random::new(u64::try_from(number).unwrap())),
        number,
        name: name("Größere Dinge"),
        rank: None,
        department: None,
        response: None,
        resolution: Allowance::minutes(60).unwrap(),
        calendar: Calendar::always(),
        active: true,
        version: 1,
    }
}

fn office() -> Calendar {
    let minute = |text| Minute::parse(text).unwrap();
    let hours = |from, to| Hours::new(minute(from), minute(to)).unwrap();
    let day = |place| match place {
        0..5 => vec![hours("08:00", "12:00"), hours("12:30", "24:00")],
        _ => Vec::new(),
    };
    let days = ["2026-12-25", "2026-12-26"].map(|day| parse_day(day).unwrap());
    Calendar {
        zone: Zone::parse("Europe/Berlin").unwrap(),
        week: Week::new(std::array::from_fn(day)).unwrap(),
        holidays: Holidays::new(days.into()).unwrap(),
    }
}

#[test]
fn a_policy_comes_back_as_stored_changes_over_its_version_and_goes() {
    for world in worlds() {
        let (tenant, house) = (world.ours.id(), &world.ours);
        let first = Policy {
            rank: Some(Rank::HIGHEST),
            department: Some(house.departments[1]),
            response: Some(Allowance::minutes(1).unwrap()),
            resolution: Allowance::minutes(Allowance::MAX).unwrap(),
            calendar: office(),
            ..policy(7)
        };
        let second = Policy {
            active: false,
            ..policy(8)
        };
        world.write(|tx| {
            tx.sla().insert(tenant, &second)?;
            tx.sla().insert(tenant, &first)?;
            assert_eq!(
                tx.sla().policies(tenant)?,
                [first.clone(), second.clone()],
                "{}",
                world.kind
            );
            assert_eq!(tx.sla().policy(tenant, 7)?.as_ref(), Some(&first));
            assert_eq!(tx.sla().policy(tenant, 9)?, None);
            assert_eq!(tx.sla().policies(world.theirs.id())?, []);
            assert_eq!(tx.sla().policy(world.theirs.id(), 7)?, None);
            Ok(())
        });
        let sheet = |policy: &Policy, department| SlaPolicySheet {
            policy: policy.clone(),
            department,
        };
        let all = world.queries.sla_policies(tenant).unwrap();
        assert_eq!(
            all,
            [sheet(&first, Some(2)), sheet(&second, None)],
            "{}",
            world.kind
        );
        assert_eq!(world.queries.sla_policies(world.theirs.id()).unwrap(), []);
        let changed = Policy {
            rank: None,
            department: None,
            response: None,
            calendar: Calendar::always(),
            version: 2,
            ..first.clone()
        };
        world.write(|tx| tx.sla().update(tenant, &changed));
        let stale = world.attempt(|tx| tx.sla().update(tenant, &changed));
        assert_eq!(stale, Err(StoreError::Stale), "{}", world.kind);
        assert_eq!(
            world.write(|tx| tx.sla().policy(tenant, 7)),
            Some(changed.clone())
        );
        world.write(|tx| tx.sla().remove(tenant, &changed));
        assert_eq!(world.write(|tx| tx.sla().policies(tenant)), [second]);
    }
}

#[test]
fn a_department_that_is_not_there_is_refused_and_one_with_a_policy_stays() {
    for world in worlds() {
        let tenant = world.ours.id();
        let wanted = Policy {
            department: Some(id(at(99), &mut Random::new(99))),
            ..policy(1)
        };
        let dangling = world.attempt(|tx| tx.sla().insert(tenant, &wanted));
        assert!(
            matches!(dangling, Err(StoreError::Dangling(_))),
            "{}: {dangling:?}",
            world.kind
        );
        let own = Policy {
            department: Some(world.ours.departments[0]),
            ..policy(1)
        };
        world.write(|tx| tx.sla().insert(tenant, &own));
        let removed = world.attempt(|tx| tx.departments().remove(tenant, world.ours.departments[0]));
        assert!(
            matches!(removed, Err(StoreError::Dangling(_))),
            "{}: {removed:?}",
            world.kind
        );
    }
}
