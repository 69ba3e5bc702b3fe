//! Changing a contact.

use super::{check, fields};
use crate::{
    boards::expect_version,
    changes::differences,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    client::Contact,
    event::EventKind,
    text::{Description, Label, Name},
    ticket::Patch,
    user::Permission,
};
use tessera_ports::tx::Tx;

/// Changes what is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeContact {
    /// Which contact.
    pub contact: i64,
    /// Another name.
    pub name: Option<Name>,
    /// Where to write.
    pub email: Patch<String>,
    /// Where to call.
    pub phone: Patch<String>,
    /// What they do.
    pub title: Patch<Label>,
    /// In which part of their organisation.
    pub department: Patch<Label>,
    /// What else there is to know.
    pub description: Patch<Description>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangeContact {
    type Outcome = Contact;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Contact> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::EditTickets)?;
        let found = tx.contacts().by_number(tenant, self.contact)?;
        let before = found.ok_or(Error::NotFound(Thing::Contact))?;
        expect_version(before.version, self.expected.as_deref())?;
        let mut after = self.applied(before.clone());
        check(&after)?;
        if after == before {
            return Ok(before);
        }
        after.updated_at = scene.now;
        after.version += 1;
        tx.contacts().update(tenant, &after)?;
        let both = fields(&before).into_iter().zip(fields(&after));
        let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
        let event = scene.event_apart(EventKind::ContactUpdated, after.id.uuid(), changes);
        tx.events().append(tenant, &[event])?;
        Ok(after)
    }
}

impl ChangeContact {
    fn applied(&self, mut contact: Contact) -> Contact {
        if let Some(name) = &self.name {
            contact.name = name.clone();
        }
        self.email.clone().onto(&mut contact.email);
        self.phone.clone().onto(&mut contact.phone);
        self.title.clone().onto(&mut contact.title);
        self.department.clone().onto(&mut contact.department);
        self.description.clone().onto(&mut contact.description);
        contact
    }
}
