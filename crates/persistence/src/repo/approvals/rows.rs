//! The rows of workflows and their steps.

use super::time;
use crate::{
    schema::{approval_steps, approval_workflows},
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    approval::{Action, DueHours, Step, StepState, Workflow, WorkflowState},
    text::{Condition, Remark},
};
use tessera_ports::{StoreError, StoreResult};

/// A workflow without its steps.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = approval_workflows, treat_none_as_default_value = false)]
pub struct WorkflowRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    ticket_id: Key,
    state: String,
    requested_by: Key,
    returns_to: Key,
    created_at: At,
    completed_at: Option<At>,
    version: i64,
}

impl WorkflowRow {
    pub const fn id(&self) -> Key {
        self.id
    }
}

impl From<&Workflow> for WorkflowRow {
    fn from(workflow: &Workflow) -> Self {
        Self {
            tenant_id: key(workflow.tenant),
            id: key(workflow.id),
            number: workflow.number,
            ticket_id: key(workflow.ticket),
            state: workflow.state.key().to_owned(),
            requested_by: key(workflow.requested_by),
            returns_to: key(workflow.returns_to),
            created_at: at(workflow.created_at),
            completed_at: workflow.completed_at.map(at),
            version: workflow.version,
        }
    }
}

/// The workflow that is made of these, which are in their order.
pub fn workflow(row: &WorkflowRow, steps: Vec<StepRow>) -> StoreResult<Workflow> {
    let bad = corrupt("approval_workflows", row.id);
    Ok(Workflow {
        tenant: row.tenant_id.id(),
        id: row.id.id(),
        number: row.number,
        ticket: row.ticket_id.id(),
        state: WorkflowState::from_key(&row.state).ok_or_else(|| bad("state", &row.state))?,
        requested_by: row.requested_by.id(),
        returns_to: row.returns_to.id(),
        steps: steps
            .into_iter()
            .map(Step::try_from)
            .collect::<StoreResult<_>>()?,
        created_at: row.created_at.time(),
        completed_at: time(row.completed_at),
        version: row.version,
    })
}

/// One step, with what it belongs to.
#[derive(PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(
    table_name = approval_steps,
    treat_none_as_default_value = false,
    treat_none_as_null = true,
    primary_key(tenant_id, id)
)]
pub struct StepRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    workflow_id: Key,
    ticket_id: Key,
    place: i32,
    approver_id: Key,
    state: String,
    at_turn: bool,
    action: Option<String>,
    comments: Option<String>,
    conditions: Doc,
    delegated_to: Option<Key>,
    decided_by: Option<Key>,
    escalates: bool,
    hours: i32,
    due_at: At,
    created_at: At,
    updated_at: At,
    completed_at: Option<At>,
}

impl StepRow {
    /// The row of a step as it stands in that workflow.
    pub fn new(workflow: &Workflow, step: &Step) -> Self {
        Self {
            tenant_id: key(workflow.tenant),
            id: key(step.id),
            number: step.number,
            workflow_id: key(workflow.id),
            ticket_id: key(workflow.ticket),
            place: step.place,
            approver_id: key(step.approver),
            state: step.state.key().to_owned(),
            at_turn: workflow.at_turn().is_some_and(|turn| turn.id == step.id),
            action: step.action.map(|action| action.key().to_owned()),
            comments: step.comments.as_ref().map(ToString::to_string),
            conditions: doc(&step.conditions),
            delegated_to: step.delegated_to.map(key),
            decided_by: step.decided_by.map(key),
            escalates: step.escalates,
            hours: step.hours.get(),
            due_at: at(step.due_at),
            created_at: at(step.created_at),
            updated_at: at(step.updated_at),
            completed_at: step.completed_at.map(at),
        }
    }
}

impl TryFrom<StepRow> for Step {
    type Error = StoreError;

    fn try_from(row: StepRow) -> Result<Self, StoreError> {
        let bad = corrupt("approval_steps", row.id);
        let action = row
            .action
            .map(|word| Action::from_key(&word).ok_or_else(|| bad("action", &word)))
            .transpose()?;
        let comments = row
            .comments
            .map(|text| Remark::parse(text).map_err(|problem| bad("comments", &problem)))
            .transpose()?;
        let conditions = row
            .conditions
            .parse::<Vec<String>>()
            .map_err(|error| bad("conditions", &error))?;
        let conditions = conditions
            .into_iter()
            .map(|text| Condition::parse(text).map_err(|problem| bad("conditions", &problem)))
            .collect::<StoreResult<_>>()?;
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            place: row.place,
            approver: row.approver_id.id(),
            state: StepState::from_key(&row.state).ok_or_else(|| bad("state", &row.state))?,
            action,
            comments,
            conditions,
            delegated_to: row.delegated_to.map(Key::id),
            decided_by: row.decided_by.map(Key::id),
            escalates: row.escalates,
            hours: DueHours::parse(row.hours.into()).map_err(|problem| bad("hours", &problem))?,
            due_at: row.due_at.time(),
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            completed_at: time(row.completed_at),
        })
    }
}
