//! Changing a policy.

use super::{StepWanted, department, fields, require_admin, sheet, steps};
use crate::{
    boards::expect_version,
    changes::differences,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    approval::PolicyPatch,
    event::EventKind,
    priority::Rank,
    text::Name,
    ticket::{Kind, Patch},
};
use tessera_ports::{approvals::PolicySheet, tx::Tx};

/// Changes what is named. Approvals that have begun go on as they are. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangePolicy {
    /// Which policy.
    pub policy: i64,
    /// Another name.
    pub name: Option<Name>,
    /// Other kinds.
    pub kinds: Option<Vec<Kind>>,
    /// The number of another department, or any.
    pub department: Patch<i64>,
    /// Other ranks.
    pub ranks: Option<Vec<Rank>>,
    /// Whether it counts.
    pub active: Option<bool>,
    /// Other steps, replaced as a whole.
    pub steps: Option<Vec<StepWanted>>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangePolicy {
    type Outcome = PolicySheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<PolicySheet> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let found = tx.approvals().policy(tenant, self.policy)?;
        let before = found.ok_or(Error::NotFound(Thing::Policy))?;
        expect_version(before.version, self.expected.as_deref())?;
        let wanted = self.wanted(tx, scene)?;
        let mut after = before.clone();
        if !after.apply(wanted) {
            return sheet(tx, scene, &before);
        }
        tx.approvals().update_policy(tenant, &after)?;
        let both = fields(&before).into_iter().zip(fields(&after));
        let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
        let event = scene.event_apart(EventKind::PolicyUpdated, after.id.uuid(), changes);
        let sheet = sheet(tx, scene, &after)?;
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}

impl ChangePolicy {
    fn wanted(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<PolicyPatch> {
        let tenant = scene.caller.tenant;
        let mut issues = Vec::new();
        let department = match self.department {
            Patch::Keep => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(number) => department(tx, tenant, number, &mut issues)?.into(),
        };
        let steps = match &self.steps {
            Some(wanted) => Some(steps(tx, tenant, wanted, &mut issues)?),
            None => None,
        };
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        Ok(PolicyPatch {
            name: self.name.clone(),
            kinds: self.kinds.clone(),
            department,
            ranks: self.ranks.clone(),
            active: self.active,
            steps,
        })
    }
}
