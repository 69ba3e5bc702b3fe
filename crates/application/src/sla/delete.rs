//! Taking a policy away.

use super::{fields, recount, require};
use crate::{
    boards::expect_version,
    changes::end,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::event::EventKind;
use tessera_ports::tx::Tx;

/// Takes a policy away. For open tickets soon goes what the others promise. Admins may.
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
        require(scene)?;
        let found = tx.sla().policy(tenant, self.policy)?;
        let policy = found.ok_or(Error::NotFound(Thing::SlaPolicy))?;
        expect_version(policy.version, self.expected.as_deref())?;
        tx.sla().remove(tenant, &policy)?;
        recount::ask(tx, tenant, scene.now)?;
        let event = scene.event_apart(
            EventKind::SlaPolicyRemoved,
            policy.id.uuid(),
            end(fields(&policy)),
        );
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
