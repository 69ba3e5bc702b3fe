//! Whose tickets a caller may have reports about.

use crate::{
    caller::{Caller, CallerKind},
    id::{DepartmentId, UserId},
    user::Role,
    visibility::Sight,
};

/// Whose tickets a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Whose.
    pub whose: Whose,
    /// Only those of this department.
    pub department: Option<DepartmentId>,
}

/// Whose tickets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// Everybody's.
    Everybodys,
    /// Those that one person opened or works on.
    Of(UserId),
}

impl Scope {
    /// All that the caller may have reports about: whoever sees every ticket, all of the tenant; managers, their
    /// department; anybody else, what they opened or work on. Other systems may have none.
    pub fn of(caller: &Caller) -> Option<Self> {
        if !matches!(caller.kind, CallerKind::Person) {
            return None;
        }
        let scope = match (caller.sight(), caller.role, caller.department) {
            (Sight::Everything, ..) => Self {
                whose: Whose::Everybodys,
                department: None,
            },
            (_, Role::Manager, Some(department)) => Self {
                whose: Whose::Everybodys,
                department: Some(department),
            },
            _ => Self {
                whose: Whose::Of(caller.user),
                department: None,
            },
        };
        Some(scope)
    }

    /// The part of it that lies in one department; nothing when the caller may not ask for that department: only whoever
    /// sees every ticket may ask for another than their own.
    pub fn within(self, department: DepartmentId, caller: &Caller) -> Option<Self> {
        let all = self.whose == Whose::Everybodys && self.department.is_none();
        (all || caller.department == Some(department)).then_some(Self {
            department: Some(department),
            ..self
        })
    }

    /// Whether it is about more than one person's tickets. Only such reports may leave the service as a file.
    pub fn is_shared(self) -> bool {
        self.whose == Whose::Everybodys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const MINE: u128 = 7;

    fn caller(role: Role, department: Option<u128>) -> Caller {
        Caller {
            tenant: Uuid::from_u128(1).into(),
            user: Uuid::from_u128(2).into(),
            kind: CallerKind::Person,
            credential: Uuid::from_u128(3).into(),
            session: None,
            role,
            permissions: role.permissions(),
            department: department.map(|id| Uuid::from_u128(id).into()),
        }
    }

    fn department(id: u128) -> DepartmentId {
        Uuid::from_u128(id).into()
    }

    #[test]
    fn people_get_their_own_managers_their_department_and_admins_all() {
        for (role, mine, shared, within) in [
            (Role::User, Some(MINE), false, None),
            (Role::Manager, Some(MINE), true, Some(department(MINE))),
            (Role::Manager, None, false, None),
            (Role::Technician, Some(MINE), true, None),
            (Role::Admin, None, true, None),
            (Role::SuperAdmin, None, true, None),
        ] {
            let scope = Scope::of(&caller(role, mine)).unwrap();
            assert_eq!(
                (scope.is_shared(), scope.department),
                (shared, within),
                "{role:?}"
            );
        }
        let system = Caller {
            kind: CallerKind::Integration,
            ..caller(Role::Admin, None)
        };
        assert_eq!(Scope::of(&system), None);
    }

    #[test]
    fn only_whoever_sees_everything_asks_for_another_department() {
        for (role, mine, other) in [
            (Role::User, true, false),
            (Role::Manager, true, false),
            (Role::Technician, true, true),
            (Role::Admin, true, true),
        ] {
            let caller = caller(role, Some(MINE));
            let scope = Scope::of(&caller).unwrap();
            for (id, may) in [(MINE, mine), (8, other)] {
                let within = scope.within(department(id), &caller);
                assert_eq!(within.is_some(), may, "{role:?}");
                assert!(
                    within.is_none_or(|it| it.department == Some(department(id)) && it.whose == scope.whose)
                );
            }
        }
    }
}
