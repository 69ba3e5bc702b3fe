//! Attachments: their rows, and what each person's and the tenant's come to.

mod reads;
mod totals;

pub use reads::under;

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::{Locked, among},
    schema::{attachments, removed_files, tickets},
    types::{At, Key, at, corrupt, key},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use tessera_domain::{
    attachment::{Attachment, ContentType, FileName, Media, ScanState, ServedName, Totals},
    comment::Audience,
    id::{AttachmentId, FileId, TenantId, TicketId, UserId},
    text::Description,
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    attachments::{AttachmentSheet, Attachments, CommentFiles},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attachments, treat_none_as_default_value = false)]
struct AttachmentRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    ticket_id: Key,
    comment_id: Option<Key>,
    name: String,
    media_day: NaiveDate,
    media_name: String,
    file_id: Key,
    size: i64,
    content_type: String,
    sha256: Vec<u8>,
    internal: bool,
    description: Option<String>,
    uploaded_by: Key,
    created_at: At,
    scan: String,
    scan_found: Option<String>,
    version: i64,
}

impl TryFrom<&Attachment> for AttachmentRow {
    type Error = StoreError;

    fn try_from(attachment: &Attachment) -> Result<Self, StoreError> {
        Ok(Self {
            tenant_id: key(attachment.tenant),
            id: key(attachment.id),
            number: attachment.number,
            ticket_id: key(attachment.ticket),
            comment_id: attachment.comment.map(key),
            name: attachment.name.as_str().to_owned(),
            media_day: attachment.media.day,
            media_name: attachment.media.name.as_str().to_owned(),
            file_id: key(attachment.file),
            size: size(attachment.size)?,
            content_type: attachment.content_type.as_str().to_owned(),
            sha256: attachment.sha256.to_vec(),
            internal: attachment.audience.is_internal(),
            description: attachment
                .description
                .as_ref()
                .map(|text| text.as_str().to_owned()),
            uploaded_by: key(attachment.uploaded_by),
            created_at: at(attachment.created_at),
            scan: attachment.scan.key().to_owned(),
            scan_found: found(&attachment.scan).map(ToOwned::to_owned),
            version: attachment.version,
        })
    }
}

impl TryFrom<AttachmentRow> for Attachment {
    type Error = StoreError;

    fn try_from(row: AttachmentRow) -> Result<Self, StoreError> {
        let bad = corrupt("attachments", row.id);
        let name = |column, text: &str| FileName::from_stored(text).ok_or_else(|| bad(column, &text));
        let description = row.description.map(Description::parse).transpose();
        let scan = ScanState::from_key(&row.scan, row.scan_found);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            number: row.number,
            ticket: row.ticket_id.id(),
            comment: row.comment_id.map(Key::id),
            name: name("name", &row.name)?,
            media: Media {
                day: row.media_day,
                name: ServedName::parse(&row.media_name).ok_or_else(|| bad("media_name", &row.media_name))?,
            },
            file: row.file_id.id(),
            size: u64::try_from(row.size).map_err(|error| bad("size", &error))?,
            content_type: ContentType::from_stored(&row.content_type),
            sha256: row
                .sha256
                .as_slice()
                .try_into()
                .map_err(|error| bad("sha256", &error))?,
            audience: Audience::from_internal(row.internal),
            description: description.map_err(|problem| bad("description", &problem))?,
            uploaded_by: row.uploaded_by.id(),
            created_at: row.created_at.time(),
            scan: scan.ok_or_else(|| bad("scan", &row.scan))?,
            version: row.version,
        })
    }
}

fn size(bytes: u64) -> StoreResult<i64> {
    i64::try_from(bytes).map_err(|error| StoreError::Failed(error.to_string()))
}

fn found(scan: &ScanState) -> Option<&str> {
    match scan {
        ScanState::Infected { name } => Some(name),
        ScanState::Pending | ScanState::Clean | ScanState::Failed | ScanState::Skipped => None,
    }
}

/// The attachment's own row.
macro_rules! row_of {
    ($tenant:expr, $id:expr) => {
        attachments::table.filter(
            attachments::tenant_id
                .eq(key($tenant))
                .and(attachments::id.eq(key($id))),
        )
    };
}

