//! Reading a ticket's comments.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    id::TicketId,
    listing::{Direction, Window},
};
use tessera_ports::queries::{CommentView, CommentsWanted};

/// The wanted part of the ticket's comments by age; internal ones only for those who may read them.
///
/// # Errors
/// [`Error::NotFound`] when there is no such ticket in the caller's sight.
pub fn list(
    app: &Application,
    caller: &Caller,
    ticket: TicketId,
    direction: Direction,
    window: Window,
) -> Result<Vec<CommentView>> {
    let wanted = CommentsWanted {
        internal: caller.reads_internal(),
        direction,
        window,
    };
    let found = app
        .queries
        .comments(caller.tenant, &caller.sight(), ticket, &wanted)?;
    found.ok_or(Error::NotFound(Thing::Ticket))
}
