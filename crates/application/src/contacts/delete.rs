//! Taking a contact away.

use super::fields;
use crate::{
    boards::expect_version,
    changes::end,
    command::{Command, Scene},
    error::{Clash, Error, Result, Thing},
};
use tessera_domain::{event::EventKind, user::Permission};
use tessera_ports::{StoreError, tx::Tx};

/// Takes a contact away, from beside every tag too, if no ticket names them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteContact {
    /// Which contact.
    pub contact: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteContact {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::EditTickets)?;
        let found = tx.contacts().by_number(tenant, self.contact)?;
        let contact = found.ok_or(Error::NotFound(Thing::Contact))?;
        expect_version(contact.version, self.expected.as_deref())?;
        let removed = tx.contacts().remove(tenant, contact.id);
        removed.map_err(|error| match error {
            StoreError::Dangling(_) => Error::Conflict(Clash::ContactInUse),
            other => other.into(),
        })?;
        let was = end(fields(&contact));
        let event = scene.event_apart(EventKind::ContactRemoved, contact.id.uuid(), was);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
