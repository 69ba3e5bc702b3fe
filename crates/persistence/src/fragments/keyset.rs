//! What comes behind a place in an order.

use crate::{
    schema::tickets,
    types::{Key, Uid},
};
use diesel::{
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    serialize::ToSql,
    sql_types::{Bool, HasSqlType},
};
use tessera_domain::listing::Direction;

/// Whether a ticket comes behind a value and an id, both running the same way: as one comparison of two rows, which
/// an index over both answers.
#[derive(Debug, Clone)]
pub struct Behind<E, V> {
    expression: E,
    value: V,
    id: Key,
    direction: Direction,
}

/// Whether a ticket comes behind that value of `expression` and that id.
pub const fn behind<E, V>(expression: E, value: V, id: Key, direction: Direction) -> Behind<E, V> {
    Behind {
        expression,
        value,
        id,
        direction,
    }
}

impl<E, V> QueryId for Behind<E, V> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression, V: Expression> Expression for Behind<E, V> {
    type SqlType = Bool;
}

impl<E, V, QS> AppearsOnTable<QS> for Behind<E, V> where Self: Expression {}

impl<E, V, QS> SelectableExpression<QS> for Behind<E, V> where Self: Expression {}

impl<E, V, GB> ValidGrouping<GB> for Behind<E, V> {
    type IsAggregate = is_aggregate::No;
}

impl<E, V, DB> QueryFragment<DB> for Behind<E, V>
where
    E: QueryFragment<DB>,
    V: QueryFragment<DB>,
    DB: Backend + HasSqlType<Uid>,
    Key: ToSql<Uid, DB>,
    tickets::id: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.expression.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        tickets::id.walk_ast(out.reborrow())?;
        out.push_sql(match self.direction {
            Direction::Ascending => ") > (",
            Direction::Descending => ") < (",
        });
        self.value.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        out.push_bind_param::<Uid, Key>(&self.id)?;
        out.push_sql(")");
        Ok(())
    }
}
