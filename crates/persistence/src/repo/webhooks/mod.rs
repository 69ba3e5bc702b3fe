//! Webhooks and their deliveries.

mod reads;
mod row;
mod subjects;
mod told;

use super::{BATCH, Repo, events::EventRow, filter::Condition};
use crate::{
    dialect::failed,
    fragments::{Doomed, Kept, Locked, Paging, Shared, among},
    schema::{
        events, outbox, tickets, webhook_attempts as attempts, webhook_deliveries as deliveries, webhooks,
    },
    types::{Key, at, key},
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use row::{AttemptRow, DeliveryChange, DeliveryRow, WebhookRow};
use tessera_domain::{
    event::EventKind,
    id::{DeliveryId, EventId, TenantId, WebhookId, earliest_at},
    time::Time,
    webhook::{
        Webhook, WebhookState,
        delivery::{Attempt, Delivery, DeliveryState},
    },
};
use tessera_ports::{
    StoreError, StoreResult,
    webhooks::{Claimed, EventOnTicket, Span, Webhooks},
};
use uuid::Uuid;

/// How many deliveries are taken away at a time, with their tries.
const BOUND: i64 = 1_000;

/// The webhook's own row.
macro_rules! row_of {
    ($tenant:expr, $id:expr) => {
        webhooks::table.filter(
            webhooks::tenant_id
                .eq(key($tenant))
                .and(webhooks::id.eq(key($id))),
        )
    };
}

/// One row of the outbox, of a delivery …, among several of the tenant.
macro_rules! rows_of {
    ($table:ident, $id:ident, $tenant:expr, $ids:expr) => {
        $table::table.filter($table::tenant_id.eq(key($tenant)).and(among($table::$id, $ids)))
    };
}

/// The one wanted webhook of the tenant, which nobody else can change until the transaction ends.
fn held(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<webhooks::table>,
) -> StoreResult<Option<Webhook>> {
    let query = webhooks::table
        .filter(webhooks::tenant_id.eq(key(tenant)))
        .filter(wanted)
        .select(WebhookRow::as_select());
    let row = Locked(query)
        .get_result::<WebhookRow>(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Webhook::try_from).transpose()
}

impl Webhooks for Repo<'_> {
    fn count(&mut self, tenant: TenantId) -> StoreResult<i64> {
        webhooks::table
            .filter(webhooks::tenant_id.eq(key(tenant)))
            .count()
            .get_result(self.conn)
            .map_err(failed)
    }

    fn insert(&mut self, tenant: TenantId, webhook: &Webhook) -> StoreResult<()> {
        same_tenant(tenant, webhook.tenant)?;
        diesel::insert_into(webhooks::table)
            .values(WebhookRow::from(webhook))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Webhook>> {
        held(self, tenant, Box::new(webhooks::number.eq(number)))
    }

    fn find(&mut self, tenant: TenantId, id: WebhookId) -> StoreResult<Option<Webhook>> {
        held(self, tenant, Box::new(webhooks::id.eq(key(id))))
    }

    fn update(&mut self, tenant: TenantId, webhook: &Webhook) -> StoreResult<()> {
        same_tenant(tenant, webhook.tenant)?;
        let before = row_of!(tenant, webhook.id).filter(webhooks::version.eq(webhook.version - 1));
        let updated = diesel::update(before)
            .set(WebhookRow::from(webhook))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    fn set_failing(&mut self, tenant: TenantId, id: WebhookId, since: Option<Time>) -> StoreResult<()> {
        diesel::update(row_of!(tenant, id))
            .set(webhooks::failing_since.eq(since.map(at)))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn remove(&mut self, tenant: TenantId, id: WebhookId) -> StoreResult<()> {
        // Whoever puts deliveries on their way meanwhile is waited for, or waits and finds it gone.
        Doomed(row_of!(tenant, id).select(webhooks::id))
            .load::<Key>(self.conn)
            .map_err(failed)?;
        loop {
            let some = deliveries::table
                .filter(
                    deliveries::tenant_id
                        .eq(key(tenant))
                        .and(deliveries::webhook_id.eq(key(id))),
                )
                .select(deliveries::id)
                .first_rows(BOUND)
                .load::<Key>(self.conn)
                .map_err(failed)?;
            if some.is_empty() {
                break;
            }
            let tries = rows_of!(attempts, delivery_id, tenant, some.iter().copied());
            diesel::delete(tries).execute(self.conn).map_err(failed)?;
            diesel::delete(rows_of!(deliveries, id, tenant, some))
                .execute(self.conn)
                .map_err(failed)?;
        }
        diesel::delete(row_of!(tenant, id))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn listening(&mut self, tenant: TenantId) -> StoreResult<Vec<Webhook>> {
        let active = webhooks::table
            .filter(
                webhooks::tenant_id
                    .eq(key(tenant))
                    .and(webhooks::state.eq(WebhookState::Active.key())),
            )
            .order(webhooks::number)
            .select(WebhookRow::as_select());
        let rows = Kept(active).load::<WebhookRow>(self.conn).map_err(failed)?;
        rows.into_iter().map(Webhook::try_from).collect()
    }

    fn untold(&mut self, tenant: TenantId, limit: i64) -> StoreResult<Vec<EventOnTicket>> {
        let waiting = outbox::table
            .filter(outbox::tenant_id.eq(key(tenant)).and(outbox::told_at.is_null()))
            .order(outbox::event_id)
            .select(outbox::event_id)
            .first_rows(limit);
        let ids = Shared(waiting).load::<Key>(self.conn).map_err(failed)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = rows_of!(events, id, tenant, ids)
            .order(events::sequence)
            .select(EventRow::as_select())
            .load::<EventRow>(self.conn)
            .map_err(failed)?;
        told::with_subjects(self, tenant, rows)
    }

    fn told(&mut self, tenant: TenantId, told: &[EventId], moment: Time) -> StoreResult<()> {
        let ids = told.iter().map(|id| key(*id));
        diesel::update(rows_of!(outbox, event_id, tenant, ids))
            .set(outbox::told_at.eq(at(moment)))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn missed(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        kinds: &[EventKind],
        span: Span,
        limit: i64,
    ) -> StoreResult<Vec<EventOnTicket>> {
        let known = deliveries::table.filter(
            deliveries::tenant_id
                .eq(events::tenant_id)
                .and(deliveries::webhook_id.eq(key(webhook)))
                .and(deliveries::event_id.eq(events::id)),
        );
        let there = tickets::table.filter(
            tickets::tenant_id
                .eq(events::tenant_id)
                .and(tickets::id.nullable().eq(events::ticket_id)),
        );
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.key()).collect();
        let rows = events::table
            .filter(
                events::tenant_id
                    .eq(key(tenant))
                    .and(events::id.ge(key(earliest_at(span.since))))
                    .and(events::id.lt(key(earliest_at(span.until))))
                    .and(events::internal.eq(false))
                    .and(events::kind.eq_any(kinds)),
            )
            .filter(not(exists(known)))
            .filter(exists(there))
            .order(events::id)
            .select(EventRow::as_select())
            .first_rows(limit)
            .load::<EventRow>(self.conn)
            .map_err(failed)?;
        told::with_subjects(self, tenant, rows)
    }

    fn queue(&mut self, tenant: TenantId, new: &[Delivery]) -> StoreResult<()> {
        new.iter()
            .try_for_each(|delivery| same_tenant(tenant, delivery.tenant))?;
        if new.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = new.iter().map(DeliveryRow::from).collect();
        insert_rows!(self, deliveries::table, rows, |insert| insert
            .on_conflict_do_nothing())
    }

    fn claim(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        now: Time,
        until: Time,
        lease: Uuid,
        limit: i64,
    ) -> StoreResult<Vec<Claimed>> {
        let due = deliveries::table
            .filter(
                deliveries::tenant_id
                    .eq(key(tenant))
                    .and(deliveries::webhook_id.eq(key(webhook)))
                    .and(deliveries::due_at.assume_not_null().le(at(now))),
            )
            .order((deliveries::due_at, deliveries::id))
            .select(deliveries::id)
            .first_rows(limit);
        let ids = Shared(due).load::<Key>(self.conn).map_err(failed)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let taken = diesel::update(rows_of!(deliveries, id, tenant, ids))
            .set((
                deliveries::due_at.eq(Some(at(until))),
                deliveries::lease.eq(Some(key(lease))),
            ))
            .returning(DeliveryRow::as_select())
            .load::<DeliveryRow>(self.conn)
            .map_err(failed)?;
        let claimed = |row: DeliveryRow| {
            let delivery = row.try_into()?;
            Ok(Claimed { delivery, lease })
        };
        let mut claimed: Vec<_> = taken.into_iter().map(claimed).collect::<StoreResult<_>>()?;
        claimed.sort_by_key(|claimed| claimed.delivery.id);
        Ok(claimed)
    }

    fn record(
        &mut self,
        tenant: TenantId,
        delivery: &Delivery,
        attempt: &Attempt,
        lease: Uuid,
    ) -> StoreResult<bool> {
        let held = deliveries::table.filter(
            deliveries::tenant_id
                .eq(key(tenant))
                .and(deliveries::id.eq(key(delivery.id)))
                .and(deliveries::lease.assume_not_null().eq(key(lease))),
        );
        let changed = diesel::update(held)
            .set(DeliveryChange::from(delivery))
            .execute(self.conn)
            .map_err(failed)?;
        if changed == 0 {
            return Ok(false);
        }
        diesel::insert_into(attempts::table)
            .values(AttemptRow::new(delivery, attempt)?)
            .execute(self.conn)
            .map_err(failed)?;
        Ok(true)
    }

    fn delivery(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        id: DeliveryId,
    ) -> StoreResult<Option<Delivery>> {
        let query = deliveries::table
            .filter(
                deliveries::tenant_id
                    .eq(key(tenant))
                    .and(deliveries::id.eq(key(id)))
                    .and(deliveries::webhook_id.eq(key(webhook))),
            )
            .select(DeliveryRow::as_select());
        let row = Locked(query)
            .get_result::<DeliveryRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Delivery::try_from).transpose()
    }

    fn requeue(&mut self, tenant: TenantId, delivery: &Delivery) -> StoreResult<()> {
        let row = deliveries::table.filter(
            deliveries::tenant_id
                .eq(key(tenant))
                .and(deliveries::id.eq(key(delivery.id))),
        );
        diesel::update(row)
            .set(DeliveryChange::from(delivery))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn requeue_failed(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        span: Span,
        now: Time,
        limit: i64,
    ) -> StoreResult<i64> {
        let given_up = deliveries::table
            .filter(
                deliveries::tenant_id
                    .eq(key(tenant))
                    .and(deliveries::webhook_id.eq(key(webhook)))
                    .and(deliveries::event_id.ge(key(earliest_at(span.since))))
                    .and(deliveries::event_id.lt(key(earliest_at(span.until))))
                    .and(deliveries::state.eq(DeliveryState::Failed.key())),
            )
            .order(deliveries::event_id)
            .select(DeliveryRow::as_select())
            .first_rows(limit);
        let rows = Locked(given_up).load::<DeliveryRow>(self.conn).map_err(failed)?;
        if rows.is_empty() {
            return Ok(0);
        }
        let ids = rows.iter().map(DeliveryRow::id);
        let changed = diesel::update(rows_of!(deliveries, id, tenant, ids))
            .set((
                deliveries::state.eq(DeliveryState::Pending.key()),
                deliveries::tries.eq(0_i64),
                deliveries::due_at.eq(Some(at(now))),
                deliveries::lease.eq(None::<Key>),
                deliveries::finished_at.eq(None::<crate::types::At>),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        i64::try_from(changed).map_err(|error| StoreError::Failed(error.to_string()))
    }
}

fn same_tenant(tenant: TenantId, other: TenantId) -> StoreResult<()> {
    if tenant == other {
        Ok(())
    } else {
        Err(StoreError::Failed("a webhook of another tenant".into()))
    }
}
