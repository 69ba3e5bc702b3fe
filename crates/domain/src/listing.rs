//! Asking for lists: which tickets, in what order, which part of them.

use crate::{
    id::{ClientId, ContactId, PriorityId, ProjectId, StatusId, UserId},
    text::SearchTerm,
    time::Time,
};

/// Which tickets are wanted. Everything that is said must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TicketFilter {
    /// Words in title, reference or client's name.
    pub search: Option<SearchTerm>,
    /// Finished or not.
    pub state: Option<State>,
    /// Who works on it.
    pub assignee: Option<AssigneeFilter>,
    /// In any of these statuses.
    pub statuses: Option<Vec<StatusId>>,
    /// In the status of this name, without regard to case.
    pub status_name: Option<String>,
    /// Of this priority.
    pub priority: Option<PriorityId>,
    /// Of the priority of this name, without regard to case.
    pub priority_name: Option<String>,
    /// In this project.
    pub project: Option<ProjectId>,
    /// In the project of exactly this name.
    pub project_name: Option<String>,
    /// For this client.
    pub client: Option<ClientId>,
    /// For the client of exactly this name.
    pub client_name: Option<String>,
    /// For this contact.
    pub contact: Option<ContactId>,
    /// For the contact of exactly this name.
    pub contact_name: Option<String>,
    /// Of exactly this category.
    pub category: Option<String>,
    /// Opened by this person.
    pub created_by: Option<UserId>,
    /// Bearing any of these tags, without regard to case.
    pub tags: Option<Vec<String>>,
    /// Words in the title.
    pub title: Option<SearchTerm>,
    /// Words in the reference.
    pub reference: Option<SearchTerm>,
    /// Opened within.
    pub created: Period,
    /// Changed last within.
    pub updated: Period,
    /// Finished within.
    pub closed: Period,
    /// Matches nothing: the filter names a thing that this product does not keep.
    pub nothing: bool,
}

/// Finished or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Not finished.
    Open,
    /// Finished.
    Closed,
    /// Both at once, which no ticket is.
    Neither,
}

/// Who works on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AssigneeFilter {
    /// Anybody.
    Somebody,
    /// Nobody.
    Nobody,
    /// This person.
    Is(UserId),
}

/// From and to, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Period {
    /// Not before.
    pub from: Option<Time>,
    /// Not after.
    pub to: Option<Time>,
}

/// What to sort by. Equal ones are told apart by their id, in the same direction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortKey {
    /// When it was opened.
    Created,
    /// When it changed last.
    Updated,
    /// When it was finished; unfinished ones as if they were finished last.
    Closed,
    /// When it is due; those without as if they were due last.
    Due,
    /// Its title.
    Title,
    /// Its running number.
    Number,
    /// The name of its priority.
    PriorityName,
    /// How much it matters.
    Rank,
    /// The name of its status.
    StatusName,
    /// The name of its client; those without as if it came last.
    ClientName,
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What to sort by, and which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sort {
    /// What by.
    pub key: SortKey,
    /// Which way.
    pub direction: Direction,
}

/// Which part of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// How many to pass over.
    pub offset: i64,
    /// How many to give at most.
    pub limit: i64,
}

impl Window {
    /// The `page`th (from 1) part of `size` each. The product cannot overflow: it saturates.
    pub fn page(page: i64, size: i64) -> Self {
        Self {
            offset: page.saturating_sub(1).max(0).saturating_mul(size),
            limit: size,
        }
    }
}

/// A part of a list, and how long the list is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// How many there are in all, exactly.
    pub total: i64,
}
