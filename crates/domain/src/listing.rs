//! Asking for lists: which tickets, in what order, which part of them.

use crate::{
    id::{ClientId, ContactId, PriorityId, ProjectId, StatusId, TicketId, UserId},
    issue::Problem,
    priority::Rank,
    text::SearchTerm,
    ticket::Kind,
    time::Time,
};
use serde::{Deserialize, Serialize};

/// Which tickets are wanted. Everything that is said must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TicketFilter {
    /// Words anywhere in the ticket: title, description, reference, client's name, comments. What counts as a word, and
    /// when a search matches, is told in [`crate::search`].
    pub search: Option<SearchTerm>,
    /// Each of these somewhere in the ticket: as a part of the title, whatever stands around it; or, if it is one
    /// word, found as [`search`](Self::search) finds it; or, if it has no word in it, as a part of the description.
    pub terms: Option<Vec<SearchTerm>>,
    /// Whether internal comments are searched too. The use case says so of its caller, whatever stood here.
    pub internal: bool,
    /// Only what comes after this place in the order of the list. How many pass the filter in all is counted without
    /// it. The use case takes it from a [`Cursor`].
    pub after: Option<Position>,
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
    /// In any of the columns of these numbers.
    pub columns: Option<Vec<i64>>,
    /// In the project of this number.
    pub project_number: Option<i64>,
    /// Of any of these kinds.
    pub kinds: Option<Vec<Kind>>,
    /// Of any of these ranks.
    pub ranks: Option<Vec<Rank>>,
    /// Bearing any of the tags of these numbers.
    pub tag_numbers: Option<Vec<i64>>,
    /// In any of the departments of these numbers.
    pub departments: Option<Vec<i64>>,
    /// Worked on by the person of this number, alone or with others.
    pub assigned_to: Option<i64>,
    /// Opened by the person of this number.
    pub opened_by: Option<i64>,
    /// Watched by this person.
    pub watched_by: Option<UserId>,
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
    /// How well it answers the search, the best first whichever way is asked for: the newest [`RANKED`] matches by
    /// their score, those of equal score newest first, and after them the older ones, newest first. Without a search,
    /// newest first.
    Relevance,
}

/// How many of the newest matches are looked at to find the best.
pub const RANKED: i64 = 1_000;

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// What to sort by, and which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sort {
    /// What by.
    pub key: SortKey,
    /// Which way.
    pub direction: Direction,
}

impl Sort {
    /// From the end to the beginning.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self {
            key: self.key,
            direction: self.direction.reversed(),
        }
    }
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

    /// The same part counted from the end of a list of `total`, where that passes over fewer: it gives what there is of
    /// the part, the last one first.
    ///
    /// ```
    /// use tessera_domain::listing::Window;
    ///
    /// let last = Window::page(5, 25).from_end(103);
    /// assert_eq!(last, Some(Window { offset: 0, limit: 3 }));
    /// assert_eq!(Window::page(1, 25).from_end(103), None);
    /// ```
    #[must_use]
    pub fn from_end(self, total: i64) -> Option<Self> {
        let left = total.saturating_sub(self.offset);
        let limit = self.limit.min(left);
        let offset = left - limit;
        (limit > 0 && offset < self.offset).then_some(Self { offset, limit })
    }
}

/// A part of a list, and how long the list is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// How many there are in all, exactly.
    pub total: i64,
    /// Where the list goes on, if it was asked for in a way that can go on. What comes there may be empty.
    pub next: Option<Cursor>,
}

/// A place in a list, right behind one ticket.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Position {
    /// The ticket.
    pub id: TicketId,
    /// What it was sorted by.
    pub value: SortValue,
}

/// What a ticket is sorted by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortValue {
    /// Nothing besides its id, or what is absent.
    Absent,
    /// A number, or the microseconds of a moment.
    Number(i64),
    /// A text.
    Text(String),
}

/// Where a list goes on, as a client holds it: a text without meaning to anybody else. The use cases make and read
/// them; one of another list, another tenant or another time's program is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cursor(String);

impl Cursor {
    /// The most characters that one may have.
    pub const MAX: usize = 4_000;

    /// Takes what may be one.
    ///
    /// # Errors
    /// When no list ever gave that out.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let is_ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if text.is_empty() || text.len() > Self::MAX || !text.chars().all(is_ours) {
            return Err(Self::unknown());
        }
        Ok(Self(text.to_owned()))
    }

    /// What is wrong with a cursor that does not belong to the list.
    pub const fn unknown() -> Problem {
        Problem::Rule("must be a cursor that this list gave out")
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
