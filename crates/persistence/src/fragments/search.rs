//! What the index of words finds.

use super::texts::{Containing, containing, first_line_containing, other_lines_containing};
use crate::{
    schema::tickets,
    types::{Key, Uid, key},
};
use diesel::{
    Connection, RunQueryDsl,
    backend::Backend,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    serialize::ToSql,
    sql_types::{BigInt, Bool, HasSqlType, Text},
    sqlite::Sqlite,
};
use tessera_domain::{id::TenantId, search::Place, text::SearchTerm};

/// Words or parts that must all be there: of each its spellings, any of which does, and whether they are only beginnings. They
/// hold nothing but letters and digits, and signs that mean nothing in either database's language of queries.
pub struct TextQuery(pub Vec<(Vec<String>, bool)>);

impl TextQuery {
    fn written(&self, and: &str, or: &str, one: impl Fn(&str, bool) -> String) -> String {
        let any = |(spellings, is_beginning): &(Vec<String>, bool)| {
            let words: Vec<_> = spellings.iter().map(|word| one(word, *is_beginning)).collect();
            format!("({})", words.join(or))
        };
        let all: Vec<_> = self.0.iter().map(any).collect();
        all.join(and)
    }
}

/// One of the ways to find a ticket: by what the index holds of it, and where that does not tell enough, by its text.
#[derive(Debug, Clone)]
pub struct Lookup {
    postgres: String,
    sqlite: String,
    text: Option<Containing<OfNamed>>,
}

impl Lookup {
    /// By words alone.
    pub fn words(query: &TextQuery) -> Self {
        Self {
            postgres: query.written(" & ", " | ", |word, is_beginning| {
                format!("'{word}'{}", if is_beginning { ":*" } else { "" })
            }),
            sqlite: query.written(" AND ", " OR ", |word, is_beginning| {
                format!("\"{word}\"{}", if is_beginning { " *" } else { "" })
            }),
            text: None,
        }
    }

    /// By the parts of the term, which must be in the text in that place as a whole.
    pub fn parts(query: &TextQuery, place: Place, term: &SearchTerm) -> Self {
        let text = match place {
            Place::Reference => first_line_containing(OfNamed("search_text"), term),
            Place::Title => other_lines_containing(OfNamed("search_text"), term),
            // Signs have no case, so the text need not be folded to find them.
            Place::Signs => containing(OfNamed("description"), term),
        };
        Self {
            text: Some(text),
            ..Self::words(query)
        }
    }
}

/// What a ticket is called while its text is read within a search.
const NAMED: &str = "named";

/// A column of that ticket.
#[derive(Debug, Clone, Copy)]
struct OfNamed(&'static str);

impl Expression for OfNamed {
    type SqlType = Text;
}

impl<DB: Backend> QueryFragment<DB> for OfNamed {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.write(&mut out)
    }
}

impl OfNamed {
    fn write<DB: Backend>(self, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        out.push_identifier(NAMED)?;
        out.push_sql(".");
        out.push_identifier(self.0)
    }
}

/// Whether a ticket is among those of the tenant that are found by one at least of the ways to each of several things.
/// All of that is one query, which is run first; of several lists of ids PostgreSQL would try each pair.
#[derive(Debug, Clone)]
pub struct Matching {
    tenant: Key,
    all: Vec<Vec<Lookup>>,
}

impl Matching {
    /// The tickets of the tenant that each of `all` finds; nothing when one of them has no way at all, which no ticket
    /// answers.
    pub fn new(tenant: TenantId, all: Vec<Vec<Lookup>>) -> Option<Self> {
        let is_possible = !all.is_empty() && all.iter().all(|any| !any.is_empty());
        is_possible.then(|| Self {
            tenant: key(tenant),
            all,
        })
    }

    /// How many ways there are. Clients choose them, and each number of them is another statement.
    pub fn ways(&self) -> usize {
        self.all.iter().map(Vec::len).sum()
    }

