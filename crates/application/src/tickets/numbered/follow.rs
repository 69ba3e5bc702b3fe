//! Watching a ticket, or no longer.

use super::by_number;
use crate::{
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{event::EventKind, user::Permission};
use tessera_ports::tx::Tx;

/// Makes the caller watch the ticket if they do not, and no longer if they do. Of two at the same time the second
/// undoes what the first did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToggleFollow {
    /// Which ticket.
    pub ticket: i64,
}

impl Command for ToggleFollow {
    /// Whether the caller watches it now.
    type Outcome = bool;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<bool> {
        let (tenant, me) = (scene.caller.tenant, scene.caller.user);
        scene.require(Permission::ViewTickets)?;
        let before = by_number(tx, scene, self.ticket, None)?;
        let watched = tx.tickets().unwatch(tenant, before.id, me)?;
        if !watched {
            tx.tickets().watch(tenant, before.id, &[me])?;
        }
        let mut ticket = before.clone();
        ticket.watchers_changed();
        tx.tickets().update(tenant, &before, &ticket)?;
        let kind = if watched {
            EventKind::TicketUnwatched
        } else {
            EventKind::TicketWatched
        };
        let event = scene.event(kind, Some(ticket.id), me.uuid());
        tx.events().append(tenant, &[event])?;
        Ok(!watched)
    }
}
