//! Files under tickets: bringing, finding, fetching and taking them away.
//!
//! A file's bytes come in before anybody asks the database: a dialect spools them, [`attach`] has them kept and looked
//! at by the virus scanner, and only then does one transaction store the row. So a row never stands without its file;
//! a file without a row is taken away again, at once or by [`reap`].

mod attach;
mod delete;
mod link;
mod list;
mod look;
mod open;
mod reap;
mod rename;
mod tend;

pub use attach::{Attach, TicketIn, attach};
pub use delete::DeleteAttachment;
pub use link::MediaLinks;
pub use list::{list, one};
pub use open::{MediaAsked, OpenFile, open, open_media};
pub use reap::{Reaped, reap};
pub use rename::RenameAttachment;
pub use tend::{Tended, tend};
pub use tessera_ports::{
    attachments::AttachmentSheet,
    files::{
        FileError, FilePlace, FileStore, LinkSigner, NoFiles, OpenBytes, ScanError, Scanner, Spool, Spooled,
    },
};

use crate::{
    command::Scene,
    error::{Error, Result, Thing},
};
use std::{fmt, sync::Arc};
use tessera_domain::{
    attachment::{Attachment, Extensions},
    event::{Event, EventKind, FieldChange},
    ticket::Ticket,
    user::{Permission, Role},
    visibility::Sight,
};
use tessera_ports::tx::Tx;

/// Where files are, and what is done about them.
#[derive(Clone)]
pub struct Files {
    /// Keeps their bytes.
    pub store: Arc<dyn FileStore>,
    /// Looks for viruses, if something does.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// Signs links to them.
    pub signer: Arc<dyn LinkSigner>,
    /// What may be kept, and for how long links to it last.
    pub policy: FilePolicy,
}

impl Files {
    /// No files: whoever brings one is told that they are unavailable.
    pub fn none() -> Self {
        Self {
            store: Arc::new(NoFiles),
            scanner: None,
            signer: Arc::new(NoFiles),
            policy: FilePolicy::default(),
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files")
            .field("scanned", &self.scanner.is_some())
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// What may be kept, and for how long links to it last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FilePolicy {
    /// The most bytes of one file.
    pub max_bytes: u64,
    /// The extensions that files may have.
    pub extensions: Extensions,
    /// The most bytes of all of a tenant's files; none: as many as there is room for.
    pub tenant_bytes: Option<u64>,
    /// The most bytes of all files of one person; none: as many as the tenant may have.
    pub user_bytes: Option<u64>,
    /// How many seconds a link works.
    pub link_seconds: i64,
}

impl Default for FilePolicy {
    fn default() -> Self {
        Self {
            max_bytes: 25 * 1024 * 1024,
            extensions: Extensions::default(),
            tenant_bytes: None,
            user_bytes: None,
            link_seconds: 3600,
        }
    }
}

/// The names under which the use cases report bad fields, and the rules that files break.
pub mod field {
    /// The file itself.
    pub const FILE: &str = "file";
    /// The ticket, where a body names it.
    pub const TICKET: &str = "ticket";
    /// The rule of a file without bytes.
    pub const EMPTY: &str = "must not be empty";
    /// The rule of a file whose extension is not among the allowed ones.
    pub const EXTENSION: &str = "must be a file of an allowed type";
}

/// The attachment of that number with its ticket, if the caller sees that and may see the attachment.
fn visible(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    number: i64,
    expected: Option<&[i64]>,
) -> Result<(Attachment, Ticket)> {
    let unknown = Error::NotFound(Thing::Attachment);
    let tenant = scene.caller.tenant;
    let Some(attachment) = tx.attachments().find(tenant, number)? else {
        return Err(unknown);
    };
    let hidden = attachment.audience.is_internal() && !scene.caller.reads_internal();
    if hidden {
        return Err(unknown);
    }
    let sight = scene.caller.sight();
    let Some(ticket) = tx.tickets().find(tenant, &sight, attachment.ticket)? else {
        return Err(unknown);
    };
    if expected.is_some_and(|versions| !versions.contains(&attachment.version)) {
        return Err(Error::Stale);
    }
    Ok((attachment, ticket))
}

/// Goes on only if the caller brought the file, runs the tenant, or is a member of the ticket's project.
fn require_hold(tx: &mut dyn Tx, scene: &Scene<'_>, attachment: &Attachment) -> Result<()> {
    let me = scene.caller.user;
    let superuser = matches!(scene.caller.role, Role::Admin | Role::SuperAdmin);
    let theirs = matches!(scene.caller.sight(), Sight::OpenedBy { .. });
    if !theirs && (attachment.uploaded_by == me || superuser) {
        return Ok(());
    }
    let ties = tx.tickets().ties(scene.caller.tenant, attachment.ticket)?;
    if !theirs && ties.members.contains(&me) {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::EditTickets))
    }
}

/// The event of something that happened to an attachment. Who may not see the one does not read of the other.
fn event(scene: &Scene<'_>, kind: EventKind, attachment: &Attachment, changes: Vec<FieldChange>) -> Event {
    Event {
        audience: attachment.audience,
        ..scene.event_with(kind, attachment.ticket, attachment.id.uuid(), changes)
    }
}
