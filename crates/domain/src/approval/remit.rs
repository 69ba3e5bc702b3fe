//! Who may decide what: one rule for deciding and for the list of what waits for a decision.

use crate::{
    caller::{Caller, CallerKind},
    id::{DepartmentId, UserId},
    user::Role,
};

/// The steps that a caller may decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remit {
    /// All of the tenant: whoever runs it.
    Everything,
    /// Their own, and those of the tickets of the department that they manage.
    Of {
        /// The person.
        user: UserId,
        /// The department they manage.
        department: Option<DepartmentId>,
    },
    /// None: other systems decide nothing.
    Nothing,
}

impl Remit {
    /// What a caller may decide.
    pub fn of(caller: &Caller) -> Self {
        match caller.kind {
            CallerKind::Integration => Self::Nothing,
            CallerKind::Person if caller.is_superuser() => Self::Everything,
            CallerKind::Person => Self::Of {
                user: caller.user,
                department: caller.department.filter(|_| caller.role == Role::Manager),
            },
        }
    }

    /// Whether a step of that approver, of a ticket of that department, is part of it.
    pub fn covers(&self, approver: UserId, ticket: Option<DepartmentId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Of { user, department } => {
                *user == approver || (department.is_some() && *department == ticket)
            }
            Self::Nothing => false,
        }
    }
}
