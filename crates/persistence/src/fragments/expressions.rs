//! Conditions in joins, orders and sums.

use diesel::{
    backend::Backend,
    expression::{
        AppearsOnTable, Expression, SelectableExpression, ValidGrouping, expression_types::NotSelectable,
        is_aggregate,
    },
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::BigInt,
    sqlite::Sqlite,
};
use tessera_domain::listing::Direction;

/// What is known to lie in a join: a condition on one of its tables, or its columns, with whatever may be missing there
/// made nullable. The compiler believes it without following each column through all joins, which takes it long.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Joined<E>(pub E);

impl<E: Expression> Expression for Joined<E> {
    type SqlType = E::SqlType;
}

impl<E: Expression, QS> AppearsOnTable<QS> for Joined<E> {}

impl<E: Expression, QS> SelectableExpression<QS> for Joined<E> {}

impl<E, GB> ValidGrouping<GB> for Joined<E> {
    type IsAggregate = is_aggregate::No;
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Joined<E> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

/// What to order by and which way. Absent values count as the largest, which is PostgreSQL's way; SQLite is
/// told so.
#[derive(Debug, Clone, Copy)]
pub struct Ordered<E> {
    expression: E,
    direction: Direction,
    nullable: bool,
    sorted: bool,
}

impl<E> Ordered<E> {
    /// Where that is so, what is wanted is few, found elsewhere, and to be sorted by itself. Else PostgreSQL, when a
    /// short page is asked for, may hope to meet enough of it soon by walking through everything in this order.
    pub fn sorted(mut self, sorted: bool) -> Self {
        self.sorted = sorted;
        self
    }
}

/// Orders by a value that is always there.
pub const fn by<E>(expression: E, direction: Direction) -> Ordered<E> {
    Ordered {
        expression,
        direction,
        nullable: false,
        sorted: false,
    }
}

/// Orders by a value that may be absent.
pub const fn by_nullable<E>(expression: E, direction: Direction) -> Ordered<E> {
    Ordered {
        expression,
        direction,
        nullable: true,
        sorted: false,
    }
}

impl<E> QueryId for Ordered<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for Ordered<E> {
    type SqlType = NotSelectable;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Ordered<E> where Self: Expression {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Ordered<E> where Self: Expression {}

impl<E: ValidGrouping<GB>, GB> ValidGrouping<GB> for Ordered<E> {
    type IsAggregate = E::IsAggregate;
}

impl<E> Ordered<E> {
    const fn way(&self) -> &'static str {
        match (self.direction, self.nullable) {
            (Direction::Ascending, false) => " ASC",
            (Direction::Ascending, true) => " ASC NULLS LAST",
            (Direction::Descending, false) => " DESC",
            (Direction::Descending, true) => " DESC NULLS FIRST",
        }
    }
}

/// An expression that is no column has no index.
impl<E: QueryFragment<Pg>> QueryFragment<Pg> for Ordered<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.sorted {
            out.push_sql("coalesce(");
            self.expression.walk_ast(out.reborrow())?;
            out.push_sql(", ");
        }
        self.expression.walk_ast(out.reborrow())?;
        out.push_sql(if self.sorted { ")" } else { "" });
        out.push_sql(self.way());
        Ok(())
    }
}

/// SQLite comes by the ids that were found, and takes them in their order.
impl<E: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Ordered<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.expression.walk_ast(out.reborrow())?;
        out.push_sql(self.way());
        Ok(())
    }
}

/// The sum of a count, zero where there is nothing to add. Neither database gives back its own type otherwise.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Sum<E>(pub E);

impl<E: Expression<SqlType = BigInt>> Expression for Sum<E> {
    type SqlType = BigInt;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Sum<E> where Self: Expression {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Sum<E> where Self: Expression {}

impl<E, GB> ValidGrouping<GB> for Sum<E> {
    type IsAggregate = is_aggregate::Yes;
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Sum<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("CAST(coalesce(sum(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql("), 0) AS bigint)");
        Ok(())
    }
}
