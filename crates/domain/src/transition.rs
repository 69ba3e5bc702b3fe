//! Which statuses a ticket may go through, where a dialect holds people to an order.

use crate::{
    status::{Status, StatusCategory},
    user::Role,
};

/// The five stages of a ticket's life that a tenant's statuses are read as.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stage {
    /// Nobody has begun.
    Open,
    /// It is worked on, or waits for something.
    InProgress,
    /// Somebody has to decide first.
    PendingApproval,
    /// It is done.
    Resolved,
    /// It is done for good.
    Closed,
}

impl Stage {
    /// Every stage, in the order of a ticket's life.
    pub const ALL: [Self; 5] = [
        Self::Open,
        Self::InProgress,
        Self::PendingApproval,
        Self::Resolved,
        Self::Closed,
    ];

    /// Its name, which is the key of its status in a list that has not been changed.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::PendingApproval => "pending_approval",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The stage of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }

    /// The stage that a status of a tenant's list stands for: by its key, else by what it means to the rules.
    pub fn of(key: &str, category: StatusCategory) -> Self {
        Self::from_key(key).unwrap_or(match category {
            StatusCategory::Open => Self::Open,
            StatusCategory::Active | StatusCategory::Waiting => Self::InProgress,
            StatusCategory::Done => Self::Resolved,
        })
    }

    /// Whether somebody of that role may take a ticket from here to there. Admins may do anything. For others,
    /// what is closed stays closed, only a request leads to the approval and only a decision out of it.
    pub fn may_become(self, next: Self, role: Role) -> bool {
        if self == next || matches!(role, Role::Admin | Role::SuperAdmin) {
            return true;
        }
        match (self, next) {
            (Self::Closed | Self::PendingApproval, _) | (_, Self::PendingApproval) => false,
            (_, Self::Closed) => self == Self::Resolved,
            (_, Self::Open | Self::InProgress | Self::Resolved) => true,
        }
    }
}

/// Whether somebody of that role may take a ticket from one status to another. The same status is no move.
pub fn may_move(from: &Status, to: &Status, role: Role) -> bool {
    let stage = |status: &Status| Stage::of(&status.key, status.category);
    from.id == to.id || stage(from).may_become(stage(to), role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_move_tickets_as_documented() {
        use Stage::{Closed, InProgress, Open, PendingApproval, Resolved};
        let allowed = [
            (Open, vec![InProgress, Resolved]),
            (InProgress, vec![Open, Resolved]),
            (PendingApproval, vec![]),
            (Resolved, vec![Open, InProgress, Closed]),
            (Closed, vec![]),
        ];
        for (from, to) in allowed {
            for next in Stage::ALL {
                let may = next == from || to.contains(&next);
                for role in [Role::User, Role::Technician, Role::Manager] {
                    assert_eq!(from.may_become(next, role), may, "{role:?}: {from:?} to {next:?}");
                }
                assert!(from.may_become(next, Role::Admin) && from.may_become(next, Role::SuperAdmin));
            }
        }
    }

    #[test]
    fn a_tenants_own_status_is_read_by_what_it_means() {
        let table = [
            ("closed", StatusCategory::Done, Stage::Closed),
            ("review", StatusCategory::Active, Stage::InProgress),
            ("blocked", StatusCategory::Waiting, Stage::InProgress),
            ("triage", StatusCategory::Open, Stage::Open),
            ("wont_fix", StatusCategory::Done, Stage::Resolved),
        ];
        for (key, category, stage) in table {
            assert_eq!(Stage::of(key, category), stage, "{key}");
        }
    }

    proptest! {
        #[test]
        fn staying_is_always_allowed(stage in 0usize..5, role in 0usize..5) {
            prop_assert!(Stage::ALL[stage].may_become(Stage::ALL[stage], Role::ALL[role]));
        }
    }
}
