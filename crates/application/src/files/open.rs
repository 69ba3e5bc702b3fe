//! Fetching a file.

use super::{FilePlace, OpenBytes, link::Pass, list};
use crate::{
    command::Application,
    error::{Clash, Error, Result, Thing},
};
use tessera_domain::{
    attachment::{Attachment, Media, ScanState},
    caller::Caller,
    tenant::TenantState,
    user::Permission,
};
use tessera_ports::attachments::AttachmentSheet;

/// A file that is ready to be handed out.
#[derive(Debug)]
pub struct OpenFile {
    /// The attachment.
    pub attachment: Attachment,
    /// Its bytes.
    pub bytes: OpenBytes,
}

/// Opens the file of the attachment of that number.
///
/// # Errors
/// [`Error::NotFound`] when there is none in the caller's sight; [`Error::Forbidden`] when it is internal and the
/// caller may not see what is; [`Clash::NotScanned`] and [`Clash::Infected`] when it may not be handed out;
/// [`Error::Files`] when the bytes cannot be read.
pub fn open(app: &Application, caller: &Caller, number: i64) -> Result<OpenFile> {
    let found = app.queries.attachment(caller.tenant, &caller.sight(), number)?;
    let sheet = found.ok_or(Error::NotFound(Thing::Attachment))?;
    if sheet.attachment.audience.is_internal() && !caller.reads_internal() {
        return Err(Error::Forbidden(Permission::CommentInternally));
    }
    hand_out(app, sheet)
}

/// Who asks for a file by its path.
#[derive(Clone, Copy, Debug)]
pub struct MediaAsked<'a> {
    /// What stands after `/media/attachments/`, decoded.
    pub path: &'a str,
    /// The link's token.
    pub token: Option<&'a str>,
    /// Who it is, if somebody said so.
    pub caller: Option<&'a Caller>,
}

/// Opens the file that is served at a path, for whoever has a link that works, or sees the attachment anyway.
///
/// # Errors
/// [`Error::NotFound`] when there is no such file, and just so when the link is not signed, not by us, for another
/// file, or too old. The rest as [`open`] has them.
pub fn open_media(app: &Application, asked: &MediaAsked<'_>) -> Result<OpenFile> {
    let unknown = Error::NotFound(Thing::Attachment);
    let Some(media) = Media::from_path(asked.path) else {
        return Err(unknown);
    };
    let now = app.clock.now();
    let pass = asked
        .token
        .and_then(|token| Pass::of(&*app.files.signer, token, &media, now));
    if let Some(pass) = pass
        && let Some(sheet) = passed(app, &pass, &media)?
    {
        return hand_out(app, sheet);
    }
    let Some(caller) = asked.caller else {
        return Err(unknown);
    };
    let found = app.queries.attachment_at(caller.tenant, &media)?.ok_or(unknown)?;
    hand_out(app, list::one(app, caller, found.attachment.number)?)
}

/// The attachment of a link, if it is still there and its tenant is served.
fn passed(app: &Application, pass: &Pass, media: &Media) -> Result<Option<AttachmentSheet>> {
    let tenant = app.queries.tenant(pass.tenant)?;
    if tenant.is_none_or(|tenant| tenant.state != TenantState::Active) {
        return Ok(None);
    }
    let found = app.queries.attachment_at(pass.tenant, media)?;
    Ok(found.filter(|sheet| sheet.attachment.id == pass.attachment))
}

fn hand_out(app: &Application, sheet: AttachmentSheet) -> Result<OpenFile> {
    let attachment = sheet.attachment;
    match attachment.scan {
        ScanState::Clean | ScanState::Skipped => {}
        ScanState::Pending | ScanState::Failed => return Err(Error::Conflict(Clash::NotScanned)),
        ScanState::Infected { .. } => return Err(Error::Conflict(Clash::Infected)),
    }
    let place = FilePlace {
        tenant: attachment.tenant,
        file: attachment.file,
    };
    // Whoever took the attachment away since it was read may have taken its file as well.
    let bytes = app.files.store.open(place)?;
    let bytes = bytes.ok_or(Error::NotFound(Thing::Attachment))?;
    Ok(OpenFile { attachment, bytes })
}
