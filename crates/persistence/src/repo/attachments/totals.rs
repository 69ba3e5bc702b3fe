//! What each person's files come to, and the tenant's, which stand in the row of no person.
//!
//! The tenant's row comes first in every transaction, then people's by id, so that two never wait for each other.

use super::super::Repo;
use crate::{
    dialect::failed,
    schema::attachment_totals as totals,
    types::{Key, key},
};
use diesel::{prelude::*, upsert::excluded};
use std::collections::BTreeMap;
use tessera_domain::{
    attachment::Totals,
    id::{TenantId, UserId},
};
use tessera_ports::StoreResult;
use uuid::Uuid;

/// Whose row is the tenant's.
fn nobody() -> Key {
    key(Uuid::nil())
}

/// Counts a file, and gives what the tenant and what the person has now.
pub fn add(repo: &mut Repo<'_>, tenant: TenantId, user: UserId, size: i64) -> StoreResult<[Totals; 2]> {
    Ok([
        add_to(repo, tenant, nobody(), size)?,
        add_to(repo, tenant, key(user), size)?,
    ])
}

fn add_to(repo: &mut Repo<'_>, tenant: TenantId, user: Key, size: i64) -> StoreResult<Totals> {
    let row = (
        totals::tenant_id.eq(key(tenant)),
        totals::user_id.eq(user),
        totals::files.eq(1_i64),
        totals::bytes.eq(size),
    );
    let (files, bytes) = diesel::insert_into(totals::table)
        .values(row)
        .on_conflict((totals::tenant_id, totals::user_id))
        .do_update()
        .set((
            totals::files.eq(totals::files + excluded(totals::files)),
            totals::bytes.eq(totals::bytes + excluded(totals::bytes)),
        ))
        .returning((totals::files, totals::bytes))
        .get_result::<(i64, i64)>(repo.conn)
        .map_err(failed)?;
    Ok(Totals { files, bytes })
}

/// Counts files no more: of whom each was, and its size.
pub fn take(repo: &mut Repo<'_>, tenant: TenantId, gone: &[(Key, i64)]) -> StoreResult<()> {
    let mut by_user: BTreeMap<Key, Totals> = BTreeMap::new();
    for (user, size) in gone {
        for owner in [nobody(), *user] {
            let totals = by_user.entry(owner).or_default();
            totals.files += 1;
            totals.bytes += size;
        }
    }
    // No person comes before the first.
    for (user, gone) in by_user {
        let row = totals::table.filter(totals::tenant_id.eq(key(tenant)).and(totals::user_id.eq(user)));
        diesel::update(row)
            .set((
                totals::files.eq(totals::files - gone.files),
                totals::bytes.eq(totals::bytes - gone.bytes),
            ))
            .execute(repo.conn)
            .map_err(failed)?;
    }
    Ok(())
}

/// What the tenant has, or one person of it.
pub fn read(repo: &mut Repo<'_>, tenant: TenantId, user: Option<UserId>) -> StoreResult<Totals> {
    let user = user.map_or_else(nobody, key);
    let found = totals::table
        .filter(totals::tenant_id.eq(key(tenant)).and(totals::user_id.eq(user)))
        .select((totals::files, totals::bytes))
        .get_result::<(i64, i64)>(repo.conn)
        .optional()
        .map_err(failed)?;
    Ok(found.map_or_else(Totals::default, |(files, bytes)| Totals { files, bytes }))
}
