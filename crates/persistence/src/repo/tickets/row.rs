//! A ticket as it is stored.

use crate::{
    schema::tickets,
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    attributes::Attributes,
    priority::Rank,
    reference::Reference,
    text::{Description, Link, Name, Title, fold},
    ticket::{Closure, Kind, Ticket},
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
    due_at: Option<At>,
    attributes: Doc,
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
            due_at: ticket.due_at.map(at),
            attributes: doc(ticket.attributes.own()),
            closed_at: ticket.closure.map(|closure| at(closure.at)),
            closed_by: ticket.closure.and_then(|closure| closure.by).map(key),
            updated_by: ticket.updated_by.map(key),
            updated_at: at(ticket.updated_at),
            version: ticket.version,
        }
    }
}

impl TryFrom<TicketRow> for Ticket {
    type Error = StoreError;

    fn try_from(row: TicketRow) -> Result<Self, StoreError> {
        let TicketRow {
            tenant_id,
            id,
            number,
            reference,
            created_by,
            created_at,
            change,
        } = row;
        let bad = corrupt("tickets", id);
        Ok(Self {
            tenant: tenant_id.id(),
            id: id.id(),
            number,
            reference: Reference::stored(reference),
            title: Title::parse(change.title).map_err(|problem| bad("title", &problem))?,
            description: change
                .description
                .map(Description::parse)
                .transpose()
                .map_err(|problem| bad("description", &problem))?,
            kind: Kind::from_key(&change.kind).ok_or_else(|| bad("kind", &change.kind))?,
            status: change.status_id.id(),
            priority: change.priority_id.id(),
            rank: Rank::new(change.rank).ok_or_else(|| bad("rank", &change.rank))?,
            project: change.project_id.id(),
            column: change.column_id.map(Key::id),
            department: change.department_id.map(Key::id),
            client: change.client_id.map(Key::id),
            contact: change.contact_id.map(Key::id),
            category: change
                .category
                .map(Name::parse)
                .transpose()
                .map_err(|problem| bad("category", &problem))?,
            url: change
                .url
                .map(Link::parse)
                .transpose()
                .map_err(|problem| bad("url", &problem))?,
            assignee: change.assignee_id.map(Key::id),
            due_at: change.due_at.map(At::time),
            attributes: Attributes::stored(
                change
                    .attributes
                    .parse()
                    .map_err(|error| bad("attributes", &error))?,
            ),
            closure: change.closed_at.map(|moment| Closure {
                at: moment.time(),
                by: change.closed_by.map(Key::id),
            }),
            created_by: created_by.map(Key::id),
            created_at: created_at.time(),
            updated_by: change.updated_by.map(Key::id),
            updated_at: change.updated_at.time(),
            version: change.version,
        })
    }
}
