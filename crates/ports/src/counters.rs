//! Running numbers.

use crate::error::StoreResult;
use tessera_domain::id::TenantId;

/// The counter of ticket numbers.
pub const TICKET: &str = "ticket";
/// The counter of comment numbers.
pub const COMMENT: &str = "comment";
/// The counter of attachment numbers.
pub const ATTACHMENT: &str = "attachment";
/// The counter of user numbers.
pub const USER: &str = "user";
/// The counter of project numbers.
pub const PROJECT: &str = "project";
/// The counter of column numbers.
pub const COLUMN: &str = "column";
/// The counter of department numbers.
pub const DEPARTMENT: &str = "department";
/// The counter of the numbers of approval policies.
pub const APPROVAL_POLICY: &str = "approval_policy";
/// The counter of the numbers of workflows.
pub const APPROVAL_WORKFLOW: &str = "approval_workflow";
/// The counter of the numbers of decisions.
pub const APPROVAL: &str = "approval";
/// The counter of the numbers of service levels' policies.
pub const SLA_POLICY: &str = "sla_policy";
/// The counter of tag numbers.
pub const TAG: &str = "tag";
/// The counter of contact numbers.
pub const CONTACT: &str = "contact";
/// The counter of the numbers of contacts beside tags.
pub const TAG_CONTACT: &str = "tag_contact";
/// The counter of webhook numbers.
pub const WEBHOOK: &str = "webhook";
/// The counter of places in the event log.
pub const EVENT: &str = "event";

/// The tenant's counters. A number that a transaction takes and does not commit is given again.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Counters {
    /// Takes the next `amount` numbers of the counter and returns the first of them, from 1. Until the
    /// transaction ends everybody else who wants one waits, so call it as late as can be.
    fn take(&mut self, tenant: TenantId, counter: &str, amount: i64) -> StoreResult<i64>;

    /// Takes numbers of several counters at once, of each as many as stand beside it and no counter twice, and returns
    /// the first number of each, in the order that they were asked for.
    #[expect(clippy::needless_lifetimes, reason = "the mock cannot do without the name")]
    fn take_each<'w>(&mut self, tenant: TenantId, wanted: &[(&'w str, i64)]) -> StoreResult<Vec<i64>>;
}
