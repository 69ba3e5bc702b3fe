//! Pages of cards: no long texts.

use super::{super::Repo, Found, Person, person, source};
use crate::{
    dialect::failed,
    fragments::Paging,
    schema::{clients, contacts, priorities, statuses, tickets, users},
    types::{At, Key, corrupt},
};
use diesel::prelude::*;
use tessera_domain::status::StatusCategory;
use tessera_ports::{StoreError, StoreResult, queries::TicketCard};

#[derive(Queryable, Selectable)]
#[diesel(table_name = tickets)]
struct CardColumns {
    id: Key,
    reference: String,
    title: String,
    status_id: Key,
    priority_id: Key,
    assignee_id: Option<Key>,
    client_id: Option<Key>,
    contact_id: Option<Key>,
    project_id: Key,
    created_by: Option<Key>,
    created_at: At,
    updated_at: At,
    closed_at: Option<At>,
}

#[derive(Queryable)]
struct CardRow {
    ticket: CardColumns,
    status_name: String,
    status_category: String,
    priority_name: String,
    assignee_name: Person,
    client_name: Option<String>,
    contact_name: Option<String>,
}

impl TryFrom<CardRow> for TicketCard {
    type Error = StoreError;

    fn try_from(row: CardRow) -> Result<Self, StoreError> {
        let ticket = row.ticket;
        let status_category = StatusCategory::from_key(&row.status_category)
            .ok_or_else(|| corrupt("statuses", ticket.status_id)("category", &row.status_category))?;
        Ok(Self {
            id: ticket.id.id(),
            reference: ticket.reference,
            title: ticket.title,
            status: ticket.status_id.id(),
            status_name: row.status_name,
            status_category,
            priority: ticket.priority_id.id(),
            priority_name: row.priority_name,
            assignee: ticket.assignee_id.map(Key::id),
            assignee_name: row.assignee_name.map(person),
            client: ticket.client_id.map(Key::id),
            client_name: row.client_name,
            contact: ticket.contact_id.map(Key::id),
            contact_name: row.contact_name,
            project: ticket.project_id.id(),
            created_by: ticket.created_by.map(Key::id),
            created_at: ticket.created_at.time(),
            updated_at: ticket.updated_at.time(),
            closed_at: ticket.closed_at.map(At::time),
            tags: Vec::new(),
        })
    }
}

/// The found tickets, in two statements.
pub fn load(repo: &mut Repo<'_>, found: Found) -> StoreResult<Vec<TicketCard>> {
    let Found {
        tenant,
        wanted,
        sort,
        then,
        window,
        ids: _,
    } = found;
    let conditions = wanted.conditions();
    let rows = source::ordered(wanted, sort, &then)
        .select((
            CardColumns::as_select(),
            statuses::name.assume_not_null(),
            statuses::category.assume_not_null(),
            priorities::name.assume_not_null(),
            (users::first_name, users::last_name).nullable(),
            clients::name.nullable(),
            contacts::name.nullable(),
        ))
        .part(window, conditions)
        .load::<CardRow>(repo.conn)
        .map_err(failed)?;
    let mut cards = rows
        .into_iter()
        .map(TicketCard::try_from)
        .collect::<StoreResult<Vec<_>>>()?;
    let mut tags = repo.tags_of(tenant, cards.iter().map(|card| card.id))?;
    for card in &mut cards {
        card.tags = tags.remove(&card.id).unwrap_or_default();
    }
    Ok(cards)
}
