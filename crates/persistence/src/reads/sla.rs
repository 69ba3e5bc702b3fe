//! Reading for service levels.

use crate::store::{DatabaseKind, Pooled};
use tessera_domain::{
    id::{TenantId, TicketId},
    sla::Entry,
    time::Time,
};
use tessera_ports::{
    StoreResult,
    sla::{SlaPolicySheet, SlaQueries},
};

/// [`SlaQueries`] on one connection.
pub trait SlaReads {
    fn sla_policies(&mut self, tenant: TenantId) -> StoreResult<Vec<SlaPolicySheet>>;
    fn status_entries(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Entry>>;
    fn first_answer(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>>;
    fn newly_breached(
        &mut self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<(Time, TicketId)>,
        limit: i64,
    ) -> StoreResult<Vec<(Time, TicketId)>>;
    fn recount_due(&mut self, tenant: TenantId, now: Time) -> StoreResult<bool>;
}

impl<D: DatabaseKind> SlaQueries for Pooled<D> {
    fn sla_policies(&self, tenant: TenantId) -> StoreResult<Vec<SlaPolicySheet>> {
        self.read(|reads| reads.sla_policies(tenant))
    }

    fn status_entries(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Entry>> {
        self.read(|reads| reads.status_entries(tenant, ticket))
    }

    fn first_answer(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>> {
        self.read(|reads| reads.first_answer(tenant, ticket))
    }

    fn newly_breached(
        &self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<(Time, TicketId)>,
        limit: i64,
    ) -> StoreResult<Vec<(Time, TicketId)>> {
        self.read(|reads| reads.newly_breached(tenant, since, now, after, limit))
    }

    fn recount_due(&self, tenant: TenantId, now: Time) -> StoreResult<bool> {
        self.read(|reads| reads.recount_due(tenant, now))
    }
}
