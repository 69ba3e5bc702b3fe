//! Entering a contact.

use super::{check, fields};
use crate::{
    changes::birth,
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{
    client::Contact,
    event::EventKind,
    text::{Description, Label, Name},
    user::Permission,
};
use tessera_ports::{counters, tx::Tx};

/// Enters a contact, who belongs to no client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateContact {
    /// Their full name.
    pub name: Name,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// What they do.
    pub title: Option<Label>,
    /// In which part of their organisation.
    pub department: Option<Label>,
    /// What else there is to know.
    pub description: Option<Description>,
}

impl Command for CreateContact {
    type Outcome = Contact;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Contact> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::EditTickets)?;
        let mut contact = Contact {
            id: scene.ids.make(scene.now),
            number: 0,
            client: None,
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            title: self.title.clone(),
            department: self.department.clone(),
            description: self.description.clone(),
            created_at: scene.now,
            updated_at: scene.now,
            version: 1,
        };
        check(&contact)?;
        contact.number = tx.counters().take(tenant, counters::CONTACT, 1)?;
        tx.contacts().insert(tenant, &contact)?;
        let born = birth(fields(&contact));
        let event = scene.event_apart(EventKind::ContactCreated, contact.id.uuid(), born);
        tx.events().append(tenant, &[event])?;
        Ok(contact)
    }
}
