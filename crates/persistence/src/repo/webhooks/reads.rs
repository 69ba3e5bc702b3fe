//! Reading webhooks and what was delivered to them.

use super::{
    super::{Db, Repo, tenants::word},
    row::{AttemptRow, DeliveryRow, WebhookRow},
};
use crate::{
    dialect::failed,
    fragments::{Paging, among},
    reads::WebhookReads,
    schema::{outbox, tenants, webhook_attempts as attempts, webhook_deliveries as deliveries, webhooks},
    types::{Key, at, key},
};
use diesel::{dsl::exists, prelude::*};
use std::collections::HashMap;
use tessera_domain::{
    id::{TenantId, WebhookId},
    listing::{Page, Window},
    tenant::TenantState,
    time::Time,
    webhook::{Webhook, WebhookState, delivery::Attempt},
};
use tessera_ports::{
    StoreResult,
    webhooks::{DeliveryFilter, DeliverySheet},
};
use uuid::Uuid;

/// The most tries that are shown of one delivery.
const TRIES_SHOWN: usize = 100;

/// Active webhooks of active tenants.
macro_rules! listening {
    () => {
        webhooks::table
            .inner_join(tenants::table.on(tenants::id.eq(webhooks::tenant_id)))
            .filter(tenants::state.eq(word(TenantState::Active)))
            .filter(webhooks::state.eq(WebhookState::Active.key()))
    };
}

impl WebhookReads for Repo<'_> {
    fn webhooks(&mut self, tenant: TenantId, window: Window) -> StoreResult<Page<Webhook>> {
        let total = webhooks::table
            .filter(webhooks::tenant_id.eq(key(tenant)))
            .count()
            .get_result(self.conn)
            .map_err(failed)?;
        let rows = webhooks::table
            .filter(webhooks::tenant_id.eq(key(tenant)))
            .order(webhooks::number)
            .select(WebhookRow::as_select())
            .part(window, 0)
            .load::<WebhookRow>(self.conn)
            .map_err(failed)?;
        Ok(Page {
            items: rows
                .into_iter()
                .map(Webhook::try_from)
                .collect::<StoreResult<_>>()?,
            total,
            next: None,
        })
    }

    fn webhook(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Webhook>> {
        let row = webhooks::table
            .filter(
                webhooks::tenant_id
                    .eq(key(tenant))
                    .and(webhooks::number.eq(number)),
            )
            .select(WebhookRow::as_select())
            .get_result::<WebhookRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Webhook::try_from).transpose()
    }

    fn deliveries(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        filter: DeliveryFilter,
        window: Window,
    ) -> StoreResult<Page<DeliverySheet>> {
        let wanted = || {
            let mut query = deliveries::table
                .filter(
                    deliveries::tenant_id
                        .eq(key(tenant))
                        .and(deliveries::webhook_id.eq(key(webhook))),
                )
                .into_boxed::<Db>();
            if let Some(state) = filter.state {
                query = query.filter(deliveries::state.eq(state.key()));
            }
            query
        };
        let total = wanted().count().get_result(self.conn).map_err(failed)?;
        let rows = wanted()
            .order(deliveries::id.desc())
            .select(DeliveryRow::as_select())
            .part(window, 1)
            .load::<DeliveryRow>(self.conn)
            .map_err(failed)?;
        Ok(Page {
            items: with_tries(self, tenant, rows)?,
            total,
            next: None,
        })
    }

    fn with_untold(&mut self, limit: i64) -> StoreResult<Vec<TenantId>> {
        let waiting = outbox::table.filter(
            outbox::tenant_id
                .eq(webhooks::tenant_id)
                .and(outbox::told_at.is_null()),
        );
        let tenants = listening!()
            .filter(exists(waiting))
            .select(webhooks::tenant_id)
            .distinct()
            .first_rows(limit)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(tenants.into_iter().map(Key::id).collect())
    }

    fn with_due(
        &mut self,
        now: Time,
        after: Option<(TenantId, WebhookId)>,
        limit: i64,
    ) -> StoreResult<Vec<(TenantId, WebhookId)>> {
        let (tenant, webhook) = after.map_or_else(first_of_all, |(tenant, id)| (key(tenant), key(id)));
        let due = deliveries::table.filter(
            deliveries::tenant_id
                .eq(webhooks::tenant_id)
                .and(deliveries::webhook_id.eq(webhooks::id))
                .and(deliveries::due_at.assume_not_null().le(at(now))),
        );
        let behind = webhooks::tenant_id
            .gt(tenant)
            .or(webhooks::tenant_id.eq(tenant).and(webhooks::id.gt(webhook)));
        let found = listening!()
            .filter(webhooks::tenant_id.ge(tenant).and(behind))
            .filter(exists(due))
            .order((webhooks::tenant_id, webhooks::id))
            .select((webhooks::tenant_id, webhooks::id))
            .first_rows(limit)
            .load::<(Key, Key)>(self.conn)
            .map_err(failed)?;
        Ok(found
            .into_iter()
            .map(|(tenant, webhook)| (tenant.id(), webhook.id()))
            .collect())
    }
}

/// What no webhook stands before.
fn first_of_all() -> (Key, Key) {
    (key(Uuid::nil()), key(Uuid::nil()))
}

/// Puts the tries beside the deliveries, in one statement.
fn with_tries(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    rows: Vec<DeliveryRow>,
) -> StoreResult<Vec<DeliverySheet>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let made = attempts::table
        .filter(
            attempts::tenant_id
                .eq(key(tenant))
                .and(among(attempts::delivery_id, rows.iter().map(DeliveryRow::id))),
        )
        .order((attempts::delivery_id, attempts::number))
        .select(AttemptRow::as_select())
        .load::<AttemptRow>(repo.conn)
        .map_err(failed)?;
    let mut of: HashMap<Key, Vec<Attempt>> = HashMap::new();
    for row in made {
        let tries = of.entry(row.delivery()).or_default();
        tries.push(row.try_into()?);
    }
    let sheet = |row: DeliveryRow| {
        let mut attempts = of.remove(&row.id()).unwrap_or_default();
        let early = attempts.len().saturating_sub(TRIES_SHOWN);
        attempts.drain(..early);
        Ok(DeliverySheet {
            delivery: row.try_into()?,
            attempts,
        })
    };
    rows.into_iter().map(sheet).collect()
}
