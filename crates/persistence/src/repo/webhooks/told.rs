//! Events as webhooks are told of them: with what they happened to as that stands now.

use super::{
    super::{Repo, events::EventRow},
    subjects::{person, subjects_of},
};
use crate::{
    dialect::failed,
    fragments::among,
    schema::{statuses, tickets, users},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};
use tessera_domain::{id::TenantId, status::StatusCategory, transition::Stage, webhook::payload::ToldTicket};
use tessera_ports::{StoreError, StoreResult, queries::LoggedEvent, webhooks::EventOnTicket};

#[derive(Queryable)]
struct TicketRow {
    id: Key,
    number: i64,
    reference: String,
    title: String,
    status: (String, String),
    created_by: Option<(i64, String)>,
}

impl TryFrom<TicketRow> for ToldTicket {
    type Error = StoreError;

    fn try_from(row: TicketRow) -> Result<Self, StoreError> {
        let bad = corrupt("tickets", row.id);
        let (status, category) = row.status;
        let category = StatusCategory::from_key(&category).ok_or_else(|| bad("status_id", &category))?;
        Ok(Self {
            number: row.number,
            reference: row.reference,
            title: row.title,
            stage: Stage::of(&status, category),
            created_by: row.created_by.map(person),
        })
    }
}

/// The events with their tickets, which are read in one statement, and with what else they are about, in one for each
/// sort.
pub fn with_subjects(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    rows: Vec<EventRow>,
) -> StoreResult<Vec<EventOnTicket>> {
    let events: Vec<_> = rows
        .into_iter()
        .map(LoggedEvent::try_from)
        .collect::<StoreResult<_>>()?;
    let tickets = events.iter().filter_map(|logged| logged.event.ticket);
    let found = tickets_of(repo, tenant, tickets.map(key).collect())?;
    let subjects = subjects_of(repo, tenant, &events)?;
    let told = events.into_iter().map(|LoggedEvent { sequence, event }| {
        let ticket = event.ticket.and_then(|id| found.get(&key(id)).cloned());
        let subject = subjects.get(&event.subject).cloned();
        EventOnTicket {
            sequence,
            event,
            ticket,
            subject,
        }
    });
    Ok(told.collect())
}

fn tickets_of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    named: BTreeSet<Key>,
) -> StoreResult<HashMap<Key, ToldTicket>> {
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = tickets::table
        .left_join(
            statuses::table.on(statuses::tenant_id
                .eq(tickets::tenant_id)
                .and(statuses::id.eq(tickets::status_id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(tickets::tenant_id)
                .and(users::id.nullable().eq(tickets::created_by))),
        )
        .filter(tickets::tenant_id.eq(key(tenant)).and(among(tickets::id, named)))
        .select((
            tickets::id,
            tickets::number,
            tickets::reference,
            tickets::title,
            (
                statuses::key.assume_not_null(),
                statuses::category.assume_not_null(),
            ),
            (users::number, users::login).nullable(),
        ))
        .load::<TicketRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter()
        .map(|row| Ok((row.id, ToldTicket::try_from(row)?)))
        .collect()
}
