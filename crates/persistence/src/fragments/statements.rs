//! Whole statements: a part of a list, rows that are locked, and changes that stay prepared.

use diesel::{
    RunQueryDsl,
    backend::Backend,
    connection::Connection,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sqlite::Sqlite,
};
use tessera_domain::listing::Window;

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

/// A change whose text is the same each time, whatever its values, so that it is kept prepared.
///
/// diesel prepares every update and every upsert anew, because it cannot know that the same columns are assigned the next
/// time. That costs PostgreSQL a round trip more for each; on SQLite it was a twelfth of the work of opening a ticket.
#[derive(Debug, Clone, Copy)]
pub struct Steady<Q>(pub Q);

impl<Q: Query> Query for Steady<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C: Connection> RunQueryDsl<C> for Steady<Q> {}

/// Known by its text, which holds whatever columns are assigned.
impl<Q> QueryId for Steady<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Steady<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

/// Queries that lock their rows until the transaction ends, on PostgreSQL by these words. On SQLite the whole
/// transaction has every right already.
macro_rules! locking {
    ($($(#[$doc:meta])* $name:ident = $words:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, QueryId)]
        pub struct $name<Q>(pub Q);

        impl<Q: Query> Query for $name<Q> {
            type SqlType = Q::SqlType;
        }

        impl<Q, C: Connection> RunQueryDsl<C> for $name<Q> {}

        impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for $name<Q> {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                self.0.walk_ast(out.reborrow())?;
                out.push_sql($words);
                Ok(())
            }
        }

        impl<Q: QueryFragment<Sqlite>> QueryFragment<Sqlite> for $name<Q> {
            fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                self.0.walk_ast(out)
            }
        }
    )*};
}

locking! {
    /// A query whose rows nobody else may change until the transaction ends, though others may still refer to
    /// them.
    Locked = " FOR NO KEY UPDATE";
    /// A query whose rows nobody may take away until the transaction ends, though others may change the rest of them.
    Kept = " FOR KEY SHARE";
    /// A query whose rows nobody else may change or refer to until the transaction ends, because it takes them away.
    Doomed = " FOR UPDATE";
    /// A query whose rows nobody else may change until the transaction ends, without those that somebody else holds so:
    /// each row goes to one of many who ask at a time, and nobody waits.
    Shared = " FOR NO KEY UPDATE SKIP LOCKED";
}
