//! Which policy counts.

use super::*;
use crate::{
    text::Name,
    ticket::{Kind, Patch},
};

fn policy(number: i64, kinds: &[Kind], of: Option<u128>, ranks: &[Rank]) -> Policy {
    Policy {
        id: Uuid::from_u128(u128::try_from(number).unwrap()).into(),
        number,
        name: Name::parse("Changes").unwrap(),
        kinds: kinds.to_vec(),
        department: of.map(department),
        ranks: ranks.to_vec(),
        active: true,
        steps: vec![PolicyStep::USUAL],
        version: 1,
    }
}

#[test]
fn the_policy_that_says_most_counts_and_the_oldest_of_several() {
    let policies = [
        policy(4, &[Kind::Change], None, &[]),
        policy(3, &[], None, &[Rank::HIGHEST]),
        policy(2, &[Kind::Change, Kind::Epic], Some(5), &[]),
        Policy {
            active: false,
            ..policy(1, &[Kind::Change], Some(5), &[Rank::HIGHEST])
        },
    ];
    for (kind, of, rank, number) in [
        (Kind::Change, None, Rank::MEDIUM, Some(4)),
        (Kind::Change, Some(5), Rank::HIGHEST, Some(2)),
        (Kind::Change, None, Rank::HIGHEST, Some(3)),
        (Kind::Epic, Some(5), Rank::LOW, Some(2)),
        (Kind::Epic, Some(6), Rank::LOW, None),
        (Kind::Incident, None, Rank::HIGHEST, Some(3)),
        (Kind::Incident, Some(5), Rank::MEDIUM, None),
    ] {
        let subject = Subject {
            kind,
            department: of.map(department),
            rank,
        };
        let found = fitting(&policies, &subject).map(|policy| policy.number);
        assert_eq!(found, number, "{subject:?}");
    }
}

#[test]
fn only_what_differs_makes_another_version_of_a_policy() {
    let before = policy(1, &[Kind::Change], Some(5), &[]);
    let mut same = before.clone();
    let wanted = PolicyPatch {
        name: Some(before.name.clone()),
        department: Patch::Set(department(5)),
        active: Some(true),
        ..PolicyPatch::default()
    };
    assert!(!same.apply(wanted) && !same.apply(PolicyPatch::default()));
    assert_eq!(same, before);
    let mut other = before.clone();
    let wanted = PolicyPatch {
        kinds: Some(Vec::new()),
        department: Patch::Clear,
        active: Some(false),
        ..PolicyPatch::default()
    };
    assert!(other.apply(wanted));
    assert_eq!((other.version, other.department, other.active), (2, None, false));
}
