//! Removing a ticket for good.

use super::by_number;
use crate::{
    command::{Command, Scene},
    error::{Error, Result},
};
use serde_json::{Value, json};
use tessera_domain::{
    event::{EventKind, FieldChange},
    ticket::Ticket,
    user::Permission,
};
use tessera_ports::tx::Tx;

/// Removes a ticket with everything that lies under it. The event log keeps what it tells of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteTicket {
    /// Which ticket.
    pub ticket: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
    /// What gives the right to.
    pub by: DeleteBy,
}

/// What gives the right to remove a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeleteBy {
    /// The permission, and nothing else.
    Permission,
    /// Being a member of its project, or the permission.
    Membership,
}

impl Command for DeleteTicket {
    /// The ticket as it was.
    type Outcome = Ticket;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Ticket> {
        let tenant = scene.caller.tenant;
        if self.by == DeleteBy::Permission {
            scene.require(Permission::DeleteTickets)?;
        }
        let ticket = by_number(tx, scene, self.ticket, self.expected.as_deref())?;
        if !scene.caller.may(Permission::DeleteTickets) {
            let ties = tx.tickets().ties(tenant, ticket.id)?;
            if !scene.caller.is_member(&ties) {
                return Err(Error::Forbidden(Permission::DeleteTickets));
            }
        }
        tx.attachments().remove_of_ticket(tenant, ticket.id, scene.now)?;
        tx.tickets().delete(tenant, &ticket)?;
        let gone = scene.event_with(
            EventKind::TicketDeleted,
            ticket.id,
            ticket.id.uuid(),
            last_words(&ticket),
        );
        tx.events().append(tenant, &[gone])?;
        Ok(ticket)
    }
}

/// What the log says of a ticket that is gone, so that it can still be told which one it was.
fn last_words(ticket: &Ticket) -> Vec<FieldChange> {
    let lost = |field: &str, before: Value| FieldChange {
        field: field.to_owned(),
        before,
        after: Value::Null,
    };
    vec![
        lost("number", json!(ticket.number)),
        lost("reference", json!(ticket.reference.as_str())),
        lost("title", json!(ticket.title)),
        lost("project_id", json!(ticket.project)),
    ]
}
