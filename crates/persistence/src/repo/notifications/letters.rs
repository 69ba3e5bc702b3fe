//! Letters that are to be sent.

use super::super::Repo;
use crate::{
    dialect::failed,
    fragments::{Paging, Shared},
    schema::notification_letters as letters,
    types::{Key, at, key},
};
use diesel::prelude::*;
use tessera_domain::{id::TenantId, time::Time};
use tessera_ports::{StoreResult, notifications::ClaimedLetter};
use uuid::Uuid;

/// One letter of the tenant.
macro_rules! row_of {
    ($tenant:expr, $recipient:expr, $sequence:expr) => {
        letters::table.filter(
            letters::tenant_id
                .eq(key($tenant))
                .and(letters::recipient_id.eq($recipient))
                .and(letters::sequence.eq($sequence)),
        )
    };
}

/// The letter, as long as it is under that claim.
macro_rules! held_by {
    ($tenant:expr, $letter:expr) => {
        row_of!($tenant, key($letter.recipient), $letter.sequence)
            .filter(letters::lease.assume_not_null().eq(key($letter.lease)))
    };
}

/// Takes letters that are due, until then. They are few at a time, so each is taken by a statement of its own.
pub fn claim(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    (now, until): (Time, Time),
    lease: Uuid,
    limit: i64,
) -> StoreResult<Vec<ClaimedLetter>> {
    let due = letters::table
        .filter(
            letters::tenant_id
                .eq(key(tenant))
                .and(letters::due_at.le(at(now))),
        )
        .order((letters::due_at, letters::sequence, letters::recipient_id))
        .select((letters::recipient_id, letters::sequence, letters::tries))
        .first_rows(limit);
    let rows = Shared(due).load::<(Key, i64, i64)>(repo.conn).map_err(failed)?;
    let mut claimed = Vec::with_capacity(rows.len());
    for (recipient, sequence, tries) in rows {
        diesel::update(row_of!(tenant, recipient, sequence))
            .set((letters::due_at.eq(at(until)), letters::lease.eq(Some(key(lease)))))
            .execute(repo.conn)
            .map_err(failed)?;
        claimed.push(ClaimedLetter {
            recipient: recipient.id(),
            sequence,
            tries,
            lease,
        });
    }
    Ok(claimed)
}

/// Takes the letter out. Whether the claim still held.
pub fn finish(repo: &mut Repo<'_>, tenant: TenantId, letter: &ClaimedLetter) -> StoreResult<bool> {
    let gone = diesel::delete(held_by!(tenant, letter))
        .execute(repo.conn)
        .map_err(failed)?;
    Ok(gone == 1)
}

/// Puts it off after so many tries in all. Whether the claim still held.
pub fn put_off(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    letter: &ClaimedLetter,
    tries: i64,
    due_at: Time,
) -> StoreResult<bool> {
    let changed = diesel::update(held_by!(tenant, letter))
        .set((
            letters::due_at.eq(at(due_at)),
            letters::tries.eq(tries),
            letters::lease.eq(None::<Key>),
        ))
        .execute(repo.conn)
        .map_err(failed)?;
    Ok(changed == 1)
}
