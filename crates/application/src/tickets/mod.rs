//! Tickets: finding, opening and changing them.

mod create;
mod cursor;
mod list;
mod placement;
mod references;
mod show;
mod stats;
mod tagging;
mod update;

pub use create::CreateTicket;
pub use list::{ListTickets, list_cards, list_views};
pub use show::{exists, show};
pub use stats::stats;
pub(crate) use tagging::find_or_make as find_or_make_tags;
pub use update::UpdateTicket;

use crate::{
    command::Scene,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    id::{TicketId, UserId},
    ticket::Ticket,
    user::Permission,
    visibility::Sight,
};
use tessera_ports::tx::Tx;

/// A ticket as it stands after a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The ticket.
    pub ticket: Ticket,
    /// Who watches it, by id.
    pub watchers: Vec<UserId>,
}

/// The names under which the use cases report bad fields. Dialects translate them into their own.
pub mod field {
    /// The status.
    pub const STATUS: &str = "status_id";
    /// The priority.
    pub const PRIORITY: &str = "priority_id";
    /// The project.
    pub const PROJECT: &str = "project_id";
    /// The client.
    pub const CLIENT: &str = "client_id";
    /// The contact.
    pub const CONTACT: &str = "contact_id";
    /// Who works on it.
    pub const ASSIGNEE: &str = "assignee_id";
    /// Who watches it.
    pub const WATCHERS: &str = "watchers";
    /// When it was finished.
    pub const CLOSED_AT: &str = "closed_at";
    /// Where a list goes on.
    pub const CURSOR: &str = "cursor";
    /// Who finished it.
    pub const CLOSED_BY: &str = "closed_by";
}

/// The ticket, if the caller sees it and it is of a version they expect.
pub(crate) fn visible(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    id: TicketId,
    expected: Option<&[i64]>,
) -> Result<Ticket> {
    let found = tx
        .tickets()
        .find(scene.caller.tenant, &scene.caller.sight(), id)?;
    let ticket = found.ok_or(Error::NotFound(Thing::Ticket))?;
    if expected.is_some_and(|versions| !versions.contains(&ticket.version)) {
        return Err(Error::Stale);
    }
    Ok(ticket)
}

/// Goes on only if the caller's own part in the ticket lets them change it.
pub(crate) fn require_part(tx: &mut dyn Tx, scene: &Scene<'_>, ticket: TicketId) -> Result<()> {
    let sight = scene.caller.sight();
    if sight == Sight::Everything || sight.may_change(&tx.tickets().ties(scene.caller.tenant, ticket)?) {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::EditTickets))
    }
}
