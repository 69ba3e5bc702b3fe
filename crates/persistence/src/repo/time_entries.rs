//! Working time.

use super::Repo;
use crate::{
    dialect::failed,
    fragments::{Locked, Paging},
    schema::{time_entries, users},
    types::{Key, at, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{TenantId, TimeEntryId, UserId},
    time_entry::{Span, TimeEntry},
};
use tessera_ports::{StoreError, StoreResult, time_entries::TimeEntries};

impl TimeEntries for Repo<'_> {
    fn overlapping(
        &mut self,
        tenant: TenantId,
        user: UserId,
        span: &Span,
    ) -> StoreResult<Option<TimeEntryId>> {
        let owner = users::table
            .filter(users::tenant_id.eq(key(tenant)).and(users::id.eq(key(user))))
            .select(users::id);
        if Locked(owner)
            .get_result::<Key>(self.conn)
            .optional()
            .map_err(failed)?
            .is_none()
        {
            return Ok(None);
        }
        let found = time_entries::table
            .filter(
                time_entries::tenant_id
                    .eq(key(tenant))
                    .and(time_entries::user_id.eq(key(user))),
            )
            .filter(time_entries::started_at.lt(at(span.end())))
            .filter(time_entries::ended_at.gt(at(span.start())))
            .order(time_entries::started_at)
            .select(time_entries::id)
            .first_rows(1)
            .get_result::<Key>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(found.map(Key::id))
    }

    fn insert(&mut self, tenant: TenantId, entry: &TimeEntry) -> StoreResult<()> {
        if entry.tenant != tenant {
            return Err(StoreError::Failed("an entry of another tenant".into()));
        }
        let other_item = if entry.work.ticket().is_some() {
            None
        } else {
            entry.work.item()
        };
        let row = (
            time_entries::tenant_id.eq(key(tenant)),
            time_entries::id.eq(key(entry.id)),
            time_entries::user_id.eq(key(entry.user)),
            time_entries::work.eq(entry.work.key()),
            time_entries::ticket_id.eq(entry.work.ticket().map(key)),
            time_entries::item_id.eq(other_item.map(key)),
            time_entries::started_at.eq(at(entry.span.start())),
            time_entries::ended_at.eq(at(entry.span.end())),
            time_entries::billable.eq(entry.billable),
            time_entries::notes.eq(entry.notes.as_ref().map(AsRef::<str>::as_ref)),
            time_entries::tax_region.eq(entry.tax_region.as_ref().map(AsRef::<str>::as_ref)),
            time_entries::created_at.eq(at(entry.created_at)),
        );
        diesel::insert_into(time_entries::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }
}
