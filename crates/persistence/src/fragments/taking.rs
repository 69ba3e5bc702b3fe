//! Taking numbers of several counters at once.

use crate::types::{Key, Uid};
use diesel::{
    Connection, RunQueryDsl,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    serialize::ToSql,
    sql_types::{BigInt, HasSqlType, Text},
};

/// Of how many counters at once taking is kept prepared. Opening a ticket takes of two; an import of one for each day.
const KEPT: usize = 2;

/// Adds to counters, each named once, and reads what they then are, by their names. On SQLite diesel has no upsert of
/// several rows that reads.
#[derive(Debug, Clone)]
pub struct Taking<'w> {
    pub tenant: Key,
    pub amounts: &'w [(&'w str, i64)],
}

impl QueryId for Taking<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Taking<'_> {
    type SqlType = (Text, BigInt);
}

impl<C: Connection> RunQueryDsl<C> for Taking<'_> {}

impl<DB> QueryFragment<DB> for Taking<'_>
where
    DB: Backend + HasSqlType<Uid> + HasSqlType<Text> + HasSqlType<BigInt>,
    Key: ToSql<Uid, DB>,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.amounts.len() > KEPT {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(r#"INSERT INTO "counters" ("tenant_id", "name", "value") VALUES "#);
        for (place, (name, amount)) in self.amounts.iter().enumerate() {
            out.push_sql(if place == 0 { "(" } else { ", (" });
            out.push_bind_param::<Uid, Key>(&self.tenant)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(name)?;
            out.push_sql(", ");
            out.push_bind_param::<BigInt, i64>(amount)?;
            out.push_sql(")");
        }
        out.push_sql(
            r#" ON CONFLICT ("tenant_id", "name") DO UPDATE SET "value" = "counters"."value" + excluded."value""#,
        );
        out.push_sql(r#" RETURNING "name", "value""#);
        Ok(())
    }
}
