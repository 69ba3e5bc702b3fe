//! A ticket as it is stored.

use crate::{
    schema::tickets,
    types::{At, Doc, Key, OnDay, at, corrupt, doc, key, on_day},
};
use diesel::prelude::*;
use std::fmt::Display;
use tessera_domain::{
    attributes::Attributes,
    issue::Problem,
    priority::Rank,
    reference::Reference,
    text::{Description, Link, Name, Title, fold},
    ticket::{Closure, Kind, Level, Promise, Rating, Ticket},
    time::Time,
};
use tessera_ports::StoreError;

/// A whole row, to be read and inserted.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tickets, treat_none_as_default_value = false)]
pub struct TicketRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    reference: String,
    created_by: Option<Key>,
    source_id: Option<Key>,
    created_at: At,
    #[diesel(embed)]
    change: TicketChange,
}

/// The part of a row that may change.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tickets, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct TicketChange {
    title: String,
    search_text: String,
    description: Option<String>,
    kind: String,
    status_id: Key,
    priority_id: Key,
    rank: i16,
    project_id: Key,
    column_id: Option<Key>,
    department_id: Option<Key>,
    client_id: Option<Key>,
    contact_id: Option<Key>,
    category: Option<String>,
    url: Option<String>,
    assignee_id: Option<Key>,
    urgency: String,
    importance: String,
    start_on: Option<OnDay>,
    due_at: Option<At>,
    breached_at: Option<At>,
    promised_at: Option<At>,
    /// [`Ticket::deadline`], for who compares it; nobody reads it from here.
    deadline_at: Option<At>,
    internal_notes: Option<String>,
    public_notes: Option<String>,
    rating: Option<i16>,
    expected_files: Doc,
    attributes: Doc,
    metadata: Option<Doc>,
    closed_at: Option<At>,
    closed_by: Option<Key>,
    updated_by: Option<Key>,
    updated_at: At,
    version: i64,
}

impl From<&Ticket> for TicketRow {
    fn from(ticket: &Ticket) -> Self {
        Self {
            tenant_id: key(ticket.tenant),
            id: key(ticket.id),
            number: ticket.number,
            reference: ticket.reference.as_str().to_owned(),
            created_by: ticket.created_by.map(key),
            source_id: ticket.source.map(key),
            created_at: at(ticket.created_at),
            change: ticket.into(),
        }
    }
}

impl From<&Ticket> for TicketChange {
    fn from(ticket: &Ticket) -> Self {
        let text = |text: &dyn AsRef<str>| text.as_ref().to_owned();
        Self {
            title: text(&ticket.title),
            search_text: format!(
                "{}\n{}",
                fold(ticket.reference.as_str()),
                fold(ticket.title.as_str())
            ),
            description: ticket.description.as_ref().map(|it| text(it)),
            kind: ticket.kind.key().to_owned(),
            status_id: key(ticket.status),
            priority_id: key(ticket.priority),
            rank: ticket.rank.get(),
            project_id: key(ticket.project),
            column_id: ticket.column.map(key),
            department_id: ticket.department.map(key),
            client_id: ticket.client.map(key),
            contact_id: ticket.contact.map(key),
            category: ticket.category.as_ref().map(|it| text(it)),
            url: ticket.url.as_ref().map(|it| text(it)),
            assignee_id: ticket.assignee.map(key),
            urgency: ticket.urgency.key().to_owned(),
            importance: ticket.importance.key().to_owned(),
            start_on: ticket.start_on.map(on_day),
            due_at: ticket.due_at.map(at),
            breached_at: ticket.breached_at.map(at),
            promised_at: promised_at(ticket.promise),
            deadline_at: ticket.deadline().map(at),
            internal_notes: ticket.internal_notes.as_ref().map(|it| text(it)),
            public_notes: ticket.public_notes.as_ref().map(|it| text(it)),
            rating: ticket.rating.map(Rating::get),
            expected_files: doc(&ticket.expected_files),
            attributes: doc(ticket.attributes.own()),
            metadata: ticket.metadata.as_ref().map(doc),
            closed_at: ticket.closure.map(|closure| at(closure.at)),
            closed_by: ticket.closure.and_then(|closure| closure.by).map(key),
            updated_by: ticket.updated_by.map(key),
            updated_at: at(ticket.updated_at),
            version: ticket.version,
        }
    }
}

