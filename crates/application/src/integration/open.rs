//! Opening a ticket for another system.

use crate::{
    command::{Command, Scene},
    error::Result,
    tickets::CreateTicket,
};
use serde_json::{Map, Value};
use tessera_domain::{
    priority::Rank,
    status::Status,
    text::{Description, Name, Title},
    ticket::{Patch, Ticket, TicketPatch},
};
use tessera_ports::{StoreError, tx::Tx};

/// Opens a ticket that the token alone reaches afterwards, beside the tenant's own people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenTicket {
    /// What it is called.
    pub title: Title,
    /// The long text.
    pub description: Option<Description>,
    /// How much it matters: the tenant's priority of this rank, or the nearest. Medium, if not said.
    pub rank: Option<Rank>,
    /// A word for what it is about.
    pub category: Option<Name>,
    /// The other system's own data.
    pub metadata: Option<Map<String, Value>>,
}

/// The ticket, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// The ticket.
    pub ticket: Ticket,
    /// Its status.
    pub status: Status,
}

impl Command for OpenTicket {
    type Outcome = Opened;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Opened> {
        let tenant = scene.caller.tenant;
        let wanted = self.rank.unwrap_or(Rank::MEDIUM).get();
        let priorities = tx.lists().priorities(tenant)?;
        let nearest = priorities
            .iter()
            .min_by_key(|priority| (priority.rank.get() - wanted).abs());
        let create = CreateTicket {
            title: self.title.clone(),
            project: None,
            status: None,
            priority: nearest.map(|priority| priority.id),
            metadata: self.metadata.clone(),
            patch: TicketPatch {
                description: self.description.clone().map_or(Patch::Keep, Patch::Set),
                category: self.category.clone().map_or(Patch::Keep, Patch::Set),
                ..TicketPatch::default()
            },
        };
        let ticket = create.run(tx, scene)?.ticket;
        let status = tx.lists().status(tenant, ticket.status)?;
        let status = status.ok_or_else(|| StoreError::Failed("a new ticket has no status".into()))?;
        Ok(Opened { ticket, status })
    }
}
