//! Changing a ticket: what is wanted, where it lands, and what that did.

use super::{Closure, Kind, Level, Rating, Ticket};
use crate::{
    attributes::Attributes,
    event::{EventKind, FieldChange},
    id::{ClientId, ColumnId, ContactId, DepartmentId, PriorityId, ProjectId, StatusId, TagId, UserId},
    issue::Problem,
    priority::Rank,
    text::{Description, Link, Name, Title},
    time::{NaiveDate, Time},
    transition::Stage,
};
use serde::Serialize;
use serde_json::{Value, json};

/// What a change does with one optional field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Patch<T> {
    /// Leaves it alone.
    #[default]
    Keep,
    /// Empties it.
    Clear,
    /// Puts this in.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field is left alone.
    pub const fn keeps(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The value to put in, if any.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T> Patch<T> {
    /// Does it to the field.
    pub fn onto(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }
}

impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

/// The tags that a ticket is to bear, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TagsWanted {
    /// Those of these texts, without regard to case where there is none of exactly that text; made where there
    /// are none.
    Named(Vec<Name>),
    /// Those of exactly these texts, made where there are none.
    Exactly(Vec<Name>),
    /// These, which exist.
    These(Vec<TagId>),
}

/// What a caller wants changed. Everything is left alone unless it is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TicketPatch {
    /// A new title.
    pub title: Option<Title>,
    /// The long text.
    pub description: Patch<Description>,
    /// Another kind.
    pub kind: Option<Kind>,
    /// Another status. The card moves along.
    pub status: Option<StatusId>,
    /// Another priority.
    pub priority: Option<PriorityId>,
    /// Another project. The card goes to the column of its status there.
    pub project: Option<ProjectId>,
    /// Another column. The status goes along, unless it belongs there.
    pub column: Option<ColumnId>,
    /// The department.
    pub department: Patch<DepartmentId>,
    /// The client.
    pub client: Patch<ClientId>,
    /// The contact.
    pub contact: Patch<ContactId>,
    /// The category.
    pub category: Patch<Name>,
    /// The link.
    pub url: Patch<Link>,
    /// Who works on it.
    pub assignee: Patch<UserId>,
    /// Who else works on it, replaced as a whole, in this order.
    pub further: Option<Vec<UserId>>,
    /// How urgent it is.
    pub urgency: Option<Level>,
    /// How important it is.
    pub importance: Option<Level>,
    /// The day on which work should begin.
    pub start_on: Patch<NaiveDate>,
    /// When it should be done.
    pub due_at: Patch<Time>,
    /// Notes that requesters do not see.
    pub internal_notes: Patch<Description>,
    /// Notes for everybody who sees the ticket.
    pub public_notes: Patch<Description>,
    /// How content its requester was.
    pub rating: Patch<Rating>,
    /// The names of files that are announced, replaced as a whole.
    pub expected_files: Option<Vec<String>>,
    /// The client's own data, replaced as a whole.
    pub attributes: Option<Attributes>,
    /// Who watches it, replaced as a whole.
    pub watchers: Option<Vec<UserId>>,
    /// Its tags, replaced as a whole.
    pub tags: Option<TagsWanted>,
    /// When it was finished, if the change finishes it and the caller knows better than the clock.
    pub closed_at: Option<Time>,
    /// Who finished it, if the change finishes it and it was not the caller.
    pub closed_by: Option<UserId>,
}

/// Where a ticket lands: worked out by the use case from the tenant's lists and the project's board.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placement {
    /// The status.
    pub status: StatusId,
    /// The stage that this status stands for.
    pub stage: Stage,
    /// Whether that status is a finished one.
    pub done: bool,
    /// The project.
    pub project: ProjectId,
    /// The column of the project's board.
    pub column: Option<ColumnId>,
}

/// What a change did to a ticket: one event's worth of fields per kind of effect.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    status: Vec<FieldChange>,
    assignment: Vec<FieldChange>,
    other: Vec<FieldChange>,
    internal: Vec<FieldChange>,
}

impl Changes {
    /// Notes that a field of no special kind changed, if it did.
    pub fn note(&mut self, field: &'static str, before: impl Into<Value>, after: impl Into<Value>) {
        push(&mut self.other, field, before.into(), after.into());
    }

    /// Notes that who works on the ticket beside its assignee changed, if it did.
    pub fn note_assignment(
        &mut self,
        field: &'static str,
        before: impl Into<Value>,
        after: impl Into<Value>,
    ) {
        push(&mut self.assignment, field, before.into(), after.into());
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
            && self.assignment.is_empty()
            && self.other.is_empty()
            && self.internal.is_empty()
    }

    /// What requesters must not read of: it makes an event of its own, for those who read internal notes.
    pub fn internal(&self) -> &[FieldChange] {
        &self.internal
    }

    /// The events that everybody reads: at most one of each kind, in the order in which readers expect them. A
    /// change that did nothing is still an event, because the ticket was touched. One that moves a ticket and hands it
    /// on is told as a change of the ticket too (enterprise contract, "Webhooks").
    pub fn into_events(self) -> Vec<(EventKind, Vec<FieldChange>)> {
        let nothing_else = self.status.is_empty() && self.assignment.is_empty() && self.internal.is_empty();
        let both = !self.status.is_empty() && !self.assignment.is_empty();
        let mut events = Vec::new();
        if nothing_else || both || !self.other.is_empty() {
            events.push((EventKind::TicketUpdated, self.other));
        }
        if !self.status.is_empty() {
            events.push((EventKind::TicketStatusChanged, self.status));
        }
        if !self.assignment.is_empty() {
            events.push((EventKind::TicketAssigned, self.assignment));
        }
        events
    }
}

