//! Looking at one ticket.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{caller::Caller, id::TicketId};
use tessera_ports::queries::{TicketSheet, TicketView};

/// One ticket, with everything there is to know of it.
///
/// # Errors
/// [`Error::NotFound`] when there is none in the caller's sight.
pub fn show(app: &Application, caller: &Caller, id: TicketId) -> Result<TicketView> {
    app.queries
        .view(caller.tenant, &caller.sight(), id)?
        .ok_or(Error::NotFound(Thing::Ticket))
}

/// The ticket of that number, for dialects that speak integers.
///
/// # Errors
/// [`Error::NotFound`] when there is none in the caller's sight.
pub fn sheet(app: &Application, caller: &Caller, number: i64) -> Result<TicketSheet> {
    app.queries
        .sheet(caller.tenant, &caller.viewer(), number)?
        .ok_or(Error::NotFound(Thing::Ticket))
}

/// Whether the caller sees such a ticket: for dialects that must say "not found" before "not valid".
///
/// # Errors
/// [`Error::NotFound`] when there is none in the caller's sight.
pub fn exists(app: &Application, caller: &Caller, id: TicketId) -> Result<()> {
    show(app, caller, id).map(drop)
}
