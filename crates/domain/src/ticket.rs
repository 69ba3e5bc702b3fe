//! The ticket, and what changing one means.

use crate::{
    attributes::Attributes,
    event::{EventKind, FieldChange},
    id::{
        ClientId, ColumnId, ContactId, DepartmentId, PriorityId, ProjectId, StatusId, TenantId, TicketId,
        UserId,
    },
    issue::Problem,
    priority::Rank,
    reference::Reference,
    text::{Description, Link, Name, Title},
    time::Time,
};
use serde::Serialize;
use serde_json::{Value, json};

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
    /// When it should be done.
    pub due_at: Option<Time>,
    /// The client's own data.
    pub attributes: Attributes,
    /// When and by whom it was finished: there exactly while its status is a finished one.
    pub closure: Option<Closure>,
    /// Who opened it.
    pub created_by: Option<UserId>,
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

/// What sort of thing a ticket is, in the words of all dialects together.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something broke.
    Incident,
    /// Somebody wants something.
    Request,
    /// The cause behind incidents.
    Problem,
    /// A change to be made.
    Change,
    /// Work to be done.
    Task,
    /// A fault in a product.
    Bug,
    /// A wish told from the user's side.
    Story,
    /// A large piece of work.
    Epic,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Incident,
        Self::Request,
        Self::Problem,
        Self::Change,
        Self::Task,
        Self::Bug,
        Self::Story,
        Self::Epic,
    ];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Request => "request",
            Self::Problem => "problem",
            Self::Change => "change",
            Self::Task => "task",
            Self::Bug => "bug",
            Self::Story => "story",
            Self::Epic => "epic",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

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

impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
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
    /// When it should be done.
    pub due_at: Patch<Time>,
    /// The client's own data, replaced as a whole.
    pub attributes: Option<Attributes>,
    /// Who watches it, replaced as a whole.
    pub watchers: Option<Vec<UserId>>,
    /// Its tags' texts, replaced as a whole.
    pub tags: Option<Vec<Name>>,
    /// When and by whom it was finished, if the change finishes it and the caller knows better than the clock.
    pub closure: Option<Closure>,
}

/// Where a ticket lands: worked out by the use case from the tenant's lists and the project's board.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placement {
    /// The status.
    pub status: StatusId,
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
}

impl Changes {
    /// Notes that a field of no special kind changed, if it did.
    pub fn note(&mut self, field: &'static str, before: impl Into<Value>, after: impl Into<Value>) {
        push(&mut self.other, field, before.into(), after.into());
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty() && self.assignment.is_empty() && self.other.is_empty()
    }

