//! Words in the index of words.

use crate::{
    schema::tickets,
    types::{Key, Uid, key},
};
use diesel::{
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Bool, Text},
    sqlite::Sqlite,
};
use tessera_domain::id::TenantId;

/// Words that must all be there: of each its spellings, any of which does, and whether they are only beginnings. They
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

/// Whether a ticket is among those of the tenant that a query of words finds, which is run first. The tables are named
/// in an order that SQLite keeps to: from the index to the tickets, by the index that holds no words.
#[derive(Debug, Clone)]
pub struct Matching {
    tenant: Key,
    postgres: String,
    sqlite: String,
}

impl Matching {
    /// The tickets of the tenant that have those words.
    pub fn new(tenant: TenantId, query: &TextQuery) -> Self {
        Self {
            tenant: key(tenant),
            postgres: query.written(" & ", " | ", |word, is_beginning| {
                format!("'{word}'{}", if is_beginning { ":*" } else { "" })
            }),
            sqlite: query.written(" AND ", " OR ", |word, is_beginning| {
                format!("\"{word}\"{}", if is_beginning { " *" } else { "" })
            }),
        }
    }
}

impl QueryId for Matching {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Matching {
    type SqlType = Bool;
}

impl<QS> AppearsOnTable<QS> for Matching {}

impl<QS> SelectableExpression<QS> for Matching {}

impl<GB> ValidGrouping<GB> for Matching {
    type IsAggregate = is_aggregate::No;
}

impl QueryFragment<Pg> for Matching {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        tickets::id.walk_ast(out.reborrow())?;
        out.push_sql(
            r#" = ANY(ARRAY(SELECT "ticket_words"."ticket_id" FROM "ticket_words" WHERE "ticket_words"."tenant_id" = "#,
        );
        out.push_bind_param::<Uid, Key>(&self.tenant)?;
        out.push_sql(r#" AND ticket_lexemes("ticket_words"."words") @@ CAST("#);
        out.push_bind_param::<Text, String>(&self.postgres)?;
        out.push_sql(" AS tsquery)))");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for Matching {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        tickets::id.walk_ast(out.reborrow())?;
        out.push_sql(
            " IN (SELECT `ticket_words`.`ticket_id` FROM `ticket_search` CROSS JOIN `ticket_words` INDEXED BY \
             ticket_words_by_row WHERE `ticket_search` MATCH ",
        );
        out.push_bind_param::<Text, String>(&self.sqlite)?;
        out.push_sql(" AND `ticket_words`.`tenant_id` = ");
        out.push_bind_param::<Uid, Key>(&self.tenant)?;
        out.push_sql(" AND `ticket_words`.`row_id` = `ticket_search`.rowid)");
        Ok(())
    }
}
