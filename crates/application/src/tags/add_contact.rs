//! Putting a contact beside a tag.

use super::visible;
use crate::{
    boards::{require_member, written},
    changes::differences,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use serde_json::{Value, json};
use tessera_domain::{
    client::Contact,
    event::{Event, EventKind},
    tag::{Tag, TagContact},
    text::Label,
};
use tessera_ports::{counters, queries::TagContactSheet, tx::Tx};

/// Puts a contact beside a tag, or gives one who stands there another role. Members of the tag's project and admins
/// may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddContact {
    /// Which tag.
    pub tag: i64,
    /// Which contact.
    pub contact: i64,
    /// What they are to the tag; may be empty.
    pub role: Label,
}

impl Command for AddContact {
    /// How they stand there now, and whether they did not before.
    type Outcome = (TagContactSheet, bool);

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Self::Outcome> {
        let tenant = scene.caller.tenant;
        let tag = visible(tx, scene, self.tag)?;
        require_member(tx, scene, tag.project)?;
        let contact = tx.contacts().by_number(tenant, self.contact)?;
        let contact = contact.ok_or(Error::NotFound(Thing::Contact))?;
        let known = tx.tags().contact(tenant, tag.id, contact.id)?;
        let created = known.is_none();
        let event = match known {
            None => Some(self.add(tx, scene, &tag, &contact)?),
            Some(known) => self.give_role(tx, scene, &tag, &known)?,
        };
        let sheet = written(tx.tags().contact_sheet(tenant, tag.id, contact.id)?)?;
        if let Some(event) = event {
            tx.events().append(tenant, &[event])?;
        }
        Ok((sheet, created))
    }
}

impl AddContact {
    fn add(&self, tx: &mut dyn Tx, scene: &Scene<'_>, tag: &Tag, contact: &Contact) -> Result<Event> {
        let tenant = scene.caller.tenant;
        let beside = TagContact {
            number: tx.counters().take(tenant, counters::TAG_CONTACT, 1)?,
            tag: tag.id,
            contact: contact.id,
            role: self.role.clone(),
            added_at: scene.now,
            added_by: Some(scene.caller.user),
        };
        tx.tags().add_contact(tenant, &beside)?;
        let changes = differences([
            ("contact_id", Value::Null, json!(contact.id)),
            ("role", Value::Null, json!(self.role)),
        ]);
        Ok(scene.event_apart(EventKind::TagContactAdded, tag.id.uuid(), changes))
    }

    fn give_role(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        tag: &Tag,
        known: &TagContact,
    ) -> Result<Option<Event>> {
        if known.role == self.role {
            return Ok(None);
        }
        let changes = differences([("role", json!(known.role), json!(self.role))]);
        let beside = TagContact {
            role: self.role.clone(),
            ..known.clone()
        };
        tx.tags().set_contact_role(scene.caller.tenant, &beside)?;
        let event = scene.event_apart(EventKind::TagContactUpdated, tag.id.uuid(), changes);
        Ok(Some(event))
    }
}
