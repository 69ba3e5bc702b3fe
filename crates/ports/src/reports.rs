//! Adding tickets up for reports, and reading all of them for an export.

use crate::{
    error::StoreResult,
    queries::{DepartmentLabel, PersonCard, TicketSheet},
};
use tessera_domain::{
    caller::Viewer,
    id::{StatusId, TenantId, TicketId},
    listing::TicketFilter,
    priority::Rank,
    report::{Answers, Scope, Stretch, Tally},
    ticket::Kind,
};

/// The tickets that a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reported {
    /// Whose.
    pub scope: Scope,
    /// When they were opened.
    pub opened: Stretch,
}

/// The tickets of one department, or of none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DepartmentTally {
    /// The department.
    pub department: Option<DepartmentLabel>,
    /// Its tickets.
    pub tally: Tally,
    /// How they were answered.
    pub answers: Answers,
}

/// The tickets that one person works on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonTally {
    /// The person.
    pub person: PersonCard,
    /// Their tickets.
    pub tally: Tally,
}

/// The tickets that one person opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonOpened {
    /// The person.
    pub person: PersonCard,
    /// How many tickets.
    pub tickets: i64,
}

/// Which tickets are exported, and where to go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportPart {
    /// Whose.
    pub scope: Scope,
    /// Which of them.
    pub filter: TicketFilter,
    /// Only those opened after this one.
    pub after: Option<TicketId>,
    /// The most tickets.
    pub limit: i64,
}

/// Sums over tickets, each in a number of statements that does not depend on how many tickets there are. A ticket counts
/// as of the moment when it was opened; what it missed is what [`Ticket::breach`](tessera_domain::ticket::Ticket::breach)
/// says of a finished one.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait ReportQueries: Send + Sync {
    /// The tickets in each status; statuses without any are left out.
    fn tally_by_status(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(StatusId, Tally)>>;

    /// The tags that most tickets bear, most first, by text where as many bear them; tags that differ in case alone are
    /// one. At most `limit`.
    fn top_tags(&self, tenant: TenantId, wanted: &Reported, limit: i64) -> StoreResult<Vec<(String, i64)>>;

    /// How many tickets there are of each kind, most first, by name where there are as many.
    fn tally_by_kind(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Kind, i64)>>;

    /// How many tickets there are of each rank, the highest rank first; ranks without any are left out.
    fn tally_by_rank(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Rank, i64)>>;

    /// The tickets of each department by number, and of none at last; departments without any are left out. Answers
    /// count that are public and by another person than who opened the ticket.
    fn tally_by_department(&self, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<DepartmentTally>>;

    /// The tickets that each person works on as the assignee: those with the most, by number where they have as many.
    /// At most `limit` people.
    fn tally_by_assignee(
        &self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonTally>>;

    /// How many tickets each person opened: those with the most, by number where they have as many. At most `limit`
    /// people.
    fn tally_by_requester(
        &self,
        tenant: TenantId,
        wanted: &Reported,
        limit: i64,
    ) -> StoreResult<Vec<PersonOpened>>;

    /// The next tickets of an export, oldest first, as the viewer reads them. Those in the viewer's sight alone.
    fn export_part(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        wanted: &ExportPart,
    ) -> StoreResult<Vec<TicketSheet>>;
}
