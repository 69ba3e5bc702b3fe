//! Departments: parts of a tenant that tickets and people belong to.

use crate::{
    id::{DepartmentId, UserId},
    text::{Name, fold},
    ticket::Patch,
};

/// A part of a tenant. Its manager sees its tickets, and decides what has to be decided there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What people see; unique in the tenant without regard to case.
    pub name: Name,
    /// Who runs it.
    pub manager: Option<UserId>,
    /// Counts the changes, from 1. Writers say which one they saw.
    pub version: i64,
}

/// What a caller wants changed of a department. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DepartmentPatch {
    /// Another name.
    pub name: Option<Name>,
    /// Who runs it.
    pub manager: Patch<UserId>,
}

impl Department {
    /// The form of a name that is unique.
    pub fn folded(name: &Name) -> String {
        fold(name.as_str())
    }

    /// Changes what is named. Whether that changed anything; then it is of the next version.
    pub fn apply(&mut self, wanted: &DepartmentPatch) -> bool {
        let before = (self.name.clone(), self.manager);
        if let Some(name) = &wanted.name {
            self.name = name.clone();
        }
        wanted.manager.onto(&mut self.manager);
        let changed = before != (self.name.clone(), self.manager);
        if changed {
            self.version += 1;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn department() -> Department {
        Department {
            id: Uuid::from_u128(1).into(),
            number: 1,
            name: Name::parse("IT Department").unwrap(),
            manager: Some(Uuid::from_u128(7).into()),
            version: 3,
        }
    }

    #[test]
    fn names_that_differ_in_case_alone_are_the_same() {
        let folded = |name: &str| Department::folded(&Name::parse(name).unwrap());
        assert_eq!(folded("IT Department"), folded("it DEPARTMENT"));
        assert_eq!(folded("ÄRZTE"), folded("ärzte"));
        assert_ne!(folded("IT"), folded("IT "));
    }

    #[test]
    fn only_what_differs_makes_another_version() {
        let other = Uuid::from_u128(8).into();
        let name = |name: &str| Some(Name::parse(name).unwrap());
        let table = [
            (DepartmentPatch::default(), false),
            (
                DepartmentPatch {
                    name: name("IT Department"),
                    manager: Patch::Set(Uuid::from_u128(7).into()),
                },
                false,
            ),
            (
                DepartmentPatch {
                    name: name("it department"),
                    manager: Patch::Keep,
                },
                true,
            ),
            (
                DepartmentPatch {
                    name: None,
                    manager: Patch::Set(other),
                },
                true,
            ),
            (
                DepartmentPatch {
                    name: None,
                    manager: Patch::Clear,
                },
                true,
            ),
        ];
        for (wanted, changes) in table {
            let mut after = department();
            assert_eq!(after.apply(&wanted), changes, "{wanted:?}");
            assert_eq!(after.version, if changes { 4 } else { 3 }, "{wanted:?}");
            assert_eq!(after == department(), !changes);
        }
        let mut after = department();
        after.apply(&DepartmentPatch {
            name: name("Software"),
            manager: Patch::Clear,
        });
        assert_eq!((after.name.as_str(), after.manager), ("Software", None));
    }
}
