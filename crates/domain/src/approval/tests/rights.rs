//! Who may decide what.

use super::*;
use crate::{
    caller::{Caller, CallerKind},
    user::Role,
};

fn caller(role: Role, kind: CallerKind, of: Option<u128>) -> Caller {
    Caller {
        tenant: Uuid::from_u128(1).into(),
        user: user(1),
        kind,
        credential: Uuid::from_u128(3).into(),
        session: None,
        role,
        permissions: role.permissions(),
        department: of.map(department),
    }
}

#[test]
fn who_may_decide_what() {
    use CallerKind::{Integration, Person};
    let (own, others) = (user(1), user(2));
    let (here, there) = (Some(department(5)), Some(department(6)));
    for (role, kind, approver, ticket, may) in [
        (Role::User, Person, own, there, true),
        (Role::User, Person, others, here, false),
        (Role::Technician, Person, others, here, false),
        (Role::Manager, Person, others, here, true),
        (Role::Manager, Person, others, there, false),
        (Role::Manager, Person, others, None, false),
        (Role::Manager, Person, own, there, true),
        (Role::Admin, Person, others, there, true),
        (Role::SuperAdmin, Person, others, None, true),
        (Role::SuperAdmin, Integration, own, here, false),
    ] {
        let remit = Remit::of(&caller(role, kind, Some(5)));
        assert_eq!(
            remit.covers(approver, ticket),
            may,
            "{role:?} {kind:?} {ticket:?}"
        );
    }
    let nowhere = Remit::of(&caller(Role::Manager, Person, None));
    assert!(!nowhere.covers(others, None), "no department is nobody's");
}

#[test]
fn nobody_decides_on_their_own_wish_while_another_can() {
    let both = Requesters {
        asked: user(1),
        opened: Some(user(2)),
    };
    for (candidates, chosen) in [
        (&[1, 2, 3][..], Some(3)),
        (&[3, 4], Some(3)),
        (&[1, 2], Some(2)),
        (&[1], Some(1)),
        (&[], None),
    ] {
        let candidates: Vec<_> = candidates.iter().copied().map(user).collect();
        assert_eq!(both.choose(&candidates), chosen.map(user), "{candidates:?}");
    }
    assert!(both.others_among(&[user(1), user(3)]));
    assert!(!both.others_among(&[user(1), user(2)]));
}