fn push(list: &mut Vec<FieldChange>, field: &'static str, before: Value, after: Value) {
    if before != after {
        list.push(FieldChange {
            field: field.to_owned(),
            before,
            after,
        });
    }
}

fn replace<T: Serialize + Clone>(field: &mut T, value: &T, name: &'static str, list: &mut Vec<FieldChange>) {
    push(list, name, json!(field), json!(value));
    field.clone_from(value);
}

fn patch<T: Serialize + Clone>(
    field: &mut Option<T>,
    wanted: &Patch<T>,
    name: &'static str,
    list: &mut Vec<FieldChange>,
) {
    let value = match wanted {
        Patch::Keep => return,
        Patch::Clear => None,
        Patch::Set(value) => Some(value.clone()),
    };
    push(list, name, json!(field), json!(value));
    *field = value;
}

impl Ticket {
    /// Changes the ticket's own fields, and returns what that did. Watchers, tags and further assignees lie
    /// beside the ticket; the caller adds their changes to the returned ones. Counts as a touch even when nothing
    /// differs. A deadline that was missed until now is stamped before any of it.
    ///
    /// `placement` is where the ticket lands when status, project or column are part of the patch, and `rank` is
    /// that of the wanted priority.
    pub fn apply(
        &mut self,
        wanted: &TicketPatch,
        placement: Option<Placement>,
        rank: Option<Rank>,
        by: UserId,
        at: Time,
    ) -> Changes {
        let mut changes = Changes::default();
        let finishes = placement.is_some_and(|placement| placement.done);
        let finished_at = wanted.closed_at.filter(|_| finishes && !self.is_closed());
        self.breached_at = self.breach(finished_at.unwrap_or(at));
        self.describe(wanted, &mut changes);
        let other = &mut changes.other;
        if let Some(title) = &wanted.title {
            replace(&mut self.title, title, "title", other);
        }
        if let Some(kind) = &wanted.kind {
            replace(&mut self.kind, kind, "kind", other);
        }
        if let Some((priority, rank)) = wanted.priority.zip(rank) {
            replace(&mut self.priority, &priority, "priority_id", other);
            self.rank = rank;
        }
        patch(&mut self.client, &wanted.client, "client_id", other);
        patch(&mut self.contact, &wanted.contact, "contact_id", other);
        patch(&mut self.category, &wanted.category, "category", other);
        patch(&mut self.url, &wanted.url, "url", other);
        patch(&mut self.department, &wanted.department, "department_id", other);
        patch(&mut self.due_at, &wanted.due_at, "due_at", other);
        if let Some(attributes) = &wanted.attributes {
            push(
                other,
                "attributes",
                json!(self.attributes.own()),
                json!(attributes.own()),
            );
            self.attributes = attributes.clone();
        }
        patch(
            &mut self.assignee,
            &wanted.assignee,
            "assignee_id",
            &mut changes.assignment,
        );
        if let Some(placement) = placement {
            let stamp = Closure {
                at: wanted.closed_at.unwrap_or(at),
                by: Some(wanted.closed_by.unwrap_or(by)),
            };
            self.place(placement, stamp, &mut changes);
        }
        self.updated_by = Some(by);
        self.updated_at = at;
        self.version += 1;
        changes
    }

    /// Changes what only describes the ticket: no rule hangs on it.
    fn describe(&mut self, wanted: &TicketPatch, changes: &mut Changes) {
        let other = &mut changes.other;
        patch(&mut self.description, &wanted.description, "description", other);
        if let Some(urgency) = &wanted.urgency {
            replace(&mut self.urgency, urgency, "urgency", other);
        }
        if let Some(importance) = &wanted.importance {
            replace(&mut self.importance, importance, "importance", other);
        }
        if !wanted.start_on.keeps() {
            let day = wanted.start_on.value().copied();
            let text = |day: Option<NaiveDate>| json!(day.map(|day| day.to_string()));
            push(other, "start_on", text(self.start_on), text(day));
            self.start_on = day;
        }
        patch(
            &mut self.public_notes,
            &wanted.public_notes,
            "public_notes",
            other,
        );
        patch(&mut self.rating, &wanted.rating, "rating", other);
        if let Some(names) = &wanted.expected_files {
            replace(&mut self.expected_files, names, "expected_files", other);
        }
        patch(
            &mut self.internal_notes,
            &wanted.internal_notes,
            "internal_notes",
            &mut changes.internal,
        );
    }

    /// Puts the ticket where it lands. Entering a finished status stamps the closure, leaving it removes it,
    /// and moving between two finished ones keeps the first stamp.
    fn place(&mut self, to: Placement, stamp: Closure, changes: &mut Changes) {
        replace(&mut self.project, &to.project, "project_id", &mut changes.other);
        replace(&mut self.status, &to.status, "status_id", &mut changes.status);
        let moved = if changes.status.is_empty() {
            &mut changes.other
        } else {
            &mut changes.status
        };
        push(moved, "column_id", json!(self.column), json!(to.column));
        self.column = to.column;
        let closure = match (to.done, self.closure) {
            (true, Some(kept)) => Some(kept),
            (true, None) => Some(stamp),
            (false, _) => None,
        };
        let times = (self.closure.map(|c| c.at), closure.map(|c| c.at));
        push(&mut changes.status, "closed_at", json!(times.0), json!(times.1));
        self.closure = closure;
    }
}

/// Whether a closing stamp that a caller gave can be: not before the ticket, not after now.
///
/// # Errors
/// The rule that it breaks.
pub fn check_closed_at(closed_at: Time, ticket: &Ticket, now: Time) -> Result<(), Problem> {
    if closed_at < ticket.created_at {
        return Err(Problem::Rule("must not be before the ticket was opened"));
    }
    if closed_at > now {
        return Err(Problem::Rule("must not be in the future"));
    }
    Ok(())
}
