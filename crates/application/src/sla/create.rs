//! Making a policy.

use super::{department, fields, recount, require, sheet};
use crate::{
    changes::birth,
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{
    event::EventKind,
    id::SlaPolicyId,
    priority::Rank,
    sla::{Allowance, Calendar, Policy},
    text::Name,
};
use tessera_ports::{counters, sla::SlaPolicySheet, tx::Tx};

/// Makes a policy. It is promised for tickets that are opened from now on, and soon for open ones. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreatePolicy {
    /// What people see.
    pub name: Name,
    /// Only for tickets of this rank.
    pub rank: Option<Rank>,
    /// Only for tickets of the department of this number.
    pub department: Option<i64>,
    /// Within how much working time somebody answers.
    pub response: Option<Allowance>,
    /// Within how much working time a ticket is finished.
    pub resolution: Allowance,
    /// When is worked.
    pub calendar: Calendar,
    /// Whether it is promised from now on.
    pub active: bool,
}

impl Command for CreatePolicy {
    type Outcome = SlaPolicySheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<SlaPolicySheet> {
        let tenant = scene.caller.tenant;
        require(scene)?;
        let department = match self.department {
            Some(number) => Some(department(tx, tenant, number)?),
            None => None,
        };
        let id: SlaPolicyId = scene.ids.make(scene.now);
        let policy = Policy {
            id,
            number: tx.counters().take(tenant, counters::SLA_POLICY, 1)?,
            name: self.name.clone(),
            rank: self.rank,
            department,
            response: self.response,
            resolution: self.resolution,
            calendar: self.calendar.clone(),
            active: self.active,
            version: 1,
        };
        tx.sla().insert(tenant, &policy)?;
        recount::ask(tx, tenant, scene.now)?;
        let event = scene.event_apart(EventKind::SlaPolicyCreated, id.uuid(), birth(fields(&policy)));
        let sheet = sheet(tx, tenant, policy)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
