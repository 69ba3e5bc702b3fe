//! Listing tickets.

use crate::{command::Application, error::Result};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Sort, TicketFilter, Window},
};
use tessera_ports::queries::{TicketCard, TicketView};

/// Which tickets, in what order, which part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListTickets {
    /// Which.
    pub filter: TicketFilter,
    /// In what order.
    pub sort: Sort,
    /// Which part.
    pub window: Window,
}

/// The caller's tickets, as lists show them.
///
/// # Errors
/// When storage fails.
pub fn list_cards(app: &Application, caller: &Caller, wanted: &ListTickets) -> Result<Page<TicketCard>> {
    let ListTickets { filter, sort, window } = wanted;
    Ok(app
        .queries
        .cards(caller.tenant, &caller.sight(), filter, *sort, *window)?)
}

/// The caller's tickets, with everything there is to know of them.
///
/// # Errors
/// When storage fails.
pub fn list_views(app: &Application, caller: &Caller, wanted: &ListTickets) -> Result<Page<TicketView>> {
    let ListTickets { filter, sort, window } = wanted;
    Ok(app
        .queries
        .views(caller.tenant, &caller.sight(), filter, *sort, *window)?)
}
