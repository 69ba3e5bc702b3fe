//! Reading for service levels.

use crate::store::{DatabaseKind, Pooled};
use tessera_domain::{
    id::{StatusId, TenantId, TicketId},
    time::Time,
};
use tessera_ports::{
    StoreResult,
    sla::{PolicySheet, SlaQueries},
};

/// [`SlaQueries`] on one connection.
pub trait SlaReads {
    fn sla_policies(&mut self, tenant: TenantId) -> StoreResult<Vec<PolicySheet>>;
    fn status_stays(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>>;
    fn first_answer(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>>;
    fn newly_breached(
        &mut self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<TicketId>,
        limit: i64,
    ) -> StoreResult<Vec<TicketId>>;
}

impl<D: DatabaseKind> SlaQueries for Pooled<D> {
    fn sla_policies(&self, tenant: TenantId) -> StoreResult<Vec<PolicySheet>> {
        self.read(|reads| reads.sla_policies(tenant))
    }

    fn status_stays(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>> {
        self.read(|reads| reads.status_stays(tenant, ticket))
    }

    fn first_answer(&self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>> {
        self.read(|reads| reads.first_answer(tenant, ticket))
    }

    fn newly_breached(
        &self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<TicketId>,
        limit: i64,
    ) -> StoreResult<Vec<TicketId>> {
        self.read(|reads| reads.newly_breached(tenant, since, now, after, limit))
    }
}
