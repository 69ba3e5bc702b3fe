//! Laying down a policy.

use super::{StepWanted, department, fields, require_admin, sheet, steps};
use crate::{
    changes::birth,
    command::{Command, Scene},
    error::{Error, Result},
};
use tessera_domain::{approval::Policy, event::EventKind, priority::Rank, text::Name, ticket::Kind};
use tessera_ports::{approvals::PolicySheet, counters, tx::Tx};

/// Lays down a policy. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreatePolicy {
    /// What people see.
    pub name: Name,
    /// Of which kinds; of any if there is none.
    pub kinds: Vec<Kind>,
    /// The number of the department; of any if it is not said.
    pub department: Option<i64>,
    /// Of which ranks; of any if there is none.
    pub ranks: Vec<Rank>,
    /// Whether it counts.
    pub active: bool,
    /// Who decides, in this order.
    pub steps: Vec<StepWanted>,
}

impl Command for CreatePolicy {
    type Outcome = PolicySheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<PolicySheet> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let mut issues = Vec::new();
        let department = match self.department {
            Some(number) => department(tx, tenant, number, &mut issues)?,
            None => None,
        };
        let steps = steps(tx, tenant, &self.steps, &mut issues)?;
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        let policy = Policy {
            id: scene.ids.make(scene.now),
            number: tx.counters().take(tenant, counters::APPROVAL_POLICY, 1)?,
            name: self.name.clone(),
            kinds: self.kinds.clone(),
            department,
            ranks: self.ranks.clone(),
            active: self.active,
            steps,
            version: 1,
        };
        tx.approvals().insert_policy(tenant, &policy)?;
        let born = birth(fields(&policy));
        let event = scene.event_apart(EventKind::PolicyCreated, policy.id.uuid(), born);
        let sheet = sheet(tx, scene, &policy)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
