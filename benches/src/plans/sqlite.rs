//! Asks SQLite how it does statements.

use super::{Explained, GROWING, Reach};
use crate::failure::{During, Failure};
use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{Integer, Text},
};
use std::{fmt::Write, path::Path};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Integer)]
    id: i32,
    #[diesel(sql_type = Integer)]
    parent: i32,
    #[diesel(sql_type = Text)]
    detail: String,
}

/// What is asked for: a search may not go through a list until enough is found, for a rare word is far away. Unless it is
/// known that the word is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    List,
    Search,
}

/// What stands in a search for words of which it is known that many tickets have them.
const LOOKING: &str = ") IN (SELECT `ticket_search`";

/// What tickets are called where a search reads their texts.
const NAMED: &str = "named";

/// Explains those of the statements that read. Plans do not depend on what is bound.
pub fn explain(file: &Path, statements: &[String], purpose: Purpose) -> Result<Vec<Explained>, Failure> {
    let doing = "asking SQLite for a plan";
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).during(doing)?;
    let mut explained = Vec::new();
    for sql in statements.iter().filter(|sql| sql.starts_with("SELECT")) {
        let lines = sql_query(format!("EXPLAIN QUERY PLAN {sql}"))
            .load::<Line>(&mut connection)
            .during(doing)?;
        explained.push(Explained {
            sql: sql.clone(),
            plan: describe(&lines),
            reach: judge(sql, &lines, purpose),
        });
    }
    Ok(explained)
}

fn describe(lines: &[Line]) -> String {
    let mut depths = vec![(0, 0)];
    let mut text = String::new();
    for Line { id, parent, detail } in lines {
        let above = depths.iter().rev().find(|(known, _)| known == parent);
        let depth = above.map_or(0, |(_, depth)| depth + 1);
        depths.push((*id, depth));
        let _ = writeln!(text, "{:indent$}{detail}", "", indent = 2 * depth);
    }
    text
}

fn judge(sql: &str, lines: &[Line], purpose: Purpose) -> Reach {
    let is_sorted = lines.iter().any(|line| line.detail.contains("FOR ORDER BY"));
    let may_look = purpose == Purpose::List || sql.contains(LOOKING);
    let stops = sql.contains(" LIMIT ") && !is_sorted && may_look;
    let reaches = lines.iter().map(|line| judge_one(&line.detail, stops));
    reaches.max().unwrap_or(Reach::Narrow)
}

/// What one line says. Such as `SEARCH tickets USING INDEX tickets_newest (tenant_id=? AND id<?)`.
fn judge_one(detail: &str, stops: bool) -> Reach {
    let mut words = detail.split(' ');
    let (verb, table) = (words.next(), words.next().unwrap_or_default());
    if !GROWING.contains(&table) && table != NAMED {
        return Reach::Narrow;
    }
    if verb == Some("SCAN") {
        return Reach::Whole(detail.to_owned());
    }
    let Some(condition) = detail.split_once('(').map(|(_, condition)| condition) else {
        return Reach::Whole(detail.to_owned());
    };
    match condition.trim_end_matches(')') {
        "tenant_id=?" if stops => Reach::Part(detail.to_owned()),
        "tenant_id=?" => Reach::Whole(detail.to_owned()),
        _ => Reach::Narrow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(detail: &str) -> Line {
        Line {
            id: 0,
            parent: 0,
            detail: detail.to_owned(),
        }
    }

    #[test]
    fn whole_tables_are_told_from_what_an_index_leads_to() {
        let by_tenant = "SEARCH tickets USING INDEX sqlite_autoindex_tickets_1 (tenant_id=?)";
        let by_both = "SEARCH tickets USING INDEX sqlite_autoindex_tickets_1 (tenant_id=? AND id=?)";
        let judge = |sql, details: &[&str], purpose| {
            let lines: Vec<_> = details.iter().map(|detail| line(detail)).collect();
            judge(sql, &lines, purpose)
        };
        let (all, some) = ("SELECT 1", "SELECT 1 LIMIT 25");
        assert_eq!(
            judge(all, &[by_both, "SCAN statuses"], Purpose::Search),
            Reach::Narrow
        );
        assert_eq!(
            judge(some, &[by_tenant], Purpose::List),
            Reach::Part(by_tenant.into())
        );
        let whole = Reach::Whole(by_tenant.into());
        assert_eq!(judge(some, &[by_tenant], Purpose::Search), whole);
        let looking = format!("SELECT 1 WHERE (SELECT 1{LOOKING}.rowid) LIMIT 25");
        assert_eq!(
            judge(&looking, &[by_tenant], Purpose::Search),
            Reach::Part(by_tenant.into())
        );
        assert_eq!(judge(all, &[by_both, by_tenant], Purpose::List), whole);
        let sort = "USE TEMP B-TREE FOR ORDER BY";
        assert_eq!(judge(some, &[by_tenant, sort], Purpose::List), whole);
        let scan = "SCAN comments";
        assert_eq!(judge(some, &[scan], Purpose::List), Reach::Whole(scan.into()));
        let texts = "SEARCH named USING INDEX sqlite_autoindex_tickets_1 (tenant_id=?)";
        assert_eq!(judge(all, &[texts], Purpose::Search), Reach::Whole(texts.into()));
        let words = "SCAN ticket_search VIRTUAL TABLE INDEX 0:M1";
        assert_eq!(judge(all, &[words], Purpose::Search), Reach::Narrow);
    }
}
