//! The newest tickets that bear tags.

use crate::{
    schema::{ticket_tags, tickets},
    types::{Key, Uid},
};
use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    serialize::ToSql,
    sql_types::{Bool, HasSqlType},
    sqlite::Sqlite,
};

/// Whether a ticket is among the newest that bear one of the tags: so many for each tag, which are read from the end of
/// the tag's own part of the index, however many bear it. The list of tags is filled up to a power of two with the first
/// one, so that few statements serve lists of all lengths.
#[derive(Debug, Clone)]
pub struct NewestBearing {
    tenant: Key,
    tags: Vec<Key>,
    each: i64,
}

/// Whether a ticket is among the `each` newest that bear one of the tags: the first or any further one.
pub fn newest_bearing(
    tenant: Key,
    first: Key,
    further: impl IntoIterator<Item = Key>,
    each: i64,
) -> NewestBearing {
    let mut tags = vec![first];
    tags.extend(further);
    tags.resize(tags.len().next_power_of_two(), first);
    NewestBearing { tenant, tags, each }
}

impl QueryId for NewestBearing {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for NewestBearing {
    type SqlType = Bool;
}

impl<QS> AppearsOnTable<QS> for NewestBearing where tickets::id: AppearsOnTable<QS> {}

impl<QS> SelectableExpression<QS> for NewestBearing where tickets::id: SelectableExpression<QS> {}

impl<GB> ValidGrouping<GB> for NewestBearing {
    type IsAggregate = is_aggregate::No;
}

impl NewestBearing {
    /// A query for the ids, tag by tag. Neither database takes a limit in a part of a union unless the part is a table of
    /// its own.
    fn ids<'b, DB>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<Uid>,
        Key: ToSql<Uid, DB>,
        ticket_tags::tenant_id: QueryFragment<DB>,
        ticket_tags::tag_id: QueryFragment<DB>,
        ticket_tags::ticket_id: QueryFragment<DB>,
    {
        for (place, tag) in self.tags.iter().enumerate() {
            out.push_sql(if place == 0 {
                "SELECT "
            } else {
                " UNION ALL SELECT "
            });
            out.push_identifier("ticket_id")?;
            out.push_sql(" FROM (SELECT ");
            ticket_tags::ticket_id.walk_ast(out.reborrow())?;
            out.push_sql(" FROM ");
            out.push_identifier("ticket_tags")?;
            out.push_sql(" WHERE ");
            ticket_tags::tenant_id.walk_ast(out.reborrow())?;
            out.push_sql(" = ");
            out.push_bind_param::<Uid, Key>(&self.tenant)?;
            out.push_sql(" AND ");
            ticket_tags::tag_id.walk_ast(out.reborrow())?;
            out.push_sql(" = ");
            out.push_bind_param::<Uid, Key>(tag)?;
            out.push_sql(" ORDER BY ");
            ticket_tags::ticket_id.walk_ast(out.reborrow())?;
            out.push_sql(&format!(" DESC LIMIT {}) AS tag_{place}", self.each));
        }
        Ok(())
    }
}

/// Given as an array, as to [`found_by`](super::found_by).
impl QueryFragment<Pg> for NewestBearing {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        tickets::id.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(ARRAY(");
        self.ids(&mut out)?;
        out.push_sql("))");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for NewestBearing {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        tickets::id.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        self.ids(&mut out)?;
        out.push_sql(")");
        Ok(())
    }
}
