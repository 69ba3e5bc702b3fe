//! Tickets for dialects that speak integers: what they name by number, and what is done with it.

mod change;
mod delete;
mod follow;
mod known;
mod open;
mod references;

pub use change::{ChangeNumbered, Transitions};
pub use delete::{DeleteBy, DeleteTicket};
pub use follow::ToggleFollow;
pub use known::known_numbers;
pub use open::OpenNumbered;
pub use references::NumberedRefs;

use crate::{
    command::Scene,
    error::{Error, Result, Thing},
};
use tessera_domain::{id::TicketId, ticket::Ticket};
use tessera_ports::{StoreError, queries::TicketSheet, tx::Tx};

/// The ticket of that number, if the caller sees it and it is of a version they expect.
pub(crate) fn by_number(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    number: i64,
    expected: Option<&[i64]>,
) -> Result<Ticket> {
    let found = tx
        .tickets()
        .by_number(scene.caller.tenant, &scene.caller.sight(), number)?;
    let ticket = found.ok_or(Error::NotFound(Thing::Ticket))?;
    super::expect_version(&ticket, expected)?;
    Ok(ticket)
}

/// The ticket as the caller reads it after a change.
fn sheet(tx: &mut dyn Tx, scene: &Scene<'_>, id: TicketId) -> Result<TicketSheet> {
    let sheet = tx
        .tickets()
        .sheet(scene.caller.tenant, &scene.caller.viewer(), id)?;
    Ok(sheet.ok_or_else(|| StoreError::Failed("a ticket was written and is not there".into()))?)
}
