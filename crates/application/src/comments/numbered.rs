//! Reading comments, for dialects that speak integers.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::{Caller, Viewer},
    listing::{Page, Window},
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
    let viewer = caller.viewer();
    let viewer = Viewer {
        internal: viewer.internal && readable == Readable::All,
        ..viewer
    };
    let found = app
        .queries
        .comment_sheets(caller.tenant, &viewer, ticket, window)?;
    found.ok_or(Error::NotFound(Thing::Ticket))
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
