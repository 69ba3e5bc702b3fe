//! The ticket, and what changing one means.

mod change;
mod kind;
mod promise;
mod scales;
#[cfg(test)]
pub(crate) mod tests;

pub use change::{Changes, Patch, Placement, TagsWanted, TicketPatch, check_closed_at};
pub use kind::Kind;
pub use promise::{Promise, seconds_for};
pub use scales::{Level, Rating};

use crate::{
    attributes::Attributes,
    id::{
        ClientId, ColumnId, ContactId, CredentialId, DepartmentId, PriorityId, ProjectId, StatusId, TenantId,
        TicketId, UserId,
    },
    priority::Rank,
    reference::Reference,
    text::{Description, Link, Name, Title},
    time::{NaiveDate, Time},
};

use serde_json::{Map, Value};

/// Something somebody wants done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ticket {
    /// Whose ticket it is.
    pub tenant: TenantId,
    /// Its id, for dialects that speak UUIDs.
    pub id: TicketId,
    /// The tenant's running number, for dialects that speak integers.
    pub number: i64,
    /// `TKT-20260203-007`.
    pub reference: Reference,
    /// What it is called.
    pub title: Title,
    /// The long text.
    pub description: Option<Description>,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Where it stands. The tenant's list says what that means.
    pub status: StatusId,
    /// How much it matters.
    pub priority: PriorityId,
    /// The rank of that priority, kept here so that sorting by it needs no other table.
    pub rank: Rank,
    /// The project it lies in.
    pub project: ProjectId,
    /// The column of that project's board.
    pub column: Option<ColumnId>,
    /// The department it belongs to.
    pub department: Option<DepartmentId>,
    /// The organisation it is handled for.
    pub client: Option<ClientId>,
    /// The person there.
    pub contact: Option<ContactId>,
    /// A word for what it is about, as integrations send it.
    pub category: Option<Name>,
    /// A link that belongs to it.
    pub url: Option<Link>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// How urgent it is.
    pub urgency: Level,
    /// How important it is.
    pub importance: Level,
    /// The day on which work should begin.
    pub start_on: Option<NaiveDate>,
    /// When it should be done.
    pub due_at: Option<Time>,
    /// The deadline that was missed first. Stamped by the first change after it passed, and never taken away;
    /// [`Ticket::breach`] knows it before that.
    pub breached_at: Option<Time>,
    /// What is promised for it, worked out with every change on which that hangs.
    pub promise: Promise,
    /// Notes that requesters do not see.
    pub internal_notes: Option<Description>,
    /// Notes for everybody who sees the ticket.
    pub public_notes: Option<Description>,
    /// How content its requester was.
    pub rating: Option<Rating>,
    /// The names of files that were announced when it was opened.
    pub expected_files: Vec<String>,
    /// The client's own data.
    pub attributes: Attributes,
    /// The data of the system that opened it.
    pub metadata: Option<Map<String, Value>>,
    /// When and by whom it was finished: there exactly while its status is a finished one.
    pub closure: Option<Closure>,
    /// Who opened it.
    pub created_by: Option<UserId>,
    /// The integration token by which it was opened, as long as there is that token.
    pub source: Option<CredentialId>,
    /// When it was opened.
    pub created_at: Time,
    /// Who changed it last.
    pub updated_by: Option<UserId>,
    /// When it changed last.
    pub updated_at: Time,
    /// Counts the changes, from 1. Writers say which one they saw.
    pub version: i64,
}

/// When and by whom a ticket was finished.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Closure {
    /// When.
    pub at: Time,
    /// By whom, where known.
    pub by: Option<UserId>,
}

impl Ticket {
    /// Whether the ticket is finished.
    pub const fn is_closed(&self) -> bool {
        self.closure.is_some()
    }

    /// Whether it should have been done by `now` and is not.
    pub fn is_overdue(&self, now: Time) -> bool {
        !self.is_closed() && self.due_at.is_some_and(|due| due < now)
    }

    /// Takes out what only those read who read internal notes.
    pub fn hide_internal(&mut self) {
        self.internal_notes = None;
    }

    /// Notes that who watches the ticket changed: another version of it, though nobody touched the ticket itself.
    pub const fn watchers_changed(&mut self) {
        self.version += 1;
    }

    /// Notes a change beside the ticket that the service made by itself: nobody touched it.
    pub const fn touch_unasked(&mut self, at: Time) {
        self.updated_at = at;
        self.version += 1;
    }

    /// Notes a change beside the ticket (a comment, working time): it counts as touched.
    pub const fn touch(&mut self, by: UserId, at: Time) {
        self.updated_by = Some(by);
        self.updated_at = at;
        self.version += 1;
    }
}
