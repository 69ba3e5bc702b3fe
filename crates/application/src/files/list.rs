//! Finding attachments.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Window},
};
use tessera_ports::attachments::{AttachmentSheet, AttachmentsWanted};

/// The wanted part of a ticket's attachments, or of those of all tickets in sight, by number; internal ones only for
/// those who may read them.
///
/// # Errors
/// [`Error::NotFound`] when the ticket that is named is not in the caller's sight.
pub fn list(
    app: &Application,
    caller: &Caller,
    ticket: Option<i64>,
    window: Window,
) -> Result<Page<AttachmentSheet>> {
    let wanted = AttachmentsWanted {
        ticket,
        internal: caller.reads_internal(),
        window,
    };
    app.queries
        .attachments(caller.tenant, &caller.sight(), &wanted)?
        .ok_or(Error::NotFound(Thing::Ticket))
}

/// One attachment.
///
/// # Errors
/// [`Error::NotFound`] when there is none that the caller may see.
pub fn one(app: &Application, caller: &Caller, number: i64) -> Result<AttachmentSheet> {
    app.queries
        .attachment(caller.tenant, &caller.sight(), number)?
        .filter(|sheet| !sheet.attachment.audience.is_internal() || caller.reads_internal())
        .ok_or(Error::NotFound(Thing::Attachment))
}
