//! Words in texts.

use diesel::{
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Bool, Text},
    sqlite::Sqlite,
};
use tessera_domain::text::SearchTerm;

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
