//! Who may see a ticket, and who may change it: one rule for all dialects.
//!
//! Admins and technicians (who hold `view_all_tickets`) see all of the tenant; managers their department;
//! anybody what they opened, are assigned to, watch, or what lies in a project they are a member of.
//! An integration token reaches what it opened itself, and nothing else of its owner's.
//! Persistence translates [`Sight`] into a query filter, and a property test holds the two together.

use crate::{
    id::{CredentialId, DepartmentId, UserId},
    user::{Permission, Permissions, Role},
};

/// The part of a tenant's tickets that a caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    /// All of the tenant.
    Everything,
    /// What concerns one person, and their department's tickets where they manage one.
    Personal {
        /// The person.
        user: UserId,
        /// The department they manage.
        department: Option<DepartmentId>,
    },
    /// What one integration token opened.
    OpenedBy {
        /// The token.
        token: CredentialId,
    },
}

/// The part of a tenant's projects, with their boards and tags, that a caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProjectSight {
    /// All of the tenant.
    Everything,
    /// Those that the person made or is a member of.
    Own(UserId),
    /// None: other systems know of no projects.
    Nothing,
}

impl ProjectSight {
    /// Whether a project is in sight that somebody made and that has these members.
    pub fn sees(&self, created_by: Option<UserId>, members: &[UserId]) -> bool {
        match self {
            Self::Everything => true,
            Self::Own(user) => created_by == Some(*user) || members.contains(user),
            Self::Nothing => false,
        }
    }
}

/// How one ticket and one person are connected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Who opened the ticket.
    pub created_by: Option<UserId>,
    /// The integration token that it was opened by.
    pub source: Option<CredentialId>,
    /// Everybody who is assigned to it: the assignee first.
    pub assignees: Vec<UserId>,
    /// Everybody who watches it.
    pub watchers: Vec<UserId>,
    /// The members of its project.
    pub members: Vec<UserId>,
    /// The department it belongs to.
    pub department: Option<DepartmentId>,
}

impl Ties {
    /// Whether the person is a member of the ticket's project.
    pub fn has_member(&self, user: UserId) -> bool {
        self.members.contains(&user)
    }
}

impl Sight {
    /// What a person sees who has that role and those rights, and belongs to that department.
    pub const fn of_person(
        user: UserId,
        role: Role,
        permissions: Permissions,
        department: Option<DepartmentId>,
    ) -> Self {
        if permissions.allow(Permission::ViewAllTickets) {
            return Self::Everything;
        }
        let department = if matches!(role, Role::Manager) {
            department
        } else {
            None
        };
        Self::Personal { user, department }
    }

    /// Whether a ticket with these ties is in sight.
    pub fn sees(&self, ties: &Ties) -> bool {
        match self {
            Self::Everything => true,
            Self::Personal { user, department } => {
                self.may_change(ties)
                    || ties.watchers.contains(user)
                    || (department.is_some() && *department == ties.department)
            }
            Self::OpenedBy { token } => ties.source == Some(*token),
        }
    }

    /// Whether the person's own part in the ticket lets them change it, given that they may edit at all.
    /// Watching a ticket shows it and no more.
    pub fn may_change(&self, ties: &Ties) -> bool {
        match self {
            Self::Everything => true,
            Self::Personal { user, department } => {
                ties.created_by == Some(*user)
                    || ties.assignees.contains(user)
                    || ties.members.contains(user)
                    || (department.is_some() && *department == ties.department)
            }
            Self::OpenedBy { token } => ties.source == Some(*token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn user(n: u128) -> UserId {
        Uuid::from_u128(n).into()
    }

    fn mine(department: Option<u128>) -> Sight {
        Sight::Personal {
            user: user(1),
            department: department.map(|d| Uuid::from_u128(d).into()),
        }
    }

    #[test]
    fn a_stranger_sees_nothing() {
        let ties = Ties {
            created_by: Some(user(2)),
            assignees: vec![user(3)],
            ..Ties::default()
        };
        assert!(!mine(None).sees(&ties));
        assert!(Sight::Everything.sees(&ties));
    }

    #[test]
    fn each_tie_alone_shows_the_ticket() {
        let none = Ties::default();
        let ties = [
            Ties {
                created_by: Some(user(1)),
                ..none.clone()
            },
            Ties {
                assignees: vec![user(2), user(1)],
                ..none.clone()
            },
            Ties {
                watchers: vec![user(1)],
                ..none.clone()
            },
            Ties {
                members: vec![user(1)],
                ..none.clone()
            },
        ];
        for ties in ties {
            assert!(mine(None).sees(&ties), "{ties:?}");
        }
    }

    #[test]
    fn a_token_reaches_what_it_opened_and_nothing_else_of_its_owners() {
        let token = |n: u128| Uuid::from_u128(n).into();
        let ties = |source| Ties {
            created_by: Some(user(1)),
            source,
            ..Ties::default()
        };
        let sight = Sight::OpenedBy { token: token(7) };
        assert!(sight.sees(&ties(Some(token(7)))) && sight.may_change(&ties(Some(token(7)))));
        for other in [None, Some(token(8))] {
            assert!(!sight.sees(&ties(other)) && !sight.may_change(&ties(other)));
        }
    }

    #[test]
    fn a_watcher_looks_and_does_not_touch() {
        let ties = Ties {
            watchers: vec![user(1)],
            ..Ties::default()
        };
        assert!(mine(None).sees(&ties));
        assert!(!mine(None).may_change(&ties));
    }

    #[test]
    fn only_members_of_the_project_are_members() {
        let ties = Ties {
            created_by: Some(user(1)),
            assignees: vec![user(1)],
            watchers: vec![user(1)],
            members: vec![user(2)],
            ..Ties::default()
        };
        assert!(ties.has_member(user(2)));
        assert!(!ties.has_member(user(1)));
    }

    #[test]
    fn no_department_is_not_a_department() {
        assert!(!mine(None).sees(&Ties::default()));
        let ties = Ties {
            department: Some(Uuid::from_u128(9).into()),
            ..Ties::default()
        };
        assert!(mine(Some(9)).sees(&ties));
        assert!(!mine(Some(8)).sees(&ties));
    }

    #[test]
    fn a_project_is_seen_by_whoever_made_it_and_by_its_members() {
        let members = [user(2), user(3)];
        let table = [
            (ProjectSight::Everything, true),
            (ProjectSight::Own(user(1)), true),
            (ProjectSight::Own(user(3)), true),
            (ProjectSight::Own(user(4)), false),
            (ProjectSight::Nothing, false),
        ];
        for (sight, sees) in table {
            assert_eq!(sight.sees(Some(user(1)), &members), sees, "{sight:?}");
        }
        assert!(!ProjectSight::Own(user(1)).sees(None, &[]));
    }
}
