//! Approval policies: which new tickets have to be approved, and by whom. Admins lay them down.

mod change;
mod create;
mod delete;
mod list;

pub use change::ChangePolicy;
pub use create::CreatePolicy;
pub use delete::DeletePolicy;
pub use list::{list, show};

use super::field;
use crate::{
    command::Scene,
    error::{Error, Result},
};
use serde_json::{Value, json};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep},
    caller::Caller,
    id::{DepartmentId, TenantId},
    issue::{FieldPath, Issue, Problem},
    user::{Permission, Role},
};
use tessera_ports::{approvals::PolicySheet, tx::Tx};

/// One step of a policy, as a client names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StepWanted {
    /// Who decides.
    pub approver: ApproverWanted,
    /// How long it may take.
    pub hours: DueHours,
}

/// Who decides, as a client names them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApproverWanted {
    /// The active person of that number.
    User(i64),
    /// Somebody of that role.
    Role(Role),
    /// Who manages the ticket's department.
    DepartmentManager,
}

/// Goes on only if the caller runs the tenant.
const fn require_admin(caller: &Caller) -> Result<()> {
    if caller.is_superuser() {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::ManageUsers))
    }
}

/// The steps in the core's words. Those that name nobody are noted.
fn steps(
    tx: &mut dyn Tx,
    tenant: TenantId,
    wanted: &[StepWanted],
    issues: &mut Vec<Issue>,
) -> Result<Vec<PolicyStep>> {
    let number = |step: &StepWanted| match step.approver {
        ApproverWanted::User(number) => Some(number),
        ApproverWanted::Role(_) | ApproverWanted::DepartmentManager => None,
    };
    let numbers: Vec<i64> = wanted.iter().filter_map(number).collect();
    let people = if numbers.is_empty() {
        Vec::new()
    } else {
        tx.users().named(tenant, &[], &numbers)?
    };
    let mut steps = Vec::with_capacity(wanted.len());
    for (place, step) in wanted.iter().enumerate() {
        let approver = match step.approver {
            ApproverWanted::Role(role) => Approver::Role(role),
            ApproverWanted::DepartmentManager => Approver::DepartmentManager,
            ApproverWanted::User(number) => {
                if let Some(user) = people.iter().find(|user| user.number == number) {
                    Approver::User(user.id)
                } else {
                    let path = FieldPath::field(field::STEPS).item(place).then(field::APPROVER);
                    let what = "active user";
                    issues.push(Issue::at(path, Problem::UnknownNumber { what, number }));
                    continue;
                }
            }
        };
        let hours = step.hours;
        steps.push(PolicyStep { approver, hours });
    }
    Ok(steps)
}

/// The department of that number, or a note that there is none.
fn department(
    tx: &mut dyn Tx,
    tenant: TenantId,
    number: i64,
    issues: &mut Vec<Issue>,
) -> Result<Option<DepartmentId>> {
    let found = tx.departments().by_number(tenant, number)?;
    if found.is_none() {
        let what = "department";
        issues.push(Issue::new(
            field::DEPARTMENT,
            Problem::UnknownNumber { what, number },
        ));
    }
    Ok(found.map(|department| department.id))
}

/// The policy as it stands after a change.
fn sheet(tx: &mut dyn Tx, scene: &Scene<'_>, policy: &Policy) -> Result<PolicySheet> {
    crate::boards::written(tx.approvals().policy_sheet(scene.caller.tenant, policy.id)?)
}

/// What the event log says of a policy.
fn fields(policy: &Policy) -> [(&'static str, Value); 6] {
    let step = |step: &PolicyStep| {
        let approver = match step.approver {
            Approver::User(user) => json!({ "user_id": user }),
            Approver::Role(role) => json!({ "role": role.key() }),
            Approver::DepartmentManager => json!("department_manager"),
        };
        json!({ "approver": approver, "due_hours": step.hours.get() })
    };
    let ranks: Vec<i16> = policy.ranks.iter().map(|rank| rank.get()).collect();
    [
        ("name", json!(policy.name)),
        ("kinds", json!(policy.kinds)),
        ("department_id", json!(policy.department)),
        ("ranks", json!(ranks)),
        ("active", json!(policy.active)),
        ("steps", policy.steps.iter().map(step).collect()),
    ]
}
