//! What is said of many rows at once: how many are so, an average, the hour that they fall into.

use crate::types::Stamp;
use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{BigInt, Bool, Nullable},
    sqlite::Sqlite,
};

/// How many rows there are of which a condition is true.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct CountIf<E>(pub E);

/// The average of whole numbers as a whole number, rounded; nothing where there is none.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Average<E>(pub E);

/// The beginning of the hour of the clock, in UTC, that a moment falls into. To be grouped by.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct HourOf<E>(pub E);

macro_rules! aggregate {
    ($name:ident, $of:ty => $gives:ty) => {
        impl<E: Expression<SqlType = $of>> Expression for $name<E> {
            type SqlType = $gives;
        }

        impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for $name<E> where Self: Expression {}

        impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for $name<E> where Self: Expression {}

        impl<E, GB> ValidGrouping<GB> for $name<E> {
            type IsAggregate = is_aggregate::Yes;
        }
    };
}

aggregate!(CountIf, Bool => BigInt);
aggregate!(Average, BigInt => Nullable<BigInt>);
aggregate!(HourOf, Stamp => Stamp);

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for CountIf<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("count(CASE WHEN ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" THEN 1 END)");
        Ok(())
    }
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Average<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("CAST(round(avg(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")) AS bigint)");
        Ok(())
    }
}

impl<E: QueryFragment<Pg>> QueryFragment<Pg> for HourOf<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("date_trunc('hour', ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(", 'UTC')");
        Ok(())
    }
}

/// A moment is whole microseconds since 1970, an hour has 3,600 millions of them.
impl<E: QueryFragment<Sqlite>> QueryFragment<Sqlite> for HourOf<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" / 3600000000 * 3600000000)");
        Ok(())
    }
}
