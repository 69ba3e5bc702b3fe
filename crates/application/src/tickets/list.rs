//! Listing tickets.

use super::cursor;
use crate::{command::Application, error::Result};
use tessera_domain::{
    caller::Caller,
    id::TicketId,
    listing::{Cursor, Page, Sort, TicketFilter, Window},
};
use tessera_ports::{
    StoreResult,
    queries::{TicketCard, TicketSheet, TicketView},
};

/// Which tickets, in what order, which part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListTickets {
    /// Which. What may be searched and where the list goes on is said by the use case.
    pub filter: TicketFilter,
    /// In what order.
    pub sort: Sort,
    /// What those are told apart by that are equal by `sort`. A list with any of these has no cursors.
    pub then: Vec<Sort>,
    /// Which part.
    pub window: Window,
    /// Where the list goes on: what another page of the same list gave as its `next`. The window's offset then does
    /// not count.
    pub after: Option<Cursor>,
}

/// The caller's tickets, as lists show them.
///
/// # Errors
/// When the cursor is not one of this list, or storage fails.
pub fn list_cards(app: &Application, caller: &Caller, wanted: &ListTickets) -> Result<Page<TicketCard>> {
    let (tenant, sight) = (caller.tenant, caller.sight());
    list(
        app,
        caller,
        wanted,
        |filter, window| app.queries.cards(tenant, &sight, filter, wanted.sort, window),
        |card| card.id,
    )
}

/// The caller's tickets, with everything there is to know of them.
///
/// # Errors
/// When the cursor is not one of this list, or storage fails.
pub fn list_views(app: &Application, caller: &Caller, wanted: &ListTickets) -> Result<Page<TicketView>> {
    let (tenant, sight) = (caller.tenant, caller.sight());
    list(
        app,
        caller,
        wanted,
        |filter, window| app.queries.views(tenant, &sight, filter, wanted.sort, window),
        |view| view.ticket.id,
    )
}

/// The caller's tickets, for dialects that speak integers.
///
/// # Errors
/// When the cursor is not one of this list, or storage fails.
pub fn list_sheets(app: &Application, caller: &Caller, wanted: &ListTickets) -> Result<Page<TicketSheet>> {
    let (tenant, viewer) = (caller.tenant, caller.viewer());
    list(
        app,
        caller,
        wanted,
        |filter, window| {
            let ListTickets { sort, then, .. } = wanted;
            app.queries.sheets(tenant, &viewer, filter, *sort, then, window)
        },
        |sheet| sheet.ticket.id,
    )
}

/// The wanted part of the list as `read` reads it, and where the list goes on.
pub(super) fn list<T>(
    app: &Application,
    caller: &Caller,
    wanted: &ListTickets,
    read: impl FnOnce(&TicketFilter, Window) -> StoreResult<Page<T>>,
    id: impl FnOnce(&T) -> TicketId,
) -> Result<Page<T>> {
    let after = cursor::open(caller.tenant, wanted)?;
    let window = Window {
        offset: if after.is_some() { 0 } else { wanted.window.offset },
        limit: wanted.window.limit,
    };
    let filter = TicketFilter {
        internal: caller.reads_internal(),
        after,
        ..wanted.filter.clone()
    };
    let mut page = read(&filter, window)?;
    let read = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let may_go_on = wanted.then.is_empty()
        && read == window.limit
        && (filter.after.is_some() || window.offset + read < page.total);
    if let Some(last) = page.items.last().map(id).filter(|_| may_go_on) {
        let position = cursor::behind(app, caller, wanted, &filter, last)?;
        page.next = position.and_then(|position| cursor::seal(caller.tenant, wanted, &position));
    }
    Ok(page)
}
