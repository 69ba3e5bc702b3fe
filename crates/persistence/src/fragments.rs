//! Pieces of SQL that diesel does not have, or writes in a way that costs too much.

use crate::types::{Key, Uid};
use diesel::{
    RunQueryDsl,
    backend::Backend,
    connection::Connection,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    serialize::ToSql,
    sql_types::{Array, BigInt, Bool, Text},
    sqlite::Sqlite,
};
use tessera_domain::{
    listing::{Direction, Window},
    text::SearchTerm,
};

/// Page sizes whose statements are worth keeping prepared.
const USUAL_SIZES: [i64; 6] = [1, 10, 20, 25, 50, 100];

/// How many conditions a statement may have and still be kept prepared. The cache of a connection has no
/// bound, and clients choose the combination.
const USUAL_CONDITIONS: usize = 3;

/// A query of which only a part is wanted. The numbers are written out: bound ones make PostgreSQL plan for
/// a tenth of the rows, and SQLite prepare anew each time.
#[derive(Debug, Clone)]
pub struct Paged<Q> {
    query: Q,
    window: Option<Window>,
    kept: bool,
}

/// What turns a query into a [`Paged`] one.
pub trait Paging: Sized {
    /// That part of it, in a statement with so many conditions of the client's choice.
    fn part(self, window: Window, conditions: usize) -> Paged<Self> {
        let kept =
            window.offset == 0 && USUAL_SIZES.contains(&window.limit) && conditions <= USUAL_CONDITIONS;
        Paged {
            query: self,
            window: Some(window),
            kept,
        }
    }

    /// All of it, in a statement with so many conditions of the client's choice.
    fn whole(self, conditions: usize) -> Paged<Self> {
        Paged {
            query: self,
            window: None,
            kept: conditions <= USUAL_CONDITIONS,
        }
    }

    /// Its first rows, of a number that the code chooses.
    fn first_rows(self, limit: i64) -> Paged<Self> {
        Paged {
            query: self,
            window: Some(Window { offset: 0, limit }),
            kept: true,
        }
    }
}

impl<Q: Query> Paging for Q {}

impl<Q: Query> Query for Paged<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C: Connection> RunQueryDsl<C> for Paged<Q> {}

impl<Q> QueryId for Paged<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Paged<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.kept {
            out.unsafe_to_cache_prepared();
        }
        self.query.walk_ast(out.reborrow())?;
        if let Some(window) = self.window {
            out.push_sql(&format!(" LIMIT {}", window.limit));
            if window.offset > 0 {
                out.push_sql(&format!(" OFFSET {}", window.offset));
            }
        }
        Ok(())
    }
}

/// A query whose rows nobody else may change until the transaction ends, though others may still refer to
/// them. On SQLite the whole transaction has that right already.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Locked<Q>(pub Q);

impl<Q: Query> Query for Locked<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C: Connection> RunQueryDsl<C> for Locked<Q> {}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Locked<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" FOR NO KEY UPDATE");
        Ok(())
    }
}

impl<Q: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Locked<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

/// A condition on one table, in a query that joins that table to others.
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
}

/// Orders by a value that is always there.
pub const fn by<E>(expression: E, direction: Direction) -> Ordered<E> {
    Ordered {
        expression,
        direction,
        nullable: false,
    }
}

/// Orders by a value that may be absent.
pub const fn by_nullable<E>(expression: E, direction: Direction) -> Ordered<E> {
    Ordered {
        expression,
        direction,
        nullable: true,
    }
}

impl<E> QueryId for Ordered<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for Ordered<E> {
    type SqlType = diesel::expression::expression_types::NotSelectable;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Ordered<E> where Self: Expression {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Ordered<E> where Self: Expression {}

impl<E: ValidGrouping<GB>, GB> ValidGrouping<GB> for Ordered<E> {
    type IsAggregate = E::IsAggregate;
}

impl<E: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Ordered<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.expression.walk_ast(out.reborrow())?;
        out.push_sql(match (self.direction, self.nullable) {
            (Direction::Ascending, false) => " ASC",
            (Direction::Ascending, true) => " ASC NULLS LAST",
            (Direction::Descending, false) => " DESC",
            (Direction::Descending, true) => " DESC NULLS FIRST",
        });
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

impl<E: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<E>
where
    Key: ToSql<Uid, Sqlite>,
{
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

/// Which part of a text of lines is looked at.
#[derive(Debug, Clone, Copy)]
enum Part {
    All,
    FirstLine,
    OtherLines,
}

/// Whether a folded text contains a folded term, literally.
#[derive(Debug, Clone)]
pub struct Containing<E> {
    text: E,
    part: Part,
    pattern: String,
}

/// Whether the text contains the term.
pub fn containing<E: Expression<SqlType = Text>>(text: E, term: &SearchTerm) -> Containing<E> {
    Containing {
        text,
        part: Part::All,
        pattern: format!("%{}%", escaped(term)),
    }
}

/// Whether the text's first line contains the term.
pub fn first_line_containing<E: Expression<SqlType = Text>>(text: E, term: &SearchTerm) -> Containing<E> {
    Containing {
        text,
        part: Part::FirstLine,
        pattern: format!("%{}%", escaped(term)),
    }
}

/// Whether what comes after the text's first line contains the term.
pub fn other_lines_containing<E: Expression<SqlType = Text>>(text: E, term: &SearchTerm) -> Containing<E> {
    Containing {
        text,
        part: Part::OtherLines,
        pattern: format!("%\n%{}%", escaped(term)),
    }
}

/// The term with everything masked that means something in a pattern.
fn escaped(term: &SearchTerm) -> String {
    let mut pattern = String::with_capacity(term.as_str().len() + 8);
    for c in term.as_str().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

impl<E> QueryId for Containing<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for Containing<E> {
    type SqlType = Bool;
}

impl<E: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Containing<E> {}

impl<E: SelectableExpression<QS>, QS> SelectableExpression<QS> for Containing<E> {}

impl<E: ValidGrouping<GB>, GB> ValidGrouping<GB> for Containing<E> {
    type IsAggregate = E::IsAggregate;
}

impl<E: QueryFragment<Pg>> QueryFragment<Pg> for Containing<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self.part {
            Part::All | Part::OtherLines => self.text.walk_ast(out.reborrow())?,
            Part::FirstLine => {
                out.push_sql("split_part(");
                self.text.walk_ast(out.reborrow())?;
                out.push_sql(", chr(10), 1)");
            }
        }
        out.push_sql(" LIKE ");
        out.push_bind_param::<Text, String>(&self.pattern)
    }
}

/// SQLite's LIKE ignores the case of A to Z, which makes no difference between texts that are folded.
impl<E: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Containing<E> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        match self.part {
            Part::All | Part::OtherLines => self.text.walk_ast(out.reborrow())?,
            Part::FirstLine => {
                out.push_sql("substr(");
                self.text.walk_ast(out.reborrow())?;
                out.push_sql(", 1, instr(");
                self.text.walk_ast(out.reborrow())?;
                out.push_sql(", char(10)) - 1)");
            }
        }
        out.push_sql(" LIKE ");
        out.push_bind_param::<Text, String>(&self.pattern)?;
        out.push_sql(r" ESCAPE '\'");
        Ok(())
    }
}
