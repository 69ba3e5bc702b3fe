//! What the clocks of tickets are read from, and deadlines that passed.

use super::super::Repo;
use crate::{
    dialect::failed,
    fragments::{Earliest, Paging},
    schema::{comments, events, tickets},
    types::{At, Doc, Key, at, corrupt, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    event::{EventKind, FieldChange},
    id::{TenantId, TicketId},
    sla::Entry,
    time::Time,
};
use tessera_ports::StoreResult;

/// The field in which the log tells of another status.
const STATUS: &str = "status_id";

/// The log tells of a new ticket's status as of another one's. Of one that was brought over it tells no status.
pub fn entries(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: &[TicketId],
) -> StoreResult<HashMap<TicketId, Vec<Entry>>> {
    let kinds = [EventKind::TicketCreated, EventKind::TicketStatusChanged].map(EventKind::key);
    let wanted: Vec<Key> = wanted.iter().copied().map(key).collect();
    let rows = events::table
        .filter(
            events::tenant_id
                .eq(key(tenant))
                .and(events::ticket_id.assume_not_null().eq_any(wanted))
                .and(events::kind.eq_any(kinds)),
        )
        .order(events::sequence)
        .select((
            events::id,
            events::ticket_id.assume_not_null(),
            events::created_at,
            events::changes,
        ))
        .load::<(Key, Key, At, Doc)>(repo.conn)
        .map_err(failed)?;
    let mut told = HashMap::<TicketId, Vec<Entry>>::new();
    for (id, ticket, moment, changes) in rows {
        let bad = corrupt("events", id);
        let changes: Vec<FieldChange> = changes.parse().map_err(|error| bad("changes", &error))?;
        let Some(change) = changes.into_iter().find(|change| change.field == STATUS) else {
            continue;
        };
        told.entry(ticket.id()).or_default().push(Entry {
            at: moment.time(),
            from: serde_json::from_value(change.before).map_err(|error| bad("changes", &error))?,
            to: serde_json::from_value(change.after).map_err(|error| bad("changes", &error))?,
        });
    }
    Ok(told)
}

pub fn stamp(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId, deadline: Time) -> StoreResult<bool> {
    let row = tickets::table.filter(
        tickets::tenant_id
            .eq(key(tenant))
            .and(tickets::id.eq(key(ticket)))
            .and(tickets::breached_at.is_null()),
    );
    let stamped = diesel::update(row)
        .set(tickets::breached_at.eq(at(deadline)))
        .execute(repo.conn)
        .map_err(failed)?;
    Ok(stamped == 1)
}

pub fn first_answer(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>> {
    let meant = tickets::tenant_id
        .eq(comments::tenant_id)
        .and(tickets::id.eq(comments::ticket_id));
    let first = comments::table
        .inner_join(tickets::table.on(meant))
        .filter(
            comments::tenant_id
                .eq(key(tenant))
                .and(comments::ticket_id.eq(key(ticket)))
                .and(comments::internal.eq(false))
                .and(comments::author_id.is_not_null())
                .and(
                    tickets::created_by.is_null().or(comments::author_id
                        .assume_not_null()
                        .ne(tickets::created_by.assume_not_null())),
                ),
        )
        .select(Earliest(comments::created_at))
        .get_result::<Option<At>>(repo.conn)
        .map_err(failed)?;
    Ok(first.map(At::time))
}

/// By the index over the deadlines of just these tickets.
pub fn newly_breached(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    (since, now): (Time, Time),
    after: Option<(Time, TicketId)>,
    limit: i64,
) -> StoreResult<Vec<(Time, TicketId)>> {
    let deadline = tickets::deadline_at.assume_not_null();
    let mut query = tickets::table
        .filter(
            tickets::tenant_id
                .eq(key(tenant))
                .and(tickets::closed_at.is_null())
                .and(tickets::breached_at.is_null()),
        )
        .filter(deadline.lt(at(now)))
        .order((tickets::deadline_at, tickets::id))
        .select((deadline, tickets::id))
        .into_boxed();
    query = match after {
        None => query.filter(deadline.ge(at(since))),
        Some((last, id)) => query.filter(
            deadline
                .ge(at(last))
                .and(deadline.gt(at(last)).or(tickets::id.gt(key(id)))),
        ),
    };
    let rows = query
        .first_rows(limit)
        .load::<(At, Key)>(repo.conn)
        .map_err(failed)?;
    Ok(rows
        .into_iter()
        .map(|(deadline, id)| (deadline.time(), id.id()))
        .collect())
}
