//! Watches every statement: whoever touches a tenant's table must compare its tenant.
//!
//! There is no row-level security. This check, over everything the suite runs, stands in for it.

use std::sync::Mutex;
use tessera_persistence::StatementObserver;

/// Tables that belong to no tenant. Neither does the list of migrations.
const GLOBAL: [&str; 3] = ["tenants", "credential_lookup", "__diesel_schema_migrations"];

/// An index over a tenant's table, which SQLite calls a table. It has no tenant to compare; the table has.
const INDEX: &str = "ticket_search";

/// Remembers what it saw.
#[derive(Default)]
pub struct Watch {
    offences: Mutex<Vec<String>>,
    seen: Mutex<Vec<String>>,
}

impl StatementObserver for Watch {
    fn statement(&self, sql: &str) {
        self.seen.lock().unwrap().push(sql.to_owned());
        if let Some(offence) = offence(sql) {
            self.offences.lock().unwrap().push(format!("{offence}: {sql}"));
        }
    }
}

impl Watch {
    pub fn check(&self) {
        let offences = self.offences.lock().unwrap();
        assert!(
            offences.is_empty(),
            "statements that do not compare the tenant: {offences:#?}"
        );
    }

    /// Forgets what was seen, and returns it.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

/// What is wrong with a statement, as far as this can tell from the way diesel writes: names in quotes, which
/// are backticks for SQLite.
fn offence(sql: &str) -> Option<String> {
    let sql = &sql.replace('`', "\"");
    let words: Vec<&str> = sql.split_whitespace().collect();
    let first = words
        .first()
        .map(|word| word.to_ascii_uppercase())
        .unwrap_or_default();
    if !["SELECT", "INSERT", "UPDATE", "DELETE"].contains(&first.as_str()) {
        return None;
    }
    for (place, word) in words.iter().enumerate() {
        let before = place
            .checked_sub(1)
            .map_or("", |at| words[at].trim_start_matches('('));
        if !["FROM", "JOIN", "INTO", "UPDATE"].contains(&before) {
            continue;
        }
        let Some(table) = quoted(word) else { continue };
        if GLOBAL.contains(&table) || (table == INDEX && sql.contains("\"ticket_words\".\"tenant_id\" = ")) {
            continue;
        }
        let alias =
            (words.get(place + 1) == Some(&"AS")).then(|| words.get(place + 2).and_then(|w| quoted(w)));
        let name = alias.flatten().unwrap_or(table);
        let compared = if before == "INTO" {
            sql.contains("\"tenant_id\"")
        } else {
            let column = format!("\"{name}\".\"tenant_id\"");
            sql.contains(&format!("{column} = ")) || sql.contains(&format!(" = {column}"))
        };
        if !compared {
            return Some(name.to_owned());
        }
    }
    None
}

/// The name between quotes.
fn quoted(word: &str) -> Option<&str> {
    word.trim_start_matches('(').strip_prefix('"')?.split('"').next()
}

#[test]
fn the_watch_finds_what_it_is_for() {
    let good = [
        r#"SELECT "a"."x" FROM "a" WHERE ("a"."tenant_id" = $1)"#,
        r#"INSERT INTO "a" ("tenant_id", "x") VALUES ($1, $2)"#,
        r#"SELECT 1 FROM ("a" LEFT OUTER JOIN "b" AS "c" ON ("c"."tenant_id" = "a"."tenant_id")) WHERE "a"."tenant_id" = $1"#,
        r#"SELECT "tenants"."id" FROM "tenants""#,
    ];
    for sql in good {
        assert_eq!(
            offence(&sql.replace('"', "`")).or(offence(sql)),
            offence(&sql.replace('"', "`")),
            "{sql}"
        );
        assert_eq!(offence(sql), None, "{sql}");
    }
    let bad = [
        r#"SELECT "a"."x" FROM "a" WHERE ("a"."id" = $1)"#,
        r#"SELECT "a"."tenant_id" FROM "a""#,
        r#"UPDATE "a" SET "x" = $1 WHERE ("a"."id" = $2)"#,
        r#"DELETE FROM "a""#,
        r#"INSERT INTO "a" ("x") VALUES ($1)"#,
        r#"SELECT 1 FROM ("a" LEFT OUTER JOIN "b" ON ("b"."id" = "a"."b")) WHERE ("a"."tenant_id" = $1)"#,
        r#"SELECT 1 FROM "a" WHERE ("a"."tenant_id" = $1) AND "a"."x" IN (SELECT "c"."x" FROM "c")"#,
    ];
    for sql in bad {
        assert!(
            offence(sql).is_some() && offence(&sql.replace('"', "`")).is_some(),
            "{sql}"
        );
    }
}
