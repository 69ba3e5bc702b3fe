//! Approvals: their rows inside a transaction, and reading them.

use crate::{
    error::StoreResult,
    queries::{DepartmentLabel, PersonCard},
};
use tessera_domain::{
    approval::{Policy, Remit, Step, Workflow},
    id::{PolicyId, StepId, TenantId, TicketId, UserId},
    listing::{Page, Window},
    priority::Rank,
    status::StatusCategory,
    time::Time,
};

/// A ticket, as shown beside a decision about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketBrief {
    /// Its id.
    pub id: TicketId,
    /// The tenant's running number of it.
    pub number: i64,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// How much it matters.
    pub rank: Rank,
    /// Its status's key.
    pub status_key: String,
    /// What the status means.
    pub status_category: StatusCategory,
    /// Its department.
    pub department: Option<DepartmentLabel>,
    /// Who opened it.
    pub created_by: Option<PersonCard>,
}

/// One decision, with what is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApprovalSheet {
    /// The decision.
    pub step: Step,
    /// The number of the workflow that it belongs to.
    pub workflow_number: i64,
    /// What it is about.
    pub ticket: TicketBrief,
    /// Who is to decide.
    pub approver: PersonCard,
    /// Whom it was handed to.
    pub delegated_to: Option<PersonCard>,
}

/// A workflow, with the people who are to decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkflowSheet {
    /// The workflow.
    pub workflow: Workflow,
    /// Who is to decide its steps, and whom they were handed to, each once.
    pub people: Vec<PersonCard>,
}

impl WorkflowSheet {
    /// One of the people.
    pub fn person(&self, id: UserId) -> Option<&PersonCard> {
        self.people.iter().find(|card| card.id == id)
    }
}

/// A policy, with what is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicySheet {
    /// The policy.
    pub policy: Policy,
    /// Of which department.
    pub department: Option<DepartmentLabel>,
    /// The people whom its steps name, each once.
    pub people: Vec<PersonCard>,
}

/// Which decisions of those that wait.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PendingWanted {
    /// Those that the caller may take.
    pub remit: Remit,
    /// Those about tickets of the department of that number.
    pub department: Option<i64>,
    /// Those about tickets of these ranks.
    pub ranks: Option<Vec<Rank>>,
}

/// A decision that is late, and is to go to somebody else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LateStep {
    /// Which.
    pub step: StepId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What it is about.
    pub ticket: TicketId,
}

/// Stored approvals. Whoever changes a workflow holds its ticket, so that of several decisions one comes first.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Approvals {
    /// The policies that count, by number, at most 1,000.
    fn active_policies(&mut self, tenant: TenantId) -> StoreResult<Vec<Policy>>;

    /// The policy of that number. Until the transaction ends nobody else can change it.
    fn policy(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Policy>>;

    /// The policy as lists show it.
    fn policy_sheet(&mut self, tenant: TenantId, id: PolicyId) -> StoreResult<Option<PolicySheet>>;

    /// Stores a new policy.
    fn insert_policy(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()>;

    /// Stores the policy over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before.
    fn update_policy(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()>;

    /// Takes the policy away. What it began goes on.
    fn remove_policy(&mut self, tenant: TenantId, id: PolicyId) -> StoreResult<()>;

    /// Of those of the steps that there are: the number, and the ticket. In one statement.
    fn tickets_of(&mut self, tenant: TenantId, steps: &[i64]) -> StoreResult<Vec<(i64, TicketId)>>;

    /// The workflow that the step of that number belongs to, whole. Until the transaction ends nobody else can change
    /// it.
    fn of_step(&mut self, tenant: TenantId, step: i64) -> StoreResult<Option<Workflow>>;

    /// The active workflow of the ticket, on the same terms.
    fn active(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Workflow>>;

    /// Stores a new workflow.
    ///
    /// MUST give [`Taken`](crate::StoreError::Taken) when it is active and another one of the ticket is so too.
    fn insert(&mut self, tenant: TenantId, workflow: &Workflow) -> StoreResult<()>;

    /// Stores `after` over `before`, both of the same workflow, `after` one version later. Steps may have been added,
    /// and none taken away.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not that of `before`.
    fn update(&mut self, tenant: TenantId, before: &Workflow, after: &Workflow) -> StoreResult<()>;

    /// The step of that number as it is read, as it stands in this transaction.
    fn sheet(&mut self, tenant: TenantId, step: i64) -> StoreResult<Option<ApprovalSheet>>;
}

/// Approvals, read outside transactions.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait ApprovalQueries: Send + Sync {
    /// The wanted part of the steps that are at their turn, and how many there are: the urgent ones first, as of `now`,
    /// then by when they are due. The number of statements does not depend on the size of the part.
    fn pending_approvals(
        &self,
        tenant: TenantId,
        wanted: &PendingWanted,
        now: Time,
        window: Window,
    ) -> StoreResult<Page<ApprovalSheet>>;

    /// The wanted part of the policies by number, and how many there are.
    fn policies(&self, tenant: TenantId, window: Window) -> StoreResult<Page<PolicySheet>>;

    /// The policy of that number.
    fn policy_numbered(&self, tenant: TenantId, number: i64) -> StoreResult<Option<PolicySheet>>;

    /// Steps at their turn that were due before `now` and are to go to somebody else for that, the latest first, at
    /// most `limit`.
    fn late_steps(&self, tenant: TenantId, now: Time, limit: i64) -> StoreResult<Vec<LateStep>>;
}
