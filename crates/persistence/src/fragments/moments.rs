//! Times of tickets added up: how long something took, and what came first.

use crate::types::Stamp;
use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{BigInt, Nullable},
    sqlite::Sqlite,
};

/// How many whole minutes lie between two moments; none where the second one is earlier or absent. To be added up.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct MinutesBetween<A, B>(pub A, pub B);

/// The earliest of several moments, if there are any.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Earliest<E>(pub E);

/// A whole number of any width, to be added up.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Whole<E>(pub E);

impl<A: Expression, B: Expression> Expression for MinutesBetween<A, B> {
    type SqlType = BigInt;
}

impl<A, B, QS> AppearsOnTable<QS> for MinutesBetween<A, B> where Self: Expression {}

impl<A, B, QS> SelectableExpression<QS> for MinutesBetween<A, B> where Self: Expression {}

impl<A, B, GB> ValidGrouping<GB> for MinutesBetween<A, B> {
    type IsAggregate = is_aggregate::No;
}

impl<E: Expression> Expression for Earliest<E> {
    type SqlType = Nullable<Stamp>;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Earliest<E> where Self: Expression {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Earliest<E> where Self: Expression {}

impl<E, GB> ValidGrouping<GB> for Earliest<E> {
    type IsAggregate = is_aggregate::Yes;
}

impl<E: Expression> Expression for Whole<E> {
    type SqlType = BigInt;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Whole<E> where Self: Expression {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Whole<E> where Self: Expression {}

impl<E: ValidGrouping<GB>, GB> ValidGrouping<GB> for Whole<E> {
    type IsAggregate = E::IsAggregate;
}

impl<A: QueryFragment<Pg>, B: QueryFragment<Pg>> QueryFragment<Pg> for MinutesBetween<A, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("greatest(CAST(floor(extract(epoch FROM (");
        self.1.walk_ast(out.reborrow())?;
        out.push_sql(" - ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")) / 60) AS bigint), 0)");
        Ok(())
    }
}

/// A moment is whole microseconds since 1970, a minute has 60 millions of them.
impl<A: QueryFragment<Sqlite>, B: QueryFragment<Sqlite>> QueryFragment<Sqlite> for MinutesBetween<A, B> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("(max(");
        self.1.walk_ast(out.reborrow())?;
        out.push_sql(" - ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(", 0) / 60000000)");
        Ok(())
    }
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Earliest<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("min(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Whole<E> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}