/// One line for each field, so it is long.
impl TryFrom<TicketRow> for Ticket {
    type Error = StoreError;

    fn try_from(row: TicketRow) -> Result<Self, StoreError> {
        let bad = corrupt("tickets", row.id);
        let change = row.change;
        let closed_by = change.closed_by.map(Key::id);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            number: row.number,
            reference: Reference::stored(row.reference),
            title: Title::parse(change.title).map_err(|problem| bad("title", &problem))?,
            description: parsed(change.description, Description::parse, "description", &bad)?,
            kind: Kind::from_key(&change.kind).ok_or_else(|| bad("kind", &change.kind))?,
            status: change.status_id.id(),
            priority: change.priority_id.id(),
            rank: Rank::new(change.rank).ok_or_else(|| bad("rank", &change.rank))?,
            project: change.project_id.id(),
            column: change.column_id.map(Key::id),
            department: change.department_id.map(Key::id),
            client: change.client_id.map(Key::id),
            contact: change.contact_id.map(Key::id),
            category: parsed(change.category, Name::parse, "category", &bad)?,
            url: parsed(change.url, Link::parse, "url", &bad)?,
            assignee: change.assignee_id.map(Key::id),
            urgency: level(&change.urgency, "urgency", &bad)?,
            importance: level(&change.importance, "importance", &bad)?,
            start_on: change.start_on.map(OnDay::day),
            due_at: change.due_at.map(At::time),
            breached_at: change.breached_at.map(At::time),
            promise: promise(change.promised_at),
            internal_notes: parsed(change.internal_notes, Description::parse, "internal_notes", &bad)?,
            public_notes: parsed(change.public_notes, Description::parse, "public_notes", &bad)?,
            rating: change
                .rating
                .map(|rating| Rating::new(rating).ok_or_else(|| bad("rating", &rating)))
                .transpose()?,
            expected_files: change
                .expected_files
                .parse()
                .map_err(|e| bad("expected_files", &e))?,
            attributes: change
                .attributes
                .parse()
                .map(Attributes::stored)
                .map_err(|e| bad("attributes", &e))?,
            metadata: change
                .metadata
                .map(|own| own.parse())
                .transpose()
                .map_err(|e| bad("metadata", &e))?,
            closure: change.closed_at.map(|moment| Closure {
                at: moment.time(),
                by: closed_by,
            }),
            created_by: row.created_by.map(Key::id),
            source: row.source_id.map(Key::id),
            created_at: row.created_at.time(),
            updated_by: change.updated_by.map(Key::id),
            updated_at: change.updated_at.time(),
            version: change.version,
        })
    }
}

/// What stands for a promise whose clock stands still: later than every deadline.
const NEVER: i64 = 253_402_300_799_999_999;

/// How a promise is stored; [`promise`] reads it.
pub fn promised_at(promise: Promise) -> Option<At> {
    match promise {
        Promise::ByRank => None,
        Promise::Until(moment) => Some(at(moment)),
        Promise::Paused => Time::from_micros(NEVER).map(at),
    }
}

fn promise(stored: Option<At>) -> Promise {
    match stored.map(At::time) {
        None => Promise::ByRank,
        Some(moment) if moment.micros() >= NEVER => Promise::Paused,
        Some(moment) => Promise::Until(moment),
    }
}

fn level(
    key: &str,
    column: &'static str,
    bad: &impl Fn(&'static str, &dyn Display) -> StoreError,
) -> Result<Level, StoreError> {
    Level::from_key(key).ok_or_else(|| bad(column, &key))
}

/// A text that may be absent and must keep a rule.
fn parsed<T>(
    text: Option<String>,
    parse: impl FnOnce(String) -> Result<T, Problem>,
    column: &'static str,
    bad: &impl Fn(&'static str, &dyn Display) -> StoreError,
) -> Result<Option<T>, StoreError> {
    text.map(parse)
        .transpose()
        .map_err(|problem| bad(column, &problem))
}