    /// A query for the ids. No part of a union or an intersection may be one itself, unless it is a table of its own.
    fn ids<'b, DB>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Asked,
        Key: ToSql<Uid, DB>,
        Containing<OfNamed>: QueryFragment<DB>,
    {
        if let [any] = self.all.as_slice() {
            return self.any(any, out);
        }
        for (place, any) in self.all.iter().enumerate() {
            if place > 0 {
                out.push_sql(" INTERSECT ");
            }
            out.push_sql("SELECT ");
            out.push_identifier("ticket_id")?;
            out.push_sql(" FROM (");
            self.any(any, out)?;
            out.push_sql(&format!(") AS found_{place}"));
        }
        Ok(())
    }

    fn any<'b, DB>(&'b self, any: &'b [Lookup], out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Asked,
        Key: ToSql<Uid, DB>,
        Containing<OfNamed>: QueryFragment<DB>,
    {
        for (place, lookup) in any.iter().enumerate() {
            if place > 0 {
                out.push_sql(" UNION ALL ");
            }
            let Some(text) = &lookup.text else {
                DB::indexed(&self.tenant, lookup, out)?;
                continue;
            };
            out.push_sql("SELECT ");
            OfNamed("id").write(out)?;
            out.push_sql(" AS ");
            out.push_identifier("ticket_id")?;
            out.push_sql(" FROM ");
            out.push_identifier("tickets")?;
            out.push_sql(" AS ");
            out.push_identifier(NAMED)?;
            out.push_sql(" WHERE ");
            OfNamed("tenant_id").write(out)?;
            out.push_sql(" = ");
            out.push_bind_param::<Uid, Key>(&self.tenant)?;
            out.push_sql(" AND ");
            OfNamed("id").write(out)?;
            out.push_sql(DB::BEFORE);
            DB::indexed(&self.tenant, lookup, out)?;
            out.push_sql(DB::BEHIND);
            out.push_sql(" AND ");
            text.walk_ast(out.reborrow())?;
        }
        Ok(())
    }
}

/// How many of the tenant's tickets the index finds by words.
#[derive(Debug, Clone)]
pub struct Hits {
    tenant: Key,
    words: Lookup,
}

impl Hits {
    /// Counts what is found by these words.
    pub fn new(tenant: TenantId, words: Lookup) -> Self {
        Self {
            tenant: key(tenant),
            words,
        }
    }
}

impl QueryId for Hits {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Hits {
    type SqlType = BigInt;
}

impl<C: Connection> RunQueryDsl<C> for Hits {}

impl<DB: Asked> QueryFragment<DB> for Hits {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        DB::indexed(&self.tenant, &self.words, &mut out)?;
        out.push_sql(") AS found");
        Ok(())
    }
}

/// Whether a ticket has the words, asked of each ticket by itself.
#[derive(Debug, Clone)]
pub struct Bearing {
    tenant: Key,
    words: Lookup,
}

impl Bearing {
    /// Whether a ticket of the tenant is found by these words.
    pub fn new(tenant: TenantId, words: Lookup) -> Self {
        Self {
            tenant: key(tenant),
            words,
        }
    }
}

impl<DB: Asked> QueryFragment<DB> for Bearing {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        DB::bearing(&self.tenant, &self.words, &mut out)
    }
}

/// How a database is asked for what its index of words holds.
trait Asked: Backend + HasSqlType<Uid> + HasSqlType<Text> {
    /// What stands between an id and a query for ids, and behind that.
    const BEFORE: &'static str;
    const BEHIND: &'static str;

    /// A query for the ids of the tenant's tickets that have what is looked up.
    fn indexed<'b>(tenant: &'b Key, lookup: &'b Lookup, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>;

    /// Whether the ticket at hand has what is looked up. A value of its own, which neither database turns into a join.
    fn bearing<'b>(tenant: &'b Key, lookup: &'b Lookup, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()>;
}

/// Given as an array, as to [`found_by`](super::found_by).
impl Asked for Pg {
    const BEFORE: &'static str = " = ANY(ARRAY(";
    const BEHIND: &'static str = "))";

