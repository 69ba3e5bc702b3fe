//! Notifications, and the letters about them.

mod letters;
mod reads;

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    schema::{notification_letters as letters_table, notifications},
    types::{At, Key, at, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    caller::Viewer,
    event::Event,
    id::{EventId, TenantId, TicketId, UserId},
    notification::Notice,
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    notifications::{ClaimedLetter, NotificationSheet, Notifications},
};
use uuid::Uuid;

#[derive(Insertable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
struct NewRow {
    tenant_id: Key,
    recipient_id: Key,
    sequence: i64,
    kind: &'static str,
    ticket_id: Option<Key>,
    version: i64,
}

#[derive(Insertable)]
#[diesel(table_name = letters_table)]
struct LetterRow {
    tenant_id: Key,
    recipient_id: Key,
    sequence: i64,
    tries: i64,
    due_at: At,
}

/// Stores who is told of the events, the first of which has that place in the log.
pub fn insert(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    (first, events): (i64, &[Event]),
    notices: &[Notice],
) -> StoreResult<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let places: HashMap<EventId, (i64, &Event)> = (first..)
        .zip(events)
        .map(|(place, event)| (event.id, (place, event)))
        .collect();
    let mut rows = Vec::with_capacity(notices.len());
    let mut letters = Vec::new();
    for notice in notices {
        let (sequence, event) = places
            .get(&notice.event)
            .ok_or_else(|| StoreError::Failed("somebody is told of another event".into()))?;
        rows.push(NewRow {
            tenant_id: key(tenant),
            recipient_id: key(notice.recipient),
            sequence: *sequence,
            kind: notice.kind.key(),
            ticket_id: event.ticket.map(key),
            version: 1,
        });
        if notice.by_mail {
            letters.push(LetterRow {
                tenant_id: key(tenant),
                recipient_id: key(notice.recipient),
                sequence: *sequence,
                tries: 0,
                due_at: at(event.at),
            });
        }
    }
    insert_rows!(repo, notifications::table, rows)?;
    if letters.is_empty() {
        return Ok(());
    }
    insert_rows!(repo, letters_table::table, letters)
}

/// Takes the ticket's notifications away, and with them the letters about them.
pub fn remove_of_ticket(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId) -> StoreResult<()> {
    let of_ticket = notifications::table.filter(
        notifications::tenant_id
            .eq(key(tenant))
            .and(notifications::ticket_id.assume_not_null().eq(key(ticket))),
    );
    diesel::delete(of_ticket)
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}

impl Notifications for Repo<'_> {
    fn find(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        sequence: i64,
    ) -> StoreResult<Option<NotificationSheet>> {
        reads::one(self, tenant, viewer, sequence)
    }

    fn set_read(
        &mut self,
        tenant: TenantId,
        recipient: UserId,
        sequence: i64,
        read_at: Option<Time>,
        version_before: i64,
    ) -> StoreResult<()> {
        let row = notifications::table.filter(
            notifications::tenant_id
                .eq(key(tenant))
                .and(notifications::recipient_id.eq(key(recipient)))
                .and(notifications::sequence.eq(sequence))
                .and(notifications::version.eq(version_before)),
        );
        let changed = diesel::update(row)
            .set((
                notifications::read_at.eq(read_at.map(at)),
                notifications::version.eq(version_before + 1),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        if changed == 1 {
            Ok(())
        } else {
            Err(StoreError::Busy("a notification was changed meanwhile".into()))
        }
    }

    fn read_all(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        up_to: Option<i64>,
        moment: Time,
    ) -> StoreResult<i64> {
        let seen = reads::unread(tenant, viewer, up_to).select(notifications::sequence);
        let rows = notifications::table.filter(
            notifications::tenant_id
                .eq(key(tenant))
                .and(notifications::recipient_id.eq(key(viewer.user)))
                .and(notifications::read_at.is_null())
                .and(notifications::sequence.eq_any(seen)),
        );
        let changed = diesel::update(rows)
            .set((
                notifications::read_at.eq(Some(at(moment))),
                notifications::version.eq(notifications::version + 1),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        i64::try_from(changed).map_err(|error| StoreError::Failed(error.to_string()))
    }

    fn claim_letters(
        &mut self,
        tenant: TenantId,
        now: Time,
        until: Time,
        lease: Uuid,
        limit: i64,
    ) -> StoreResult<Vec<ClaimedLetter>> {
        letters::claim(self, tenant, (now, until), lease, limit)
    }

    fn finish_letter(&mut self, tenant: TenantId, letter: &ClaimedLetter) -> StoreResult<bool> {
        letters::finish(self, tenant, letter)
    }

    fn put_off_letter(
        &mut self,
        tenant: TenantId,
        letter: &ClaimedLetter,
        tries: i64,
        due_at: Time,
    ) -> StoreResult<bool> {
        letters::put_off(self, tenant, letter, tries, due_at)
    }
}
