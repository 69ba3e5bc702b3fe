//! Taking a contact from beside a tag.

use super::visible;
use crate::{
    boards::require_member,
    changes::end,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use serde_json::json;
use tessera_domain::event::EventKind;
use tessera_ports::tx::Tx;

/// Takes a contact from beside a tag. Members of the tag's project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoveContact {
    /// Which tag.
    pub tag: i64,
    /// Which contact.
    pub contact: i64,
}

impl Command for RemoveContact {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        let gone = || Error::NotFound(Thing::Contact);
        let tag = visible(tx, scene, self.tag)?;
        require_member(tx, scene, tag.project)?;
        let contact = tx.contacts().by_number(tenant, self.contact)?;
        let contact = contact.ok_or_else(gone)?;
        if !tx.tags().remove_contact(tenant, tag.id, contact.id)? {
            return Err(gone());
        }
        let was = end([("contact_id", json!(contact.id))]);
        let event = scene.event_apart(EventKind::TagContactRemoved, tag.id.uuid(), was);
        tx.events().append(tenant, &[event])?;
        Ok(())
    }
}
