//! Approvals: somebody has to agree before the work on a ticket goes on.
//!
//! A [`Workflow`] belongs to one ticket and is made of [`Step`]s in an order. Only one of them is at its turn; who
//! decides it may approve, reject, hand it on, or ask for more. A [`Policy`] says which new tickets begin with one.

mod policy;
mod remit;
mod requester;
mod step;
#[cfg(test)]
mod tests;
mod workflow;

pub use policy::{Approver, Policy, PolicyPatch, PolicyStep, Subject, fitting};
pub use remit::Remit;
pub use requester::Requesters;
pub use step::{Action, DueHours, Said, Step, StepState, URGENT_HOURS};
pub use workflow::{Delegate, Outcome, Undecidable, Workflow, WorkflowState};
