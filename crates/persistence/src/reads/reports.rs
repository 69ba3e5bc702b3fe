//! Reading for reports.

use crate::store::{DatabaseKind, Pooled};
use tessera_domain::{
    caller::Viewer,
    id::{StatusId, TenantId},
    priority::Rank,
    report::Tally,
    ticket::Kind,
};
use tessera_ports::{
    StoreResult,
    queries::TicketSheet,
    reports::{DepartmentTally, ExportPart, PersonOpened, PersonTally, ReportQueries, Reported},
};

/// [`ReportQueries`] on one connection.
pub trait ReportReads {
    fn tally_by_status(&mut self, tenant: TenantId, wanted: &Reported)
    -> StoreResult<Vec<(StatusId, Tally)>>;
    fn top_tags(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<(String, i64)>>;
    fn tally_by_kind(&mut self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Kind, i64)>>;
    fn tally_by_rank(&mut self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Rank, i64)>>;
    fn tally_by_department(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
    ) -> StoreResult<Vec<DepartmentTally>>;
    fn tally_by_assignee(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonTally>>;
    fn tally_by_requester(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonOpened>>;
    fn export_part(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        wanted: &ExportPart,
    ) -> StoreResult<Vec<TicketSheet>>;
}

impl<D: DatabaseKind> ReportQueries for Pooled<D> {
    fn tally_by_status(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(StatusId, Tally)>> {
        self.read(|reads| reads.tally_by_status(tenant, wanted))
    }

    fn top_tags(&self, tenant: TenantId, wanted: &Reported, limit: i64) -> StoreResult<Vec<(String, i64)>> {
        self.read(|reads| reads.top_tags(tenant, wanted, limit))
    }

    fn tally_by_kind(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Kind, i64)>> {
        self.read(|reads| reads.tally_by_kind(tenant, wanted))
    }

    fn tally_by_rank(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Rank, i64)>> {
        self.read(|reads| reads.tally_by_rank(tenant, wanted))
    }

    fn tally_by_department(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<DepartmentTally>> {
        self.read(|reads| reads.tally_by_department(tenant, wanted))
    }

    fn tally_by_assignee(
        &self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonTally>> {
        self.read(|reads| reads.tally_by_assignee(tenant, wanted, limit))
    }

    fn tally_by_requester(
        &self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonOpened>> {
        self.read(|reads| reads.tally_by_requester(tenant, wanted, limit))
    }

    fn export_part(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        wanted: &ExportPart,
    ) -> StoreResult<Vec<TicketSheet>> {
        self.read(|reads| reads.export_part(tenant, viewer, wanted))
    }
}
