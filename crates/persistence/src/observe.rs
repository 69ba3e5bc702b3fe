//! What a connection tells of its statements.

use crate::options::StatementObserver;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use std::{
    fmt::{self, Write},
    sync::Arc,
};

/// Hangs on a connection: shows its statements to the observer, and remembers whether one of them failed.
pub struct Observed {
    observer: Option<Arc<dyn StatementObserver>>,
    /// A statement of the open transaction failed, and no savepoint before it was gone back to.
    ///
    /// PostgreSQL answers the COMMIT of such a transaction with a rollback that does not look like an error,
    /// and SQLite commits the rest of it; neither is what the work meant.
    pub failed: bool,
}

impl Observed {
    pub fn new(observer: Option<Arc<dyn StatementObserver>>) -> Self {
        Self {
            observer,
            failed: false,
        }
    }
}

impl Instrumentation for Observed {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                if let Some(observer) = &self.observer {
                    observer.statement(&text_of(query));
                }
            }
            InstrumentationEvent::FinishQuery { error: Some(_), .. } => self.failed = true,
            InstrumentationEvent::BeginTransaction { .. }
            | InstrumentationEvent::RollbackTransaction { .. } => {
                self.failed = false;
            }
            _ => {}
        }
    }
}

/// The statement's text. diesel shows a statement with the values bound to it; those may be anybody's secrets.
fn text_of(query: &dyn fmt::Display) -> String {
    let mut text = UntilBinds { text: String::new() };
    // An error only says that the text ended before the values.
    let _ = write!(text, "{query}");
    text.text
}

struct UntilBinds {
    text: String,
}

const BINDS: &str = " -- binds: ";

impl Write for UntilBinds {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.text.push_str(part);
        match self.text.find(BINDS) {
            Some(end) => {
                self.text.truncate(end);
                Err(fmt::Error)
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::{dsl::sql, sql_types::Text, sqlite::Sqlite};

    #[test]
    fn a_statement_is_shown_without_its_values() {
        let query = diesel::select(sql::<Text>("").bind::<Text, _>("secret -- binds: x"));
        let shown = diesel::debug_query::<Sqlite, _>(&query);
        assert!(shown.to_string().contains("secret"));
        assert_eq!(text_of(&shown), "SELECT ?");
    }
}