    fn indexed<'b>(tenant: &'b Key, lookup: &'b Lookup, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
        out.push_sql(
            r#"SELECT "ticket_words"."ticket_id" FROM "ticket_words" WHERE ("ticket_words"."tenant_id" = "#,
        );
        out.push_bind_param::<Uid, Key>(tenant)?;
        // Else the planner, which takes it for dear to look at a row, may read all of the tenant's rows in another index.
        out.push_sql(r#") IS TRUE AND ticket_lexemes("ticket_words"."words") @@ CAST("#);
        out.push_bind_param::<Text, String>(&lookup.postgres)?;
        out.push_sql(" AS tsquery)");
        Ok(())
    }

    fn bearing<'b>(tenant: &'b Key, lookup: &'b Lookup, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
        out.push_sql(r#"(SELECT ticket_lexemes("ticket_words"."words") @@ CAST("#);
        out.push_bind_param::<Text, String>(&lookup.postgres)?;
        out.push_sql(r#" AS tsquery) FROM "ticket_words" WHERE "ticket_words"."tenant_id" = "#);
        out.push_bind_param::<Uid, Key>(tenant)?;
        out.push_sql(r#" AND "ticket_words"."ticket_id" = "tickets"."id")"#);
        Ok(())
    }
}

/// The tables are named in an order that SQLite keeps to: from the index to the tickets, by the index that holds no words.
impl Asked for Sqlite {
    const BEFORE: &'static str = " IN (";
    const BEHIND: &'static str = ")";

    fn indexed<'b>(tenant: &'b Key, lookup: &'b Lookup, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
        out.push_sql(
            "SELECT `ticket_words`.`ticket_id` FROM `ticket_search` CROSS JOIN `ticket_words` INDEXED BY \
             ticket_words_by_row WHERE `ticket_search` MATCH ",
        );
        out.push_bind_param::<Text, String>(&lookup.sqlite)?;
        out.push_sql(" AND `ticket_words`.`tenant_id` = ");
        out.push_bind_param::<Uid, Key>(tenant)?;
        out.push_sql(" AND `ticket_words`.`row_id` = `ticket_search`.rowid");
        Ok(())
    }

    fn bearing<'b>(tenant: &'b Key, lookup: &'b Lookup, out: &mut AstPass<'_, 'b, Self>) -> QueryResult<()> {
        // The index is asked once. Asked for each ticket, it would put together anew what begins with the last word.
        out.push_sql(
            "(SELECT `ticket_words`.`row_id` FROM `ticket_words` WHERE `ticket_words`.`tenant_id` = ",
        );
        out.push_bind_param::<Uid, Key>(tenant)?;
        out.push_sql(
            " AND `ticket_words`.`ticket_id` = `tickets`.`id`) IN (SELECT `ticket_search`.rowid FROM \
             `ticket_search` WHERE `ticket_search` MATCH ",
        );
        out.push_bind_param::<Text, String>(&lookup.sqlite)?;
        out.push_sql(")");
        Ok(())
    }
}

/// What each ticket either is or is not.
macro_rules! said_of_a_ticket {
    ($($name:ident),*) => {$(
        impl QueryId for $name {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl Expression for $name {
            type SqlType = Bool;
        }

        impl<QS> AppearsOnTable<QS> for $name {}

        impl<QS> SelectableExpression<QS> for $name {}

        impl<GB> ValidGrouping<GB> for $name {
            type IsAggregate = is_aggregate::No;
        }
    )*};
}

said_of_a_ticket!(Matching, Bearing);

impl<DB> QueryFragment<DB> for Matching
where
    DB: Asked,
    Key: ToSql<Uid, DB>,
    Containing<OfNamed>: QueryFragment<DB>,
    tickets::id: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        tickets::id.walk_ast(out.reborrow())?;
        out.push_sql(DB::BEFORE);
        self.ids(&mut out)?;
        out.push_sql(DB::BEHIND);
        Ok(())
    }
}
