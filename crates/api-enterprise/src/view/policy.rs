//! Approval policies on the wire.

use super::{person::PersonRow, ticket::DepartmentName};
use crate::meaning::{approver_word, kind_word, priority_word, role_word};
use serde::Serialize;
use tessera_application::views::PolicySheet;
use tessera_domain::approval::{Approver, PolicyStep};
use utoipa::ToSchema;

/// Which new tickets have to be approved, and by whom.
#[derive(Serialize, ToSchema)]
#[schema(as = ApprovalPolicy)]
pub struct PolicyRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What people see.
    #[schema(example = "Changes")]
    pub name: String,
    /// Of which sort the tickets are; null for any.
    pub ticket_type: Option<&'static str>,
    /// The number of their department; null for any.
    pub department_id: Option<i64>,
    /// Their department; null for any.
    pub department: Option<DepartmentName>,
    /// How much they matter; null for any.
    pub priority: Option<&'static str>,
    /// Whether it counts.
    pub active: bool,
    /// Who decides, one after the other.
    pub steps: Vec<PolicyStepRow>,
}

/// Who decides.
#[derive(Serialize, ToSchema)]
#[schema(as = ApprovalPolicyStep)]
pub struct PolicyStepRow {
    /// Its place, from 1.
    #[schema(minimum = 1)]
    pub step_order: i64,
    /// A person, somebody of a role, or whoever manages the ticket's department.
    #[schema(pattern = "^(user|role|department_manager)$")]
    pub approver_type: &'static str,
    /// The number of the person.
    pub approver_id: Option<i64>,
    /// The person.
    pub approver: Option<PersonRow>,
    /// The role.
    pub approver_role: Option<&'static str>,
    /// How many hours it may take.
    #[schema(minimum = 1)]
    pub due_hours: i32,
}

impl From<&PolicySheet> for PolicyRow {
    fn from(sheet: &PolicySheet) -> Self {
        let PolicySheet {
            policy,
            department,
            people,
        } = sheet;
        let row = |(step_order, step): (i64, &PolicyStep)| {
            let (person, role) = match step.approver {
                Approver::User(user) => (people.iter().find(|card| card.id == user), None),
                Approver::Role(role) => (None, Some(role_word(role))),
                Approver::DepartmentManager => (None, None),
            };
            PolicyStepRow {
                step_order,
                approver_type: approver_word(step.approver),
                approver_id: person.map(|card| card.number),
                approver: person.map(PersonRow::from),
                approver_role: role,
                due_hours: step.hours.get(),
            }
        };
        Self {
            id: policy.number,
            name: policy.name.to_string(),
            ticket_type: policy.kinds.first().map(|kind| kind_word(*kind)),
            department_id: department.as_ref().map(|department| department.number),
            department: department.as_ref().map(DepartmentName::from),
            priority: policy.ranks.first().map(|rank| priority_word(*rank)),
            active: policy.active,
            steps: (1..).zip(&policy.steps).map(row).collect(),
        }
    }
}
