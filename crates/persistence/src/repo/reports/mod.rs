//! Tickets added up for reports. Sums are whole numbers; what is made of them is the domain's.

mod departments;
mod people;
mod scope;
mod tallies;

pub use scope::narrow;

use super::{Repo, pages};
use crate::reads::ReportReads;
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
    reports::{DepartmentTally, ExportPart, PersonOpened, PersonTally, Reported},
};

impl ReportReads for Repo<'_> {
    fn tally_by_status(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
    ) -> StoreResult<Vec<(StatusId, Tally)>> {
        tallies::by_status(self, tenant, wanted)
    }

    fn top_tags(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<(String, i64)>> {
        tallies::top_tags(self, tenant, wanted, limit)
    }

    fn tally_by_kind(&mut self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Kind, i64)>> {
        tallies::by_kind(self, tenant, wanted)
    }

    fn tally_by_rank(&mut self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Rank, i64)>> {
        tallies::by_rank(self, tenant, wanted)
    }

    fn tally_by_department(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
    ) -> StoreResult<Vec<DepartmentTally>> {
        departments::tallies(self, tenant, wanted)
    }

    fn tally_by_assignee(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonTally>> {
        people::by_assignee(self, tenant, wanted, limit)
    }

    fn tally_by_requester(
        &mut self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonOpened>> {
        people::by_requester(self, tenant, wanted, limit)
    }

    fn export_part(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        wanted: &ExportPart,
    ) -> StoreResult<Vec<TicketSheet>> {
        pages::export_part(self, tenant, viewer, wanted)
    }
}