impl Attachments for Repo<'_> {
    fn ticket_numbered(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<TicketId>> {
        let id = tickets::table
            .filter(tickets::tenant_id.eq(key(tenant)).and(tickets::number.eq(number)))
            .select(tickets::id)
            .get_result::<Key>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(id.map(Key::id))
    }

    fn find(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Attachment>> {
        let query = attachments::table
            .filter(
                attachments::tenant_id
                    .eq(key(tenant))
                    .and(attachments::number.eq(number)),
            )
            .select(AttachmentRow::as_select());
        let row = Locked(query)
            .get_result::<AttachmentRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Attachment::try_from).transpose()
    }

    fn sheet(&mut self, tenant: TenantId, id: AttachmentId) -> StoreResult<Option<AttachmentSheet>> {
        reads::by_id(self, tenant, id)
    }

    fn is_served(&mut self, tenant: TenantId, media: &Media) -> StoreResult<bool> {
        let there = attachments::table
            .filter(
                attachments::tenant_id
                    .eq(key(tenant))
                    .and(attachments::media_day.eq(media.day))
                    .and(attachments::media_name.eq(media.name.as_str())),
            )
            .select(attachments::number)
            .get_result::<i64>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(there.is_some())
    }

    fn count(&mut self, tenant: TenantId, user: UserId, size: u64) -> StoreResult<[Totals; 2]> {
        totals::add(self, tenant, user, self::size(size)?)
    }

    fn insert(&mut self, tenant: TenantId, attachment: &Attachment) -> StoreResult<()> {
        if attachment.tenant != tenant {
            return Err(StoreError::Failed("an attachment of another tenant".into()));
        }
        diesel::insert_into(attachments::table)
            .values(AttachmentRow::try_from(attachment)?)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn update(&mut self, tenant: TenantId, attachment: &Attachment) -> StoreResult<()> {
        let before = row_of!(tenant, attachment.id).filter(attachments::version.eq(attachment.version - 1));
        let changed = diesel::update(before)
            .set((
                attachments::name.eq(attachment.name.as_str()),
                attachments::comment_id.eq(attachment.comment.map(key)),
                attachments::internal.eq(attachment.audience.is_internal()),
                attachments::description.eq(attachment.description.as_ref().map(Description::as_str)),
                attachments::scan.eq(attachment.scan.key()),
                attachments::scan_found.eq(found(&attachment.scan)),
                attachments::version.eq(attachment.version),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        if changed == 0 {
            Err(StoreError::Stale)
        } else {
            Ok(())
        }
    }

    fn remove(&mut self, tenant: TenantId, attachment: &Attachment, now: Time) -> StoreResult<()> {
        let known = row_of!(tenant, attachment.id).filter(attachments::version.eq(attachment.version));
        if diesel::delete(known).execute(self.conn).map_err(failed)? == 0 {
            return Err(StoreError::Stale);
        }
        let gone = [(key(attachment.uploaded_by), size(attachment.size)?)];
        totals::take(self, tenant, &gone)?;
        self.note_removed(tenant, &[key(attachment.file)], now)
    }

    fn remove_of_ticket(&mut self, tenant: TenantId, ticket: TicketId, now: Time) -> StoreResult<u64> {
        let of_ticket = attachments::tenant_id
            .eq(key(tenant))
            .and(attachments::ticket_id.eq(key(ticket)));
        let query = attachments::table.filter(of_ticket).select((
            attachments::file_id,
            attachments::uploaded_by,
            attachments::size,
        ));
        let rows = Locked(query).load::<(Key, Key, i64)>(self.conn).map_err(failed)?;
        if rows.is_empty() {
            return Ok(0);
        }
        diesel::delete(attachments::table.filter(of_ticket))
            .execute(self.conn)
            .map_err(failed)?;
        let gone: Vec<_> = rows.iter().map(|(_, user, size)| (*user, *size)).collect();
        totals::take(self, tenant, &gone)?;
        let files: Vec<_> = rows.iter().map(|(file, ..)| *file).collect();
        self.note_removed(tenant, &files, now)?;
        u64::try_from(rows.len()).map_err(|error| StoreError::Failed(error.to_string()))
    }

    fn bind_to_comment(&mut self, tenant: TenantId, wanted: &CommentFiles) -> StoreResult<Vec<i64>> {
        if wanted.names.is_empty() && wanted.numbers.is_empty() {
            return Ok(Vec::new());
        }
        let meant = attachments::name
            .eq_any(&wanted.names)
            .or(attachments::number.eq_any(&wanted.numbers));
        let free = attachments::tenant_id
            .eq(key(tenant))
            .and(attachments::ticket_id.eq(key(wanted.ticket)))
            .and(attachments::comment_id.is_null())
            .and(
                attachments::internal
                    .eq(false)
                    .or(attachments::internal.eq(wanted.internal)),
            )
            .and(meant);
        let mut numbers = diesel::update(attachments::table.filter(free))
            .set(attachments::comment_id.eq(key(wanted.comment)))
            .returning(attachments::number)
            .get_results::<i64>(self.conn)
            .map_err(failed)?;
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn forget_removed(&mut self, tenant: TenantId, files: &[FileId]) -> StoreResult<()> {
        let files = among(removed_files::file_id, files.iter().map(|file| key(*file)));
        diesel::delete(removed_files::table.filter(removed_files::tenant_id.eq(key(tenant)).and(files)))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }
}

#[derive(Insertable)]
#[diesel(table_name = removed_files)]
struct RemovedRow {
    tenant_id: Key,
    file_id: Key,
    removed_at: At,
}

impl Repo<'_> {
    fn note_removed(&mut self, tenant: TenantId, files: &[Key], now: Time) -> StoreResult<()> {
        let row = |file: &Key| RemovedRow {
            tenant_id: key(tenant),
            file_id: *file,
            removed_at: at(now),
        };
        let rows: Vec<_> = files.iter().map(row).collect();
        insert_rows!(self, removed_files::table, rows)
    }
}
