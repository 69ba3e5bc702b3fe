//! Reading attachments.

use super::{
    super::{
        Db, Repo, filter,
        people::{CARD, Card, card},
        ways::Way,
    },
    AttachmentRow, totals,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, among},
    reads::AttachmentReads,
    schema::{attachments, removed_files, tickets, users},
    types::{Key, key},
};
use diesel::{
    dsl::{IntoBoxed, auto_type},
    prelude::*,
};
use tessera_domain::{
    attachment::{Attachment, Media, Totals},
    caller::Viewer,
    id::{AttachmentId, FileId, TenantId, UserId},
    listing::{Page, Window},
    visibility::Sight,
};
use tessera_ports::{
    StoreResult,
    attachments::{AttachmentSheet, AttachmentsWanted},
};

/// An attachment, its ticket's number, and who brought it.
type SheetRow = (AttachmentRow, i64, Option<Card>);

#[auto_type]
fn joined() -> _ {
    attachments::table
        .inner_join(
            tickets::table.on(tickets::tenant_id
                .eq(attachments::tenant_id)
                .and(tickets::id.eq(attachments::ticket_id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(attachments::tenant_id)
                .and(users::id.eq(attachments::uploaded_by))),
        )
}

type Source = IntoBoxed<'static, joined, Db>;

/// The tenant's attachments.
fn of(tenant: TenantId) -> Source {
    joined()
        .into_boxed()
        .filter(attachments::tenant_id.eq(key(tenant)))
}

/// Those of tickets in sight. The condition names the tenant of the tickets too.
fn seen(tenant: TenantId, sight: &Sight) -> Source {
    of(tenant).filter(Joined(filter::visible(tenant, sight, Way::Look).all()))
}

macro_rules! sheets {
    ($source:expr) => {
        $source.select((AttachmentRow::as_select(), tickets::number, CARD.nullable()))
    };
}

fn sheet((row, ticket_number, person): SheetRow) -> StoreResult<AttachmentSheet> {
    Ok(AttachmentSheet {
        attachment: row.try_into()?,
        ticket_number,
        uploaded_by: person.map(card),
    })
}

fn one(repo: &mut Repo<'_>, source: Source) -> StoreResult<Option<AttachmentSheet>> {
    let row = sheets!(source)
        .get_result::<SheetRow>(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(sheet).transpose()
}

pub fn by_id(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    id: AttachmentId,
) -> StoreResult<Option<AttachmentSheet>> {
    one(repo, of(tenant).filter(attachments::id.eq(key(id))))
}

/// The wanted part of the files under a ticket that was found to be in sight, by number, in one statement.
pub fn under(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    ticket: Key,
    window: Window,
) -> StoreResult<Vec<AttachmentSheet>> {
    let mut source = of(tenant).filter(attachments::ticket_id.eq(ticket));
    if !viewer.internal {
        source = source.filter(attachments::internal.eq(false));
    }
    let rows = sheets!(source.order(attachments::number))
        .part(window, 0)
        .load::<SheetRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(sheet).collect()
}

/// Whether there is a ticket of that number in sight.
fn sees_ticket(repo: &mut Repo<'_>, tenant: TenantId, sight: &Sight, number: i64) -> StoreResult<bool> {
    let seen = filter::visible(tenant, sight, Way::Look).all();
    let id = tickets::table
        .filter(tickets::number.eq(number))
        .filter(seen)
        .select(tickets::id)
        .get_result::<Key>(repo.conn)
        .optional()
        .map_err(failed)?;
    Ok(id.is_some())
}

impl AttachmentReads for Repo<'_> {
    fn attachments(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        wanted: &AttachmentsWanted,
    ) -> StoreResult<Option<Page<AttachmentSheet>>> {
        if let Some(number) = wanted.ticket
            && !sees_ticket(self, tenant, sight, number)?
        {
            return Ok(None);
        }
        let source = || {
            let mut source = match wanted.ticket {
                Some(number) => of(tenant)
                    .filter(tickets::tenant_id.eq(key(tenant)))
                    .filter(tickets::number.eq(number)),
                None => seen(tenant, sight),
            };
            if !wanted.internal {
                source = source.filter(attachments::internal.eq(false));
            }
            source
        };
        let rows = sheets!(source().order(attachments::number))
            .part(wanted.window, 1)
            .load::<SheetRow>(self.conn)
            .map_err(failed)?;
        let items: Vec<_> = rows.into_iter().map(sheet).collect::<StoreResult<_>>()?;
        let shown = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let is_last = shown > 0 && shown < wanted.window.limit;
        let total = if is_last {
            wanted.window.offset + shown
        } else {
            source().count().get_result(self.conn).map_err(failed)?
        };
        Ok(Some(Page {
            items,
            total,
            next: None,
        }))
    }

    fn attachment(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        number: i64,
    ) -> StoreResult<Option<AttachmentSheet>> {
        one(self, seen(tenant, sight).filter(attachments::number.eq(number)))
    }

    fn attachment_at(&mut self, tenant: TenantId, media: &Media) -> StoreResult<Option<AttachmentSheet>> {
        let there = of(tenant)
            .filter(attachments::media_day.eq(media.day))
            .filter(attachments::media_name.eq(media.name.as_str().to_owned()));
        one(self, there)
    }

    fn attachment_totals(&mut self, tenant: TenantId, user: Option<UserId>) -> StoreResult<Totals> {
        totals::read(self, tenant, user)
    }

    fn unscanned(
        &mut self,
        tenant: TenantId,
        after: Option<AttachmentId>,
        limit: i64,
    ) -> StoreResult<Vec<Attachment>> {
        let mut query = attachments::table
            .filter(attachments::tenant_id.eq(key(tenant)))
            // Written out, so that the index of the few is used.
            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("scan = 'pending'"))
            .order(attachments::id)
            .select(AttachmentRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(attachments::id.gt(key(after)));
        }
        let rows = query
            .first_rows(limit)
            .load::<AttachmentRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(Attachment::try_from).collect()
    }

    fn removed_files(&mut self, tenant: TenantId, limit: i64) -> StoreResult<Vec<FileId>> {
        let files = removed_files::table
            .filter(removed_files::tenant_id.eq(key(tenant)))
            .order(removed_files::file_id)
            .select(removed_files::file_id)
            .first_rows(limit)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(files.into_iter().map(Key::id).collect())
    }

    fn files_in_use(&mut self, tenant: TenantId, files: &[FileId]) -> StoreResult<Vec<FileId>> {
        let mut used = Vec::new();
        for batch in files.chunks(super::BATCH) {
            let these = among(attachments::file_id, batch.iter().map(|file| key(*file)));
            let found = attachments::table
                .filter(attachments::tenant_id.eq(key(tenant)).and(these))
                .select(attachments::file_id)
                .load::<Key>(self.conn)
                .map_err(failed)?;
            used.extend(found.into_iter().map(Key::id::<FileId>));
        }
        Ok(used)
    }
}
