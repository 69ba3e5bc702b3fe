//! The statements of the purge. Compiled once for each database, like the repositories.

use super::Connection;
use crate::{
    schema::tenants,
    types::{Key, Stamp, Uid, at, key},
};
use diesel::{QueryDsl, QueryResult, RunQueryDsl, sql_query};
use tessera_domain::{id::TenantId, time::Time};

pub fn tenants(conn: &mut Connection) -> QueryResult<Vec<TenantId>> {
    Ok(tenants::table
        .select(tenants::id)
        .load::<Key>(conn)?
        .into_iter()
        .map(Key::id)
        .collect())
}

/// `$1` in the statement is the tenant, `$2` the time; SQLite knows parameters of that form too.
pub fn purge(conn: &mut Connection, sql: &str, tenant: TenantId, before: Time) -> QueryResult<usize> {
    sql_query(sql)
        .bind::<Uid, _>(key(tenant))
        .bind::<Stamp, _>(at(before))
        .execute(conn)
}
