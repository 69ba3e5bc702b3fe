//! What is promised for which tickets.

use super::Calendar;
use crate::{
    id::{DepartmentId, SlaPolicyId},
    issue::Problem,
    priority::Rank,
    text::Name,
    ticket::{Patch, Ticket},
};

/// How much working time something may take: a minute at least, a year at most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Allowance(i64);

impl Allowance {
    /// The most minutes.
    pub const MAX: i64 = 366 * 24 * 60;

    /// So many minutes.
    ///
    /// # Errors
    /// When that is too few or too many.
    pub const fn minutes(minutes: i64) -> Result<Self, Problem> {
        match minutes {
            ..1 => Err(Problem::TooSmall { min: 1 }),
            1..=Self::MAX => Ok(Self(minutes)),
            _ => Err(Problem::TooLarge { max: Self::MAX }),
        }
    }

    /// How many minutes.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// How many microseconds.
    pub const fn micros(self) -> i64 {
        self.0 * 60_000_000
    }
}

/// What is promised for some of a tenant's tickets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Its id.
    pub id: SlaPolicyId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What people see.
    pub name: Name,
    /// Only for tickets of this rank.
    pub rank: Option<Rank>,
    /// Only for tickets of this department.
    pub department: Option<DepartmentId>,
    /// Within how much working time somebody answers.
    pub response: Option<Allowance>,
    /// Within how much working time it is finished.
    pub resolution: Allowance,
    /// When is worked.
    pub calendar: Calendar,
    /// Whether it is promised for tickets from now on.
    pub active: bool,
    /// Counts the changes, from 1. Writers say which one they saw.
    pub version: i64,
}

/// What a caller wants changed of a policy. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PolicyPatch {
    /// Another name.
    pub name: Option<Name>,
    /// For which rank.
    pub rank: Patch<Rank>,
    /// For which department.
    pub department: Patch<DepartmentId>,
    /// Within how much time somebody answers.
    pub response: Patch<Allowance>,
    /// Within how much time it is finished.
    pub resolution: Option<Allowance>,
    /// When is worked, replaced as a whole.
    pub calendar: Option<Calendar>,
    /// Whether it is promised from now on.
    pub active: Option<bool>,
}

impl Policy {
    /// Whether it is promised for a ticket of that rank and department.
    fn covers(&self, rank: Rank, department: Option<DepartmentId>) -> bool {
        self.active
            && self.rank.is_none_or(|wanted| wanted == rank)
            && (self.department.is_none() || self.department == department)
    }

    /// The policy that holds for the ticket: of those that cover it the one that says most of which tickets it is for,
    /// where a department says more than a rank; of several such ones the one with the lowest number.
    pub fn of<'p>(policies: &'p [Self], ticket: &Ticket) -> Option<&'p Self> {
        let covering = policies
            .iter()
            .filter(|policy| policy.covers(ticket.rank, ticket.department));
        covering.min_by_key(|policy| (policy.department.is_none(), policy.rank.is_none(), policy.number))
    }

    /// Changes what is named. Whether that changed anything; then it is of the next version.
    pub fn apply(&mut self, wanted: PolicyPatch) -> bool {
        let before = self.clone();
        let PolicyPatch {
            name,
            rank,
            department,
            response,
            resolution,
            calendar,
            active,
        } = wanted;
        rank.onto(&mut self.rank);
        department.onto(&mut self.department);
        response.onto(&mut self.response);
        self.name = name.unwrap_or_else(|| before.name.clone());
        self.resolution = resolution.unwrap_or(before.resolution);
        self.calendar = calendar.unwrap_or_else(|| before.calendar.clone());
        self.active = active.unwrap_or(before.active);
        let changed = *self != before;
        if changed {
            self.version += 1;
        }
        changed
    }
}
