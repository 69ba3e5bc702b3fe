//! Ids out of many.

use crate::types::{Key, Uid};
use diesel::{
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping},
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Array, Bool},
    sqlite::Sqlite,
};

/// Whether an id is one of a list. PostgreSQL takes the list as one value. SQLite takes each id by itself,
/// filled up to a power of two with the last one, so that few statements serve lists of all lengths.
#[derive(Debug, Clone)]
pub struct Among<E> {
    id: E,
    list: Vec<Key>,
}

/// Whether `id` is in the list.
pub fn among<E: Expression<SqlType = Uid>>(id: E, list: impl IntoIterator<Item = Key>) -> Among<E> {
    Among {
        id,
        list: list.into_iter().collect(),
    }
}

impl<E> QueryId for Among<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for Among<E> {
    type SqlType = Bool;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Among<E> {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Among<E> {}

impl<E: ValidGrouping<GB>, GB> ValidGrouping<GB> for Among<E> {
    type IsAggregate = E::IsAggregate;
}

impl<E: QueryFragment<Pg>> QueryFragment<Pg> for Among<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.id.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<Uid>, Vec<Key>>(&self.list)?;
        out.push_sql(")");
        Ok(())
    }
}

impl<E: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let Some(last) = self.list.last() else {
            out.push_sql("0 = 1");
            return Ok(());
        };
        self.id.walk_ast(out.reborrow())?;
        let filled = std::iter::repeat_n(last, self.list.len().next_power_of_two() - self.list.len());
        for (place, id) in self.list.iter().chain(filled).enumerate() {
            out.push_sql(if place == 0 { " IN (" } else { ", " });
            out.push_bind_param::<Uid, Key>(id)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

/// Whether an id is among those that a query finds, which is run first. PostgreSQL is given the result as an
/// array: it would underrate how few they are, and rather walk through everything.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Found<E, Q> {
    id: E,
    query: Q,
}

/// Whether `id` is among those that the query finds.
pub const fn found_by<E: Expression<SqlType = Uid>, Q: Query<SqlType = Uid>>(id: E, query: Q) -> Found<E, Q> {
    Found { id, query }
}

impl<E: Expression, Q> Expression for Found<E, Q> {
    type SqlType = Bool;
}

impl<E: AppearsOnTable<QS>, Q, QS> AppearsOnTable<QS> for Found<E, Q> {}

impl<E: SelectableExpression<QS>, Q, QS> SelectableExpression<QS> for Found<E, Q> {}

impl<E: ValidGrouping<GB>, Q, GB> ValidGrouping<GB> for Found<E, Q> {
    type IsAggregate = E::IsAggregate;
}

impl<E: QueryFragment<Pg>, Q: QueryFragment<Pg>> QueryFragment<Pg> for Found<E, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.id.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(ARRAY(");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql("))");
        Ok(())
    }
}

impl<E: QueryFragment<Sqlite>, Q: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Found<E, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.id.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
