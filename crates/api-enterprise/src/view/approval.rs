//! Approvals on the wire.

use super::{person::PersonRow, ticket::DepartmentName};
use crate::meaning::{outcome_word, priority_word, status_word, workflow_word};
use serde::Serialize;
use tessera_application::{
    approvals::Settled,
    views::{ApprovalSheet, PersonCard, TicketBrief, WorkflowSheet},
};
use tessera_domain::{approval::Step, time::Time, transition::Stage};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;

/// One decision.
#[derive(Serialize, ToSchema)]
#[schema(as = ApprovalStep)]
pub struct StepRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The number of the workflow that it belongs to.
    #[schema(minimum = 1)]
    pub workflow_id: i64,
    /// The number of the ticket that it is about.
    #[schema(minimum = 1)]
    pub ticket_id: i64,
    /// The number of who is to decide.
    #[schema(minimum = 1)]
    pub approver_id: i64,
    /// Who is to decide.
    pub approver: PersonRow,
    /// Its place in the workflow. What it was handed on as has the same.
    #[schema(minimum = 1)]
    pub step_order: i32,
    /// Where it stands. Only the first pending one of a workflow can be decided.
    #[schema(pattern = "^(pending|approved|rejected|delegated|escalated|skipped)$")]
    pub status: &'static str,
    /// What was done with it last.
    pub action: Option<&'static str>,
    /// What was said to that.
    pub comments: Option<String>,
    /// On which conditions it was approved.
    pub conditions: Vec<String>,
    /// The number of whom it was handed to.
    pub delegated_to_id: Option<i64>,
    /// When it should be decided.
    pub due_date: Moment,
    /// When it was over.
    pub completed_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
}

/// A decision with what it is about.
#[derive(Serialize, ToSchema)]
#[schema(as = Approval)]
pub struct ApprovalRow {
    /// The decision.
    #[serde(flatten)]
    pub step: StepRow,
    /// What it is about.
    pub ticket: ApprovalTicket,
    /// Where the ticket stands.
    #[schema(pattern = "^(open|in_progress|pending_approval|resolved|closed)$")]
    pub ticket_status: &'static str,
    /// The number of the approval that it was handed on as just now.
    pub new_approval_id: Option<i64>,
    /// Whether it is due within a day, or its ticket matters much.
    pub is_urgent: bool,
    /// For how many whole days it has been there.
    #[schema(minimum = 0)]
    pub days_pending: i64,
}

/// A ticket, as shown beside an approval.
#[derive(Serialize, ToSchema)]
#[schema(as = ApprovalTicket)]
pub struct ApprovalTicket {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// Its reference.
    #[schema(example = "TKT-20231201-001")]
    pub ticket_number: String,
    /// What it is called.
    pub title: String,
    /// How much it matters.
    #[schema(pattern = "^(low|medium|high|critical)$")]
    pub priority: &'static str,
    /// Where it stands.
    #[schema(pattern = "^(open|in_progress|pending_approval|resolved|closed)$")]
    pub status: &'static str,
    /// Who opened it.
    pub created_by: Option<PersonRow>,
    /// Its department.
    pub department: Option<DepartmentName>,
}

/// All decisions about one ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = ApprovalWorkflow)]
pub struct WorkflowRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The number of the ticket.
    #[schema(minimum = 1)]
    pub ticket_id: i64,
    /// How its steps follow each other: one after the other.
    #[schema(value_type = String, example = "sequential")]
    pub workflow_type: &'static str,
    /// Where it stands.
    #[schema(pattern = "^(active|completed|cancelled)$")]
    pub status: &'static str,
    /// How it ended: `approved` or `rejected`; null while it goes on, and where it ended without a decision.
    pub outcome: Option<&'static str>,
    /// When it began.
    pub created_at: Moment,
    /// When it was over.
    pub completed_at: Option<Moment>,
    /// Its steps in their order.
    pub steps: Vec<StepRow>,
}

