//! Reads what PostgreSQL tells of a statement that it ran.

use super::{Explained, GROWING, Reach};
use crate::{
    failure::{During, Failure},
    postgres::Database,
    statements::Statement,
};
use serde_json::Value;
use std::{collections::HashMap, fmt::Write};

/// How many rows each of the growing tables has.
type Rows = HashMap<String, f64>;

/// Explains those of the statements that read.
pub fn explain(database: &Database, statements: &[Statement]) -> Result<Vec<Explained>, Failure> {
    let rows = rows(database)?;
    let mut explained = Vec::new();
    let reads = statements.iter().filter(|statement| reads(&statement.sql));
    for statement in reads {
        let told: Value = serde_json::from_str(&database.explain(statement)?).during("reading a plan")?;
        let root = told
            .pointer("/0/Plan")
            .ok_or_else(|| Failure::new("no plan in what EXPLAIN tells"))?;
        let mut plan = String::new();
        describe(root, 0, &mut plan);
        explained.push(Explained {
            sql: statement.sql.clone(),
            plan,
            reach: judge(root, &rows),
        });
    }
    Ok(explained)
}

/// Whether a statement reads and does nothing else, so that it can be run again to see how.
fn reads(sql: &str) -> bool {
    sql.starts_with("SELECT") && !sql.ends_with("UPDATE")
}

fn rows(database: &Database) -> Result<Rows, Failure> {
    let mut rows = Rows::new();
    for table in GROWING {
        let count = database.ask(&format!("SELECT count(*) FROM {table}"))?;
        rows.insert(table.to_owned(), count.parse().during("counting rows")?);
    }
    Ok(rows)
}

fn text<'v>(node: &'v Value, name: &str) -> &'v str {
    node.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(node: &Value, name: &str) -> f64 {
    node.get(name).and_then(Value::as_f64).unwrap_or_default()
}

/// How many rows the node looked at.
fn looked_at(node: &Value) -> f64 {
    let each = number(node, "Actual Rows")
        + number(node, "Rows Removed by Filter")
        + number(node, "Rows Removed by Index Recheck");
    each * number(node, "Actual Loops")
}

/// What an index or a bitmap was asked for.
fn condition(node: &Value) -> &str {
    let own = text(node, "Index Cond");
    if own.is_empty() {
        text(node, "Recheck Cond")
    } else {
        own
    }
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("Plans").and_then(Value::as_array).into_iter().flatten()
}

/// The widest reach of the node and those below it.
fn judge(node: &Value, rows: &Rows) -> Reach {
    let below = children(node).map(|child| judge(child, rows));
    below.fold(judge_one(node, rows), Reach::max)
}

fn judge_one(node: &Value, rows: &Rows) -> Reach {
    let (kind, table) = (text(node, "Node Type"), text(node, "Relation Name"));
    let Some(all) = rows.get(table) else {
        return Reach::Narrow;
    };
    let seen = looked_at(node);
    let what = format!("{kind} on {table}, {seen:.0} of {all:.0} rows");
    let condition = condition(node);
    let is_narrowed =
        condition.contains(" AND ") || !(condition.is_empty() || condition.contains("tenant_id"));
    if kind == "Seq Scan" || (!is_narrowed && 2.0 * seen >= *all) {
        Reach::Whole(what)
    } else if is_narrowed {
        Reach::Narrow
    } else {
        Reach::Part(what)
    }
}

/// One line for the node and each below it.
fn describe(node: &Value, depth: usize, into: &mut String) {
    let _ = write!(
        into,
        "{:indent$}{}",
        "",
        text(node, "Node Type"),
        indent = 2 * depth
    );
    for (before, name) in [
        (" on ", "Relation Name"),
        (" by ", "Index Name"),
        (" where ", "Index Cond"),
        (" recheck ", "Recheck Cond"),
        (" filter ", "Filter"),
    ] {
        let value = text(node, name);
        if !value.is_empty() {
            // An array of ids would fill the page.
            let short: String = value.chars().take(200).collect();
            let _ = write!(into, "{before}{short}");
        }
    }
    let _ = writeln!(into, ": {:.0} rows looked at", looked_at(node));
    for child in children(node) {
        describe(child, depth + 1, into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn scan(kind: &str, condition: &str, seen: u32) -> Value {
        json!({"Node Type": "Limit", "Actual Rows": 1, "Actual Loops": 1, "Plans": [{
            "Node Type": kind, "Relation Name": "tickets", "Index Cond": condition, "Actual Rows": seen,
            "Rows Removed by Filter": 1, "Actual Loops": 1,
        }]})
    }

    #[test]
    fn whole_tables_are_told_from_what_an_index_leads_to() {
        let rows = Rows::from([("tickets".to_owned(), 1000.0)]);
        let judge = |kind, condition, seen| judge(&scan(kind, condition, seen), &rows);
        let both = "((tenant_id = $1) AND (id = $2))";
        assert_eq!(judge("Index Scan", both, 999), Reach::Narrow);
        let part = Reach::Part("Index Scan on tickets, 26 of 1000 rows".into());
        assert_eq!(judge("Index Scan", "(tenant_id = $1)", 25), part);
        assert!(matches!(
            judge("Index Scan", "(tenant_id = $1)", 900),
            Reach::Whole(_)
        ));
        assert!(matches!(judge("Index Only Scan", "", 900), Reach::Whole(_)));
        assert!(matches!(judge("Seq Scan", "", 3), Reach::Whole(_)));
    }

    #[test]
    fn other_tables_may_be_read_whole() {
        let rows = Rows::from([("tickets".to_owned(), 1000.0)]);
        let node = json!({"Node Type": "Seq Scan", "Relation Name": "statuses", "Actual Rows": 7, "Actual Loops": 1});
        assert_eq!(judge(&node, &rows), Reach::Narrow);
    }
}
