//! The event log, and the outbox beside it.

use super::{BATCH, Repo, feed, notifications};
use crate::{
    dialect::failed,
    fragments::Paging,
    reads::EventReads,
    schema::{events, outbox},
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::{TenantId, TicketId},
    notification::Notice,
    visibility::Sight,
};
use tessera_ports::{
    StoreError, StoreResult,
    counters::{Counters, EVENT},
    events::Events,
    queries::{FeedEntry, LoggedEvent},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct EventRow {
    tenant_id: Key,
    sequence: i64,
    id: Key,
    kind: String,
    ticket_id: Option<Key>,
    subject_id: Key,
    actor_kind: String,
    actor_id: Option<Key>,
    internal: bool,
    changes: Doc,
    created_at: At,
    request_id: Option<String>,
}

impl EventRow {
    fn new(sequence: i64, event: &Event) -> Self {
        Self {
            tenant_id: key(event.tenant),
            sequence,
            id: key(event.id),
            kind: event.kind.key().to_owned(),
            ticket_id: event.ticket.map(key),
            subject_id: key(event.subject),
            actor_kind: event.actor.key().to_owned(),
            actor_id: actor_id(event.actor),
            internal: event.audience.is_internal(),
            changes: doc(&event.changes),
            created_at: at(event.at),
            request_id: event.request.clone(),
        }
    }
}

/// A person's id, or a token's; the others have none.
fn actor_id(actor: Actor) -> Option<Key> {
    match actor {
        Actor::User(id) => Some(key(id)),
        Actor::Integration(id) => Some(key(id)),
        Actor::Operator | Actor::Import | Actor::Service => None,
    }
}

impl TryFrom<EventRow> for LoggedEvent {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let bad = corrupt("events", row.id);
        let actor = match (row.actor_kind.as_str(), row.actor_id) {
            ("user", Some(id)) => Actor::User(id.id()),
            ("operator", None) => Actor::Operator,
            ("import", None) => Actor::Import,
            ("service", None) => Actor::Service,
            ("integration", Some(id)) => Actor::Integration(id.id()),
            (other, _) => return Err(bad("actor_kind", &other)),
        };
        let event = Event {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            kind: EventKind::from_key(&row.kind).ok_or_else(|| bad("kind", &row.kind))?,
            ticket: row.ticket_id.map(Key::id),
            subject: row.subject_id.id(),
            actor,
            audience: Audience::from_internal(row.internal),
            changes: row.changes.parse().map_err(|error| bad("changes", &error))?,
            at: row.created_at.time(),
            request: row.request_id,
        };
        Ok(Self {
            sequence: row.sequence,
            event,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
struct OutboxRow {
    tenant_id: Key,
    event_id: Key,
    created_at: At,
}

impl Events for Repo<'_> {
    fn append(&mut self, tenant: TenantId, events: &[Event]) -> StoreResult<()> {
        self.append_telling(tenant, events, &[])
    }

    fn append_telling(&mut self, tenant: TenantId, events: &[Event], notices: &[Notice]) -> StoreResult<()> {
        if events.is_empty() {
            return Ok(());
        }
        if events.iter().any(|event| event.tenant != tenant) {
            return Err(StoreError::Failed("an event of another tenant".into()));
        }
        let amount = i64::try_from(events.len()).map_err(|error| StoreError::Failed(error.to_string()))?;
        // Before the counter of events, which others wait for from here to the end.
        self.settle_words()?;
        self.settle_totals()?;
        let first = self.take(tenant, EVENT, amount)?;
        let rows: Vec<_> = (first..)
            .zip(events)
            .map(|(place, event)| EventRow::new(place, event))
            .collect();
        insert_rows!(self, events::table, rows)?;
        let told = |event: &Event| OutboxRow {
            tenant_id: key(tenant),
            event_id: key(event.id),
            created_at: at(event.at),
        };
        let rows: Vec<_> = events.iter().map(told).collect();
        insert_rows!(self, outbox::table, rows)?;
        notifications::insert(self, tenant, (first, events), notices)
    }
}

impl EventReads for Repo<'_> {
    fn feed(&mut self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<FeedEntry>> {
        feed::after(self, tenant, sequence, limit)
    }

    fn in_sight(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        tickets: &[TicketId],
    ) -> StoreResult<Vec<TicketId>> {
        feed::in_sight(self, tenant, sight, tickets)
    }

    fn after(&mut self, tenant: TenantId, sequence: i64, limit: i64) -> StoreResult<Vec<LoggedEvent>> {
        let rows = events::table
            .filter(
                events::tenant_id
                    .eq(key(tenant))
                    .and(events::sequence.gt(sequence)),
            )
            .order(events::sequence)
            .select(EventRow::as_select())
            .first_rows(limit)
            .load::<EventRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(LoggedEvent::try_from).collect()
    }

    fn newest(&mut self, tenant: TenantId, before: Option<i64>, limit: i64) -> StoreResult<Vec<LoggedEvent>> {
        let rows = events::table
            .filter(
                events::tenant_id
                    .eq(key(tenant))
                    .and(events::sequence.lt(before.unwrap_or(i64::MAX))),
            )
            .order(events::sequence.desc())
            .select(EventRow::as_select())
            .first_rows(limit)
            .load::<EventRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(LoggedEvent::try_from).collect()
    }
}
