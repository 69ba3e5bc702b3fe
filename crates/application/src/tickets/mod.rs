//! Tickets: finding, opening and changing them.

mod create;
mod cursor;
mod dossier;
mod list;
mod numbered;
mod placement;
mod references;
mod show;
mod stats;
mod status_wanted;
mod tagging;
mod update;

pub use create::CreateTicket;
pub use dossier::{dossier, timeline};
pub use list::{ListTickets, list_cards, list_sheets, list_views};
pub(crate) use numbered::by_number;
pub use numbered::{
    ChangeNumbered, DeleteBy, DeleteTicket, NumberedRefs, OpenNumbered, ToggleFollow, Transitions,
    known_numbers,
};
pub use show::{exists, sheet, show};
pub use stats::stats;
pub use status_wanted::{Otherwise, StatusWanted};
pub(crate) use tagging::{Likeness, Tagger, find_or_make as find_or_make_tags};
pub use update::UpdateTicket;

use crate::{
    command::Scene,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    id::{TicketId, UserId},
    ticket::{Ticket, TicketPatch},
    user::Permission,
    visibility::{Sight, Ties},
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
    /// The column.
    pub const COLUMN: &str = "column_id";
    /// The department.
    pub const DEPARTMENT: &str = "department_id";
    /// Its tags.
    pub const TAGS: &str = "tag_ids";
    /// Who works on it.
    pub const ASSIGNEE: &str = "assignee_id";
    /// Everybody who works on it.
    pub const ASSIGNEES: &str = "assignee_ids";
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
    expect_version(&ticket, expected)?;
    Ok(ticket)
}

/// Goes on only if the ticket is of a version that the caller expects.
fn expect_version(ticket: &Ticket, expected: Option<&[i64]>) -> Result<()> {
    if expected.is_some_and(|versions| !versions.contains(&ticket.version)) {
        return Err(Error::Stale);
    }
    Ok(())
}

/// Goes on only if the caller's own part in the ticket lets them change it. The ties that were looked at, if any were.
pub(crate) fn require_part(tx: &mut dyn Tx, scene: &Scene<'_>, ticket: TicketId) -> Result<Option<Ties>> {
    let sight = scene.caller.sight();
    if sight == Sight::Everything {
        return Ok(None);
    }
    let ties = tx.tickets().ties(scene.caller.tenant, ticket)?;
    if sight.may_change(&ties) {
        Ok(Some(ties))
    } else {
        Err(Error::Forbidden(Permission::EditTickets))
    }
}

/// Goes on only if the caller may write what the patch says of internal notes, if it says anything.
fn require_writing(scene: &Scene<'_>, patch: &TicketPatch) -> Result<()> {
    if patch.internal_notes.keeps() {
        return Ok(());
    }
    scene.require(Permission::CommentInternally)
}

/// Goes on only if the caller may say who works on the ticket: by right, or as a member of its project.
fn require_assigning(tx: &mut dyn Tx, scene: &Scene<'_>, ticket: TicketId, ties: Option<Ties>) -> Result<()> {
    if scene.caller.may(Permission::AssignTickets) {
        return Ok(());
    }
    let ties = match ties {
        Some(ties) => ties,
        None => tx.tickets().ties(scene.caller.tenant, ticket)?,
    };
    if scene.caller.is_member(&ties) {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::AssignTickets))
    }
}
