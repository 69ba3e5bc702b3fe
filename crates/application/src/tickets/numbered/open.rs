//! Opening a ticket, with what it refers to by number.

use super::{NumberedRefs, sheet};
use crate::{
    command::{Command, Scene},
    error::{Error, Result},
    tickets::CreateTicket,
};
use tessera_domain::{text::Title, ticket::TicketPatch, user::Permission};
use tessera_ports::{queries::TicketSheet, tx::Tx};

/// Opens a ticket. What is not said is the tenant's default; whoever opens it may say who works on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenNumbered {
    /// What it is called.
    pub title: Title,
    /// What it refers to.
    pub named: NumberedRefs,
    /// Everything else. What `named` says counts before it.
    pub patch: TicketPatch,
}

impl Command for OpenNumbered {
    type Outcome = TicketSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<TicketSheet> {
        scene.require(Permission::CreateTickets)?;
        let mut issues = Vec::new();
        let resolved = self.named.resolve(tx, scene, None, &self.patch, &mut issues)?;
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        let patch = resolved.patch;
        let create = CreateTicket {
            title: self.title.clone(),
            project: patch.project,
            status: patch.status,
            priority: patch.priority,
            metadata: None,
            patch,
        };
        let id = create.run_after(tx, scene, resolved.events)?.ticket.id;
        sheet(tx, scene, id)
    }
}
