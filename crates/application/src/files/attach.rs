//! Bringing a file.

use super::{FilePlace, FilePolicy, Files, Spooled, event, field, look};
use crate::{
    command::{Answered, Application, Call, Command, Scene},
    error::{Error, Quota, Result, Thing},
    tickets,
};
use serde_json::{Value, json};
use tessera_domain::{
    attachment::{Attachment, ContentType, FileName, Media, ScanState},
    comment::Audience,
    event::{EventKind, FieldChange},
    id::{FileId, TicketId},
    issue::Problem,
    text::Description,
    user::Permission,
};
use tessera_ports::{attachments::AttachmentSheet, counters, idempotency::StoredAnswer, tx::Tx};

/// Attaches a file to a ticket. Whoever sees the ticket and may comment at all may.
#[derive(Debug)]
pub struct Attach {
    /// The number of the ticket.
    pub ticket: i64,
    /// Where that number stands.
    pub ticket_in: TicketIn,
    /// The file.
    pub file: Spooled,
    /// What the file was called where it comes from; its extension and the path that it is served at come from here.
    pub sent_as: FileName,
    /// What people see.
    pub name: FileName,
    /// Who may see it.
    pub audience: Audience,
    /// What it is about.
    pub description: Option<Description>,
}

/// Where a number of a ticket stands: that decides what an unknown one is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TicketIn {
    /// In the path: there is nothing there.
    Path,
    /// In the body: an issue with [`field::TICKET`].
    Body,
}

/// How many other names are tried for a file whose name is taken. Seven random characters are hardly ever taken.
const NAMES: u32 = 8;

/// Keeps the file, has it looked at by the scanner, and stores the attachment with its rendered answer, all of that or
/// nothing. A repeated request is answered as it was, and its file is not kept again.
///
/// # Errors
/// [`Error::NotFound`] or an issue with [`field::TICKET`] when there is no such ticket in the caller's sight;
/// [`Error::Forbidden`]; issues with [`field::FILE`] when it has no bytes or may not be kept; [`Error::OverQuota`];
/// [`Error::Files`] when the bytes cannot be kept.
pub fn attach(
    app: &Application,
    call: &Call,
    attach: &Attach,
    render: impl Fn(&AttachmentSheet) -> StoredAnswer,
) -> Result<Answered> {
    attach.check(call, &app.files.policy)?;
    let place = FilePlace {
        tenant: call.caller.tenant,
        file: app.ids.make(app.clock.now()),
    };
    app.files.store.keep(&attach.file, place)?;
    let kept = Kept {
        attach,
        file: place.file,
        scan: look::look(&app.files, place),
        policy: &app.files.policy,
    };
    let answered = app.perform(call, &kept, render);
    let unused = match &answered {
        Ok(answered) => answered.replayed,
        // Whether a broken commit stored the row is not known. The reaper will find out.
        Err(Error::Store(_)) => false,
        Err(_) => true,
    };
    if unused {
        forget(&app.files, place);
    }
    answered
}

/// Takes a file away that nobody refers to. What cannot be taken away now is found by the reaper.
fn forget(files: &Files, place: FilePlace) {
    if let Err(error) = files.store.delete(place) {
        tracing::warn!(%error, file = %place.file, "a file that nobody needs could not be deleted yet");
    }
}

impl Attach {
    /// What can be told without the database.
    fn check(&self, call: &Call, policy: &FilePolicy) -> Result<()> {
        let require = |permission| crate::access::require(&call.caller, permission);
        require(Permission::CommentTickets)?;
        if self.audience.is_internal() {
            require(Permission::CommentInternally)?;
        }
        if self.file.size == 0 {
            return Err(Error::invalid(field::FILE, Problem::Rule(field::EMPTY)));
        }
        if !policy.extensions.allow(&self.sent_as) {
            return Err(Error::invalid(field::FILE, Problem::Rule(field::EXTENSION)));
        }
        Ok(())
    }