    /// The events to write: at most one of each kind, in the order in which readers expect them. A change
    /// that did nothing is still an event, because the ticket was touched.
    pub fn into_events(self) -> Vec<(EventKind, Vec<FieldChange>)> {
        let nothing_else = self.status.is_empty() && self.assignment.is_empty();
        let mut events = Vec::new();
        if nothing_else || !self.other.is_empty() {
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
    /// Whether the ticket is finished.
    pub const fn is_closed(&self) -> bool {
        self.closure.is_some()
    }

    /// Whether it should have been done by `now` and is not.
    pub fn is_overdue(&self, now: Time) -> bool {
        !self.is_closed() && self.due_at.is_some_and(|due| due < now)
    }

    /// Changes the ticket's own fields, and returns what that did. Watchers and tags lie beside the ticket;
    /// the caller adds their changes to the returned ones. Counts as a touch even when nothing differs.
    ///
    /// `placement` is where the ticket lands when status or project are part of the patch, and `rank` is that
    /// of the wanted priority.
    pub fn apply(
        &mut self,
        wanted: &TicketPatch,
        placement: Option<Placement>,
        rank: Option<Rank>,
        by: UserId,
        at: Time,
    ) -> Changes {
        let mut changes = Changes::default();
        let other = &mut changes.other;
        if let Some(title) = &wanted.title {
            replace(&mut self.title, title, "title", other);
        }
        if let Some(kind) = &wanted.kind {
            replace(&mut self.kind, kind, "kind", other);
        }
        patch(&mut self.description, &wanted.description, "description", other);
        if let Some((priority, rank)) = wanted.priority.zip(rank) {
            replace(&mut self.priority, &priority, "priority_id", other);
            self.rank = rank;
        }
        patch(&mut self.client, &wanted.client, "client_id", other);
        patch(&mut self.contact, &wanted.contact, "contact_id", other);
        patch(&mut self.category, &wanted.category, "category", other);
        patch(&mut self.url, &wanted.url, "url", other);
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
            self.place(placement, wanted.closure, by, at, &mut changes);
        }
        self.updated_by = Some(by);
        self.updated_at = at;
        self.version += 1;
        changes
    }

    /// Puts the ticket where it lands. Entering a finished status stamps the closure, leaving it removes it,
    /// and moving between two finished ones keeps the first stamp.
    fn place(
        &mut self,
        to: Placement,
        closure: Option<Closure>,
        by: UserId,
        at: Time,
        changes: &mut Changes,
    ) {
        replace(&mut self.project, &to.project, "project_id", &mut changes.other);
        replace(&mut self.status, &to.status, "status_id", &mut changes.status);
        let moved = if changes.status.is_empty() {
            &mut changes.other
        } else {
            &mut changes.status
        };
        push(moved, "column_id", json!(self.column), json!(to.column));
        self.column = to.column;
        let stamp = Closure { at, by: Some(by) };
        let closure = match (to.done, self.closure) {
            (true, Some(kept)) => Some(kept),
            (true, None) => Some(closure.unwrap_or(stamp)),
            (false, _) => None,
        };
        let times = (self.closure.map(|c| c.at), closure.map(|c| c.at));
        push(&mut changes.status, "closed_at", json!(times.0), json!(times.1));
        self.closure = closure;
    }

    /// Notes a change beside the ticket (a comment, working time): it counts as touched.
    pub const fn touch(&mut self, by: UserId, at: Time) {
        self.updated_by = Some(by);
        self.updated_at = at;
        self.version += 1;
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(second: i64) -> Time {
        Time::from_micros(second * 1_000_000).unwrap()
    }

    fn ticket() -> Ticket {
        Ticket {
            tenant: Uuid::nil().into(),
            id: Uuid::from_u128(1).into(),
            number: 1,
            reference: Reference::new(at(0), 1),
            title: Title::parse("Printer on fire").unwrap(),
            description: None,
            kind: Kind::Incident,
            status: Uuid::from_u128(10).into(),
            priority: Uuid::from_u128(20).into(),
            rank: Rank::MEDIUM,
            project: Uuid::from_u128(30).into(),
            column: None,
            department: None,
            client: None,
            contact: None,
            category: None,
            url: None,
            assignee: None,
            due_at: None,
            attributes: Attributes::default(),
            closure: None,
            created_by: None,
            created_at: at(0),
            updated_by: None,
            updated_at: at(0),
            version: 1,
        }
    }

    fn place(status: u128, done: bool) -> Placement {
        Placement {
            status: Uuid::from_u128(status).into(),
            done,
            project: ticket().project,
            column: None,
        }
    }

    fn me() -> UserId {
        Uuid::from_u128(7).into()
    }

    #[test]
    fn nothing_named_is_still_a_touch() {
        let mut ticket = ticket();
        let changes = ticket.apply(&TicketPatch::default(), None, None, me(), at(5));
        assert!(changes.is_empty());
        assert_eq!(
            (ticket.version, ticket.updated_at, ticket.updated_by),
            (2, at(5), Some(me()))
        );
        assert_eq!(changes.into_events(), [(EventKind::TicketUpdated, vec![])]);
    }

    #[test]
    fn finishing_stamps_and_reopening_clears() {
        let mut ticket = ticket();
        ticket.apply(&TicketPatch::default(), Some(place(11, true)), None, me(), at(5));
        assert_eq!(
            ticket.closure,
            Some(Closure {
                at: at(5),
                by: Some(me())
            })
        );
        ticket.apply(&TicketPatch::default(), Some(place(12, true)), None, me(), at(6));
        assert_eq!(
            ticket.closure.unwrap().at,
            at(5),
            "from finished to finished keeps the stamp"
        );
        ticket.apply(&TicketPatch::default(), Some(place(10, false)), None, me(), at(7));
        assert_eq!(ticket.closure, None);
    }

    #[test]
    fn each_kind_of_effect_is_one_event() {
        let mut ticket = ticket();
        let wanted = TicketPatch {
            title: Some(Title::parse("Printer out of paper").unwrap()),
            assignee: Patch::Set(me()),
            ..TicketPatch::default()
        };
        let events = ticket
            .apply(&wanted, Some(place(11, false)), None, me(), at(5))
            .into_events();
        let kinds: Vec<_> = events.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(
            kinds,
            [
                EventKind::TicketUpdated,
                EventKind::TicketStatusChanged,
                EventKind::TicketAssigned
            ]
        );
        assert_eq!(events[0].1[0].before, json!("Printer on fire"));
        assert_eq!(events[0].1[0].after, json!("Printer out of paper"));
    }

    #[test]
    fn overdue_is_past_due_and_unfinished() {
        let mut ticket = ticket();
        assert!(!ticket.is_overdue(at(9)));
        ticket.due_at = Some(at(5));
        assert!(ticket.is_overdue(at(9)));
        assert!(!ticket.is_overdue(at(5)));
        ticket.closure = Some(Closure { at: at(6), by: None });
        assert!(!ticket.is_overdue(at(9)));
    }

    proptest! {
        #[test]
        fn a_ticket_is_closed_exactly_in_finished_statuses(steps in prop::collection::vec((10u128..14, any::<bool>()), 1..20)) {
            let mut ticket = ticket();
            for (second, (status, done)) in (1..).zip(&steps) {
                ticket.apply(&TicketPatch::default(), Some(place(*status, *done)), None, me(), at(second));
                prop_assert_eq!(ticket.is_closed(), *done);
                prop_assert_eq!(ticket.version, second + 1);
            }
        }
    }
}
