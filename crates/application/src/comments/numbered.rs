//! Reading comments, for dialects that speak integers.

use super::cursor;
use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::{Caller, Viewer},
    listing::{Cursor, Page, Window},
};
use tessera_ports::queries::CommentSheet;

/// Which comments are wanted of those that the caller may read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readable {
    /// All of them.
    All,
    /// Those that everybody reads.
    Public,
}

/// Which comments of a ticket, which part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommentsAsked {
    /// The number of the ticket.
    pub ticket: i64,
    /// Which of those that the caller may read.
    pub readable: Readable,
    /// Which part.
    pub window: Window,
    /// Where the list goes on: what another part of the same list gave as its `next`. The window's offset then does not
    /// count.
    pub after: Option<Cursor>,
}

/// The wanted part of the comments under one ticket, oldest first, and where the list goes on.
///
/// # Errors
/// [`Error::NotFound`] when there is no such ticket in the caller's sight; when the cursor is not one of this list.
pub fn list_under(app: &Application, caller: &Caller, asked: &CommentsAsked) -> Result<Page<CommentSheet>> {
    let after = cursor::open(caller.tenant, asked)?;
    let window = Window {
        offset: if after.is_some() { 0 } else { asked.window.offset },
        limit: asked.window.limit,
    };
    let viewer = viewer(caller, asked.readable);
    let found = app
        .queries
        .comment_sheets(caller.tenant, &viewer, Some(asked.ticket), after, window)?;
    let mut page = found.ok_or(Error::NotFound(Thing::Ticket))?;
    let read = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
    let may_go_on =
        read == window.limit && (after.is_some() || window.offset.saturating_add(read) < page.total);
    let last = page.items.last().filter(|_| may_go_on);
    page.next = last.and_then(|last| cursor::seal(caller.tenant, asked, last.comment.id));
    Ok(page)
}

/// The wanted part of the comments under one ticket, or under all that the caller sees, oldest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such ticket in the caller's sight.
pub fn list_numbered(
    app: &Application,
    caller: &Caller,
    ticket: Option<i64>,
    readable: Readable,
    window: Window,
) -> Result<Page<CommentSheet>> {
    let found = app
        .queries
        .comment_sheets(caller.tenant, &viewer(caller, readable), ticket, None, window)?;
    found.ok_or(Error::NotFound(Thing::Ticket))
}

fn viewer(caller: &Caller, readable: Readable) -> Viewer {
    let viewer = caller.viewer();
    Viewer {
        internal: viewer.internal && readable == Readable::All,
        ..viewer
    }
}

/// The comment of that number.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the caller may read.
pub fn one(app: &Application, caller: &Caller, number: i64) -> Result<CommentSheet> {
    app.queries
        .comment_sheet(caller.tenant, &caller.viewer(), number)?
        .ok_or(Error::NotFound(Thing::Comment))
}
