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

    /// Whether somebody of that role may take a ticket from here to there. Admins may do anything. For others, what is
    /// closed stays closed, nothing is closed that was not resolved, and only a decision leads out of an approval. Staying
    /// is no move.
    ///
    /// # Errors
    /// What bars the way.
    pub fn way_to(self, next: Self, role: Role) -> Result<(), Barred> {
        if self == next {
            return Ok(());
        }
        if matches!(role, Role::Admin | Role::SuperAdmin) {
            return Ok(());
        }
        match (self, next) {
            (Self::PendingApproval, _) => Err(Barred::ByApproval),
            (Self::Closed, _) => Err(Barred::ByOrder),
            (_, Self::Closed) if self != Self::Resolved => Err(Barred::ByOrder),
            _ => Ok(()),
        }
    }
}

/// Why a ticket cannot go from one stage to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Barred {
    /// The stages come in an order.
    ByOrder,
    /// Only a decision leads out of an approval.
    ByApproval,
}

/// Whether somebody of that role may take a ticket from one status to another. Another status of the same stage is no
/// move.
///
/// # Errors
/// What bars the way.
pub fn check_move(from: &Status, to: &Status, role: Role) -> Result<(), Barred> {
    let stage = |status: &Status| Stage::of(&status.key, status.category);
    stage(from).way_to(stage(to), role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_move_tickets_as_documented() {
        use Stage::{Closed, InProgress, Open, PendingApproval, Resolved};
        let allowed = [
            (Open, vec![InProgress, PendingApproval, Resolved]),
            (InProgress, vec![Open, PendingApproval, Resolved]),
            (PendingApproval, vec![]),
            (Resolved, vec![Open, InProgress, PendingApproval, Closed]),
            (Closed, vec![]),
        ];
        for (from, to) in allowed {
            for next in Stage::ALL {
                let stays = next == from;
                for role in [Role::User, Role::Technician, Role::Manager] {
                    let may = stays || to.contains(&next);
                    assert_eq!(
                        from.way_to(next, role).is_ok(),
                        may,
                        "{role:?}: {from:?} to {next:?}"
                    );
                }
                for role in [Role::Admin, Role::SuperAdmin] {
                    assert_eq!(from.way_to(next, role), Ok(()), "{role:?}: {from:?} to {next:?}");
                }
            }
        }
    }

    #[test]
    fn what_bars_the_way_is_told() {
        use Stage::{Closed, InProgress, Open, PendingApproval};
        for (from, next, role, barred) in [
            (Closed, PendingApproval, Role::Manager, Barred::ByOrder),
            (PendingApproval, Open, Role::Manager, Barred::ByApproval),
            (PendingApproval, Closed, Role::Technician, Barred::ByApproval),
            (Closed, Open, Role::Manager, Barred::ByOrder),
            (InProgress, Closed, Role::User, Barred::ByOrder),
        ] {
            assert_eq!(
                from.way_to(next, role),
                Err(barred),
                "{role:?}: {from:?} to {next:?}"
            );
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
            prop_assert!(Stage::ALL[stage].way_to(Stage::ALL[stage], Role::ALL[role]).is_ok());
        }
    }
}
