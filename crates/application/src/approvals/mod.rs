//! Approvals: beginning one, deciding, handing on, and the policies that say which tickets need one.
//!
//! A workflow is changed only by who holds its ticket, so of two decisions about one step the second finds it decided.
//! Everything that is done is told in the event log and in a comment that the service writes under the ticket.

mod bulk;
mod candidates;
mod decide;
mod deed;
mod escalate;
mod follow;
mod pending;
mod plan;
mod policies;
mod tell;

pub use bulk::{DecideMany, MOST_AT_ONCE, Settled};
pub use decide::{Decide, Decided};
pub use deed::Deed;
pub use escalate::escalate_overdue;
pub use pending::{Asked, pending};
pub use policies::{
    ApproverWanted, ChangePolicy, CreatePolicy, DeletePolicy, StepWanted, list as list_policies,
    show as show_policy,
};

pub(crate) use follow::on_move;
pub(crate) use plan::Plan;

/// The names under which the use cases report bad fields. Dialects translate them into their own.
pub mod field {
    /// Whom a decision is handed to.
    pub const DELEGATE: &str = "delegated_to_id";
    /// The department whose tickets a policy is about.
    pub const DEPARTMENT: &str = "department_id";
    /// The steps of a policy.
    pub const STEPS: &str = "steps";
    /// Who decides a step of a policy.
    pub const APPROVER: &str = "approver_id";
}
