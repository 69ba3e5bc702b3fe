//! Working out the open tickets of a tenant anew: where it stands, and which come next.

use super::super::{
    Repo,
    tickets::{TicketRow, promised_at},
};
use crate::{
    dialect::failed,
    fragments::{Locked, Paging, Shared},
    schema::{sla_recounts as recounts, tickets},
    types::{Key, at, key},
};
use diesel::{dsl::exists, prelude::*};
use tessera_domain::{
    id::{TenantId, TicketId},
    ticket::Ticket,
    time::Time,
};
use tessera_ports::{StoreResult, sla::RecountPlace};

pub fn ask(repo: &mut Repo<'_>, tenant: TenantId, due: Time) -> StoreResult<()> {
    let begin = (recounts::due_at.eq(at(due)), recounts::after_id.eq(None::<Key>));
    diesel::insert_into(recounts::table)
        .values((recounts::tenant_id.eq(key(tenant)), begin))
        .on_conflict(recounts::tenant_id)
        .do_update()
        .set(begin)
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}

pub fn is_due(repo: &mut Repo<'_>, tenant: TenantId, now: Time) -> StoreResult<bool> {
    let due = recounts::table.filter(
        recounts::tenant_id
            .eq(key(tenant))
            .and(recounts::due_at.le(at(now))),
    );
    diesel::select(exists(due)).get_result(repo.conn).map_err(failed)
}

pub fn take(repo: &mut Repo<'_>, tenant: TenantId, now: Time) -> StoreResult<Option<RecountPlace>> {
    let due = recounts::table
        .filter(
            recounts::tenant_id
                .eq(key(tenant))
                .and(recounts::due_at.le(at(now))),
        )
        .select(recounts::after_id);
    let place = Shared(due)
        .get_result::<Option<Key>>(repo.conn)
        .optional()
        .map_err(failed)?;
    Ok(place.map(|after| RecountPlace {
        after: after.map(Key::id),
    }))
}

pub fn go_on(repo: &mut Repo<'_>, tenant: TenantId, after: TicketId) -> StoreResult<()> {
    diesel::update(recounts::table.filter(recounts::tenant_id.eq(key(tenant))))
        .set(recounts::after_id.eq(key(after)))
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}

pub fn end(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<()> {
    diesel::delete(recounts::table.filter(recounts::tenant_id.eq(key(tenant))))
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}

pub fn unfinished(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    after: Option<TicketId>,
    limit: i64,
) -> StoreResult<Vec<Ticket>> {
    let mut query = tickets::table
        .filter(
            tickets::tenant_id
                .eq(key(tenant))
                .and(tickets::closed_at.is_null()),
        )
        .order(tickets::id)
        .select(TicketRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(tickets::id.gt(key(after)));
    }
    let rows = Locked(query.first_rows(limit))
        .load::<TicketRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(Ticket::try_from).collect()
}

pub fn set_promise(repo: &mut Repo<'_>, tenant: TenantId, ticket: &Ticket) -> StoreResult<()> {
    let row = tickets::table.filter(
        tickets::tenant_id
            .eq(key(tenant))
            .and(tickets::id.eq(key(ticket.id))),
    );
    diesel::update(row)
        .set((
            tickets::promised_at.eq(promised_at(ticket.promise)),
            tickets::deadline_at.eq(ticket.deadline().map(at)),
        ))
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}
