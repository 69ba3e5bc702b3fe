//! Changing a policy.

use super::{department, fields, recount, require, sheet};
use crate::{
    boards::expect_version,
    changes::differences,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    event::EventKind,
    priority::Rank,
    sla::{Allowance, CalendarPatch, PolicyPatch},
    text::Name,
    ticket::Patch,
};
use tessera_ports::{sla::SlaPolicySheet, tx::Tx};

/// Changes what is named, for tickets that are opened from now on, and soon for open ones. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangePolicy {
    /// Which policy.
    pub policy: i64,
    /// Another name.
    pub name: Option<Name>,
    /// For which rank.
    pub rank: Patch<Rank>,
    /// For the department of which number.
    pub department: Patch<i64>,
    /// Within how much working time somebody answers.
    pub response: Patch<Allowance>,
    /// Within how much working time a ticket is finished.
    pub resolution: Option<Allowance>,
    /// When is worked.
    pub calendar: CalendarPatch,
    /// Whether it is promised from now on.
    pub active: Option<bool>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangePolicy {
    type Outcome = SlaPolicySheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<SlaPolicySheet> {
        let tenant = scene.caller.tenant;
        require(scene)?;
        let found = tx.sla().policy(tenant, self.policy)?;
        let before = found.ok_or(Error::NotFound(Thing::SlaPolicy))?;
        expect_version(before.version, self.expected.as_deref())?;
        let wanted = PolicyPatch {
            name: self.name.clone(),
            rank: self.rank,
            department: match self.department {
                Patch::Keep => Patch::Keep,
                Patch::Clear => Patch::Clear,
                Patch::Set(number) => Patch::Set(department(tx, tenant, number)?),
            },
            response: self.response,
            resolution: self.resolution,
            calendar: self.calendar.clone(),
            active: self.active,
        };
        let mut after = before.clone();
        if !after.apply(wanted) {
            return sheet(tx, tenant, before);
        }
        tx.sla().update(tenant, &after)?;
        recount::ask(tx, tenant, scene.now)?;
        let both = fields(&before).into_iter().zip(fields(&after));
        let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
        let event = scene.event_apart(EventKind::SlaPolicyUpdated, after.id.uuid(), changes);
        let sheet = sheet(tx, tenant, after)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