    fn ticket(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<TicketId> {
        let found = tx
            .attachments()
            .ticket_numbered(scene.caller.tenant, self.ticket)?;
        found.ok_or_else(|| self.unknown())
    }

    fn unknown(&self) -> Error {
        match self.ticket_in {
            TicketIn::Path => Error::NotFound(Thing::Ticket),
            TicketIn::Body => {
                let (what, number) = ("ticket", self.ticket);
                Error::invalid(field::TICKET, Problem::UnknownNumber { what, number })
            }
        }
    }
}

/// A file that is in its place, and what becomes an attachment of it.
struct Kept<'a> {
    attach: &'a Attach,
    file: FileId,
    scan: ScanState,
    policy: &'a FilePolicy,
}

impl Command for Kept<'_> {
    type Outcome = AttachmentSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<AttachmentSheet> {
        let tenant = scene.caller.tenant;
        let id = self.attach.ticket(tx, scene)?;
        let before = tickets::visible(tx, scene, id, None).map_err(|error| match error {
            Error::NotFound(Thing::Ticket) => self.attach.unknown(),
            other => other,
        })?;
        self.count(tx, scene)?;
        let mut ticket = before.clone();
        ticket.touch(scene.caller.user, scene.now);
        tx.tickets().update(tenant, &before, &ticket)?;
        let attachment = self.build(tx, scene, id)?;
        tx.attachments().insert(tenant, &attachment)?;
        let sheet = tx.attachments().sheet(tenant, attachment.id)?;
        let uploaded = event(scene, EventKind::FileUploaded, &attachment, told(&attachment));
        tx.events().append(tenant, &[uploaded])?;
        sheet.ok_or(Error::NotFound(Thing::Attachment))
    }
}

impl Kept<'_> {
    /// Goes on only if both the tenant and the person may have as much.
    fn count(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let size = self.attach.file.size;
        let [tenant, user] = tx
            .attachments()
            .count(scene.caller.tenant, scene.caller.user, size)?;
        let over = |bytes: i64, quota: Option<u64>| {
            quota.is_some_and(|quota| u64::try_from(bytes).unwrap_or(0) > quota)
        };
        if over(user.bytes, self.policy.user_bytes) {
            return Err(Error::OverQuota(Quota::Person));
        }
        if over(tenant.bytes, self.policy.tenant_bytes) {
            return Err(Error::OverQuota(Quota::Tenant));
        }
        Ok(())
    }

    fn build(&self, tx: &mut dyn Tx, scene: &Scene<'_>, ticket: TicketId) -> Result<Attachment> {
        let (tenant, attach) = (scene.caller.tenant, self.attach);
        let number = tx.counters().take(tenant, counters::ATTACHMENT, 1)?;
        Ok(Attachment {
            tenant,
            id: scene.ids.make(scene.now),
            number,
            ticket,
            comment: None,
            name: attach.name.clone(),
            media: self.media(tx, scene)?,
            file: self.file,
            size: attach.file.size,
            content_type: ContentType::of(&attach.sent_as, attach.file.content),
            sha256: attach.file.sha256,
            audience: attach.audience,
            description: attach.description.clone(),
            uploaded_by: scene.caller.user,
            created_at: scene.now,
            scan: self.scan.clone(),
            version: 1,
        })
    }

    /// The first name that is free on this day. The tenant's counter is held, so nobody takes it meanwhile.
    fn media(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Media> {
        let served = self.attach.sent_as.served();
        let mut media = Media {
            day: scene.now.date(),
            name: served.clone(),
        };
        for _ in 0..NAMES {
            if !tx.attachments().is_served(scene.caller.tenant, &media)? {
                break;
            }
            media.name = served.another(scene.ids.random());
        }
        Ok(media)
    }
}

fn told(attachment: &Attachment) -> Vec<FieldChange> {
    let told = |field: &str, after: Value| FieldChange {
        field: field.into(),
        before: Value::Null,
        after,
    };
    vec![
        told("number", attachment.number.into()),
        told("name", attachment.name.as_str().into()),
        told("size", attachment.size.into()),
        told("content_type", attachment.content_type.as_str().into()),
        told("scan", json!(attachment.scan.key())),
    ]
}