/// What became of several approvals.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkOutcome)]
pub struct BulkRow {
    /// How many were processed.
    #[schema(minimum = 0)]
    pub processed_count: i64,
    /// How many were not.
    #[schema(minimum = 0)]
    pub failed_count: i64,
    /// What became of each, in the order in which they were named.
    pub results: Vec<BulkResult>,
}

/// What became of one of several approvals.
#[derive(Serialize, ToSchema)]
#[schema(as = BulkResult)]
pub struct BulkResult {
    /// Its number.
    pub approval_id: i64,
    /// Whether it was processed.
    pub success: bool,
    /// Why not.
    pub error: Option<String>,
}

impl StepRow {
    fn new(
        step: &Step,
        (workflow_id, ticket_id): (i64, i64),
        approver: &PersonCard,
        delegated_to: Option<&PersonCard>,
    ) -> Self {
        Self {
            id: step.number,
            workflow_id,
            ticket_id,
            approver_id: approver.number,
            approver: PersonRow::from(approver),
            step_order: step.place,
            status: step.state.key(),
            action: step.action.map(tessera_domain::approval::Action::key),
            comments: step.comments.as_ref().map(ToString::to_string),
            conditions: step.conditions.iter().map(ToString::to_string).collect(),
            delegated_to_id: delegated_to.map(|card| card.number),
            due_date: Moment(step.due_at),
            completed_at: step.completed_at.map(Moment),
            created_at: Moment(step.created_at),
            updated_at: Moment(step.updated_at),
        }
    }
}

impl ApprovalRow {
    /// A decision as it is read at that moment, and what it became if it was just handed on.
    pub fn new(sheet: &ApprovalSheet, fresh: Option<i64>, now: Time) -> Self {
        let ApprovalSheet {
            step,
            workflow_number,
            ticket,
            approver,
            delegated_to,
        } = sheet;
        let numbers = (*workflow_number, ticket.number);
        let brief = ApprovalTicket::from(ticket);
        Self {
            step: StepRow::new(step, numbers, approver, delegated_to.as_ref()),
            ticket_status: brief.status,
            ticket: brief,
            new_approval_id: fresh,
            is_urgent: step.is_urgent(ticket.rank, now),
            days_pending: step.days_pending(now),
        }
    }
}

impl From<&TicketBrief> for ApprovalTicket {
    fn from(brief: &TicketBrief) -> Self {
        let TicketBrief {
            id: _,
            number,
            reference,
            title,
            rank,
            status_key,
            status_category,
            department,
            created_by,
        } = brief;
        Self {
            id: *number,
            ticket_number: reference.clone(),
            title: title.clone(),
            priority: priority_word(*rank),
            status: status_word(Stage::of(status_key, *status_category)),
            created_by: created_by.as_ref().map(PersonRow::from),
            department: department.as_ref().map(DepartmentName::from),
        }
    }
}

impl WorkflowRow {
    /// The workflow of the ticket of that number.
    pub fn new(sheet: &WorkflowSheet, ticket: i64) -> Self {
        let workflow = &sheet.workflow;
        let row = |step: &Step| {
            let to = step.delegated_to.and_then(|user| sheet.person(user));
            let approver = sheet.person(step.approver)?;
            Some(StepRow::new(step, (workflow.number, ticket), approver, to))
        };
        Self {
            id: workflow.number,
            ticket_id: ticket,
            workflow_type: "sequential",
            status: workflow_word(workflow.state),
            outcome: outcome_word(workflow.state),
            created_at: Moment(workflow.created_at),
            completed_at: workflow.completed_at.map(Moment),
            steps: workflow.steps.iter().filter_map(row).collect(),
        }
    }
}

impl From<&[Settled]> for BulkRow {
    fn from(settled: &[Settled]) -> Self {
        let failed = settled.iter().filter(|one| one.refused.is_some()).count();
        let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
        let result = |one: &Settled| BulkResult {
            approval_id: one.step,
            success: one.refused.is_none(),
            error: one.refused.as_ref().map(ToString::to_string),
        };
        Self {
            processed_count: count(settled.len() - failed),
            failed_count: count(failed),
            results: settled.iter().map(result).collect(),
        }
    }
}
