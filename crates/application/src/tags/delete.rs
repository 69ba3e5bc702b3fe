//! Taking a tag away.

use super::{fields, visible};
use crate::{
    boards::{expect_version, require_superadmin},
    changes::end,
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::event::EventKind;
use tessera_ports::tx::Tx;

/// Takes a tag away, from every ticket that bears it too. Superadmins of its project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteTag {
    /// Which tag.
    pub tag: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteTag {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        let tag = visible(tx, scene, self.tag)?;
        require_superadmin(tx, scene, tag.project)?;
        expect_version(tag.version, self.expected.as_deref())?;
        tx.tags().remove(tenant, tag.id)?;
        let event = scene.event_apart(EventKind::TagRemoved, tag.id.uuid(), end(fields(&tag)));
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
