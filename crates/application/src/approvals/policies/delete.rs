//! Taking a policy away.

use super::{fields, require_admin};
use crate::{
    boards::expect_version,
    changes::end,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::event::EventKind;
use tessera_ports::tx::Tx;

/// Takes a policy away. Approvals that it began go on. Admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeletePolicy {
    /// Which policy.
    pub policy: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeletePolicy {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        require_admin(scene.caller)?;
        let found = tx.approvals().policy(tenant, self.policy)?;
        let policy = found.ok_or(Error::NotFound(Thing::Policy))?;
        expect_version(policy.version, self.expected.as_deref())?;
        tx.approvals().remove_policy(tenant, policy.id)?;
        let was = end(fields(&policy));
        let event = scene.event_apart(EventKind::PolicyRemoved, policy.id.uuid(), was);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
