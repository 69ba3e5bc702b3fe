//! Which new tickets have to be approved, and by whom.

use super::DueHours;
use crate::{
    id::{DepartmentId, PolicyId, UserId},
    priority::Rank,
    text::Name,
    ticket::{Kind, Patch},
    user::Role,
};

/// Says that tickets of some sort begin with an approval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What people see.
    pub name: Name,
    /// Of which kinds; of any if there is none.
    pub kinds: Vec<Kind>,
    /// Of which department; of any if it is not said.
    pub department: Option<DepartmentId>,
    /// Of which ranks; of any if there is none.
    pub ranks: Vec<Rank>,
    /// Whether it counts at the moment.
    pub active: bool,
    /// Who decides, in this order.
    pub steps: Vec<PolicyStep>,
    /// Counts the changes, from 1. Writers say which one they saw.
    pub version: i64,
}

/// One decision that a policy asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PolicyStep {
    /// Who decides.
    pub approver: Approver,
    /// How long it may take.
    pub hours: DueHours,
}

/// Who decides, before it is known which ticket it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Approver {
    /// A person.
    User(UserId),
    /// Somebody of that role, rather of the ticket's department than of another.
    Role(Role),
    /// Who manages the ticket's department.
    DepartmentManager,
}

/// What a policy looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Subject {
    /// What sort of thing the ticket is.
    pub kind: Kind,
    /// Its department.
    pub department: Option<DepartmentId>,
    /// How much it matters.
    pub rank: Rank,
}

/// What a caller wants changed of a policy. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PolicyPatch {
    /// Another name.
    pub name: Option<Name>,
    /// Other kinds.
    pub kinds: Option<Vec<Kind>>,
    /// Another department, or any.
    pub department: Patch<DepartmentId>,
    /// Other ranks.
    pub ranks: Option<Vec<Rank>>,
    /// Whether it counts.
    pub active: Option<bool>,
    /// Other steps, replaced as a whole.
    pub steps: Option<Vec<PolicyStep>>,
}

impl PolicyStep {
    /// Who decides where no policy says it: the manager of the ticket's department, within a day.
    pub const USUAL: Self = Self {
        approver: Approver::DepartmentManager,
        hours: DueHours::USUAL,
    };
}

impl Policy {
    /// The most steps.
    pub const MOST_STEPS: usize = 10;

    /// Whether a ticket like this has to be approved by it.
    pub fn fits(&self, subject: &Subject) -> bool {
        self.active
            && (self.kinds.is_empty() || self.kinds.contains(&subject.kind))
            && (self.ranks.is_empty() || self.ranks.contains(&subject.rank))
            && self
                .department
                .is_none_or(|department| subject.department == Some(department))
    }

    /// How much it says about the tickets that it fits.
    fn precision(&self) -> usize {
        let said = [
            !self.kinds.is_empty(),
            self.department.is_some(),
            !self.ranks.is_empty(),
        ];
        said.into_iter().filter(|said| *said).count()
    }

    /// Changes what is named. Whether that changed anything; then it is of the next version.
    pub fn apply(&mut self, wanted: PolicyPatch) -> bool {
        let before = self.clone();
        let PolicyPatch {
            name,
            kinds,
            department,
            ranks,
            active,
            steps,
        } = wanted;
        department.onto(&mut self.department);
        self.name = name.unwrap_or_else(|| before.name.clone());
        self.kinds = kinds.unwrap_or_else(|| before.kinds.clone());
        self.ranks = ranks.unwrap_or_else(|| before.ranks.clone());
        self.active = active.unwrap_or(before.active);
        self.steps = steps.unwrap_or_else(|| before.steps.clone());
        let changed = *self != before;
        if changed {
            self.version += 1;
        }
        changed
    }
}

/// The policy for a ticket like this: the one that says most about it, and the oldest of several.
pub fn fitting<'p>(policies: &'p [Policy], subject: &Subject) -> Option<&'p Policy> {
    let fit = policies.iter().filter(|policy| policy.fits(subject));
    fit.min_by_key(|policy| (std::cmp::Reverse(policy.precision()), policy.number))
}
