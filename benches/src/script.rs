//! Turns the statements of one request into a script for pgbench that sends the same, with the same values bound.

use crate::statements::Statement;
use std::collections::BTreeMap;

/// A script, and the variables it is to be run with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// What its file is called, and how its variables begin.
    pub name: String,
    pub text: String,
    pub variables: Vec<(String, String)>,
}

/// An id in what was seen, in the place of which each connection has one of its own.
pub struct Own<'i> {
    pub seen: &'i str,
    pub all: &'i [String],
}

/// The variable that a script counts its own runs in. It begins at what the caller says.
pub const COUNT: &str = "count";

/// The version of the row that a transaction holds is read by the script as the product reads it, for an update of
/// another version changes nothing.
const HELD: &str = "held_";

/// The same request over and over.
pub fn repeating(name: String, statements: &[Statement]) -> Script {
    let mut writer = Writer::new(&name, None);
    let text = writer.statements(statements, &[]);
    let variables = writer.variables;
    Script {
        name,
        text,
        variables,
    }
}

/// A request that makes or changes something each time, seen twice. A value that the two differ in is made up anew for
/// each run if it is a number, an id or a text that differs in a number: what the database wants to be unique. All
/// others stay as they were.
pub fn renewing(name: String, first: &[Statement], second: &[Statement], own: Own<'_>) -> Script {
    let mut writer = Writer::new(&name, Some(own));
    let text = writer.statements(second, first);
    let variables = writer.variables;
    let counting =
        format!("\\set {COUNT} :{COUNT} + 1\n\\set unique (:client_id + 1) * 1000000000 + :{COUNT}\n");
    Script {
        name,
        text: counting + &text,
        variables,
    }
}

struct Writer<'i> {
    name: &'i str,
    own: Option<Own<'i>>,
    variables: Vec<(String, String)>,
    /// Ids and numbers that are new each time, by the one that was seen, so that it stays one in all places.
    slots: BTreeMap<String, usize>,
}

impl<'i> Writer<'i> {
    const fn new(name: &'i str, own: Option<Own<'i>>) -> Self {
        Self {
            name,
            own,
            variables: Vec::new(),
            slots: BTreeMap::new(),
        }
    }

    /// One line each. `before` is how they looked the time before.
    fn statements(&mut self, statements: &[Statement], before: &[Statement]) -> String {
        let lines = statements.iter().enumerate().map(|(place, statement)| {
            // A line that begins with a backslash would be an instruction to pgbench itself.
            let line = self
                .statement(place, statement, before.get(place))
                .replace('\n', " ");
            if holds_a_version(&statement.sql) {
                format!("{line} \\gset {HELD}\n")
            } else {
                line + ";\n"
            }
        });
        lines.collect()
    }

    /// The statement with something in place of each `$n`.
    fn statement(&mut self, place: usize, statement: &Statement, old: Option<&Statement>) -> String {
        let mut text = String::new();
        // What stands between quotes is every second piece.
        for (piece, is_quoted) in statement.sql.split('\'').zip([false, true].into_iter().cycle()) {
            if is_quoted {
                text.extend(["'", piece, "'"]);
                continue;
            }
            let mut parts = piece.split('$');
            text += parts.next().unwrap_or_default();
            for part in parts {
                let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
                let (digits, rest) = part.split_at(end);
                let number = digits.parse::<usize>().unwrap_or_default();
                text += &match held(&text) {
                    Some(version) if old.is_some() => version,
                    _ => self.value(place, number, statement, old),
                };
                text += rest;
            }
        }
        text
    }

    /// What stands in place of `$number`.
    fn value(
        &mut self,
        place: usize,
        number: usize,
        statement: &Statement,
        old: Option<&Statement>,
    ) -> String {
        let at = |statement: &Statement| {
            number
                .checked_sub(1)
                .and_then(|n| statement.values.get(n).cloned())
                .flatten()
        };
        let Some(value) = at(statement) else {
            return "NULL".to_owned();
        };
        // pgbench knows no variable without a value.
        if value.is_empty() {
            return "''".to_owned();
        }
        if let Some(own) = self.own.as_ref().filter(|own| own.seen == value) {
            let (all, count) = (own.all.join(","), own.all.len());
            return format!("(CAST('{{{all}}}' AS uuid[]))[1 + CAST(:client_id AS int) % {count}]");
        }
        let before = old.and_then(at).filter(|before| *before != value);
        let fresh = before.and_then(|before| self.fresh((place, number), &before, &value));
        fresh.unwrap_or_else(|| self.variable(&format!("{place}_{number}"), value))
    }

    /// An expression that is unique to each run, for values that are likely to have to be.
    fn fresh(&mut self, (place, number): (usize, usize), before: &str, value: &str) -> Option<String> {
        let unique = "CAST(:unique AS bigint)";
        if is_uuid(value) {
            let slot = self.slot(value);
            // The time at its beginning stays, so that it comes to lie where new ones do.
            let time: String = value.chars().filter(|c| *c != '-').take(12).collect();
            return Some(format!(
                "('{time}' || lpad(to_hex({unique} * 64 + {slot}), 20, '0'))::uuid"
            ));
        }
        if value.parse::<i64>().is_ok() {
            return Some(format!("({unique} * 64 + {})", self.slot(value)));
        }
        // Moments and documents are none of these.
        let (stem, end) = around_the_number(before, value).filter(|_| !value.contains(':'))?;
        let stem = self.variable(&format!("{place}_{number}"), stem.to_owned());
        let text = format!("CAST({stem} AS text) || {unique}");
        if end.is_empty() {
            return Some(format!("({text})"));
        }
        let end = self.variable(&format!("{place}_{number}_end"), end.to_owned());
        Some(format!("({text} || CAST({end} AS text))"))
    }

    fn slot(&mut self, value: &str) -> usize {
        let next = self.slots.len();
        *self.slots.entry(value.to_owned()).or_insert(next)
    }

    fn variable(&mut self, place: &str, value: String) -> String {
        let name = format!("{}_{place}", self.name);
        let variable = format!(":{name}");
        if self.variables.iter().all(|(known, _)| *known != name) {
            self.variables.push((name, value));
        }
        variable
    }
}

/// What stands before and behind the number with which a text begins to differ from how it was before.
fn around_the_number<'t>(before: &str, now: &'t str) -> Option<(&'t str, &'t str)> {
    let same = before.chars().zip(now.chars()).take_while(|(a, b)| a == b);
    let (stem, rest) = now.split_at_checked(same.map(|(c, _)| c.len_utf8()).sum())?;
    let end = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    (end.len() < rest.len()).then_some((stem, end))
}

/// Whether the statement holds the ticket with its version until the transaction ends. What else it holds may not be there.
fn holds_a_version(sql: &str) -> bool {
    sql.ends_with(" FOR NO KEY UPDATE") && sql.contains(" FROM \"tickets\" ") && sql.contains("\"version\"")
}

/// What stands for a version behind that text: that of the row that is held, or the next one where it is set.
fn held(before: &str) -> Option<String> {
    let column = before.strip_suffix("\"version\" = ")?;
    let version = format!("CAST(:{HELD}version AS bigint)");
    Some(if column.ends_with('.') {
        version
    } else {
        version + " + 1"
    })
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(sql: &str, values: &[&str]) -> Statement {
        let values = values
            .iter()
            .map(|value| (*value != "NULL").then(|| (*value).to_owned()))
            .collect();
        Statement {
            sql: sql.into(),
            values,
        }
    }

    #[test]
    fn values_become_variables_and_what_is_quoted_stays() {
        let one = statement("SELECT '$1''$2' || $1 || $12, $2, $3\nFROM t", &["a", "NULL", ""]);
        let script = repeating("list".to_owned(), &[one]);
        assert_eq!(
            script.text,
            "SELECT '$1''$2' || :list_0_1 || NULL, NULL, '' FROM t;\n"
        );
        assert_eq!(script.variables, [("list_0_1".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn what_must_be_unique_is_made_anew() {
        let sql = "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)";
        let (a, b) = (
            "0199a1b2-c3d4-7000-8000-000000000001",
            "0199a1b2-c3d5-7000-8000-000000000002",
        );
        let first = statement(sql, &[a, "7", "tkt 007 x", "same", a, "2026-01-02 03:04:05+00"]);
        let second = statement(sql, &[b, "8", "tkt 008 x", "same", b, "2026-01-02 03:04:06+00"]);
        let own = Own { seen: "", all: &[] };
        let script = renewing("new".to_owned(), &[first], &[second], own);
        let id = "('0199a1b2c3d5' || lpad(to_hex(CAST(:unique AS bigint) * 64 + 0), 20, '0'))::uuid";
        let expected = format!(
            "\\set count :count + 1\n\\set unique (:client_id + 1) * 1000000000 + :count\n\
             INSERT INTO t VALUES ({id}, (CAST(:unique AS bigint) * 64 + 1), (CAST(:new_0_3 AS text) || \
             CAST(:unique AS bigint) || CAST(:new_0_3_end AS text)), :new_0_4, {id}, :new_0_6);\n"
        );
        assert_eq!(script.text, expected);
        let values: Vec<_> = script.variables.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["tkt 00", " x", "same", "2026-01-02 03:04:06+00"]);
    }

    #[test]
    fn a_text_is_made_anew_by_the_number_in_which_it_begins_to_differ() {
        let around = around_the_number("a p10 p2", "a p10 p11 p2");
        assert_eq!(around, Some(("a p10 p", " p2")));
        assert_eq!(around_the_number("TKT-007", "TKT-008"), Some(("TKT-00", "")));
        assert_eq!(around_the_number("same 1 a", "same 1 b"), None);
    }

    #[test]
    fn each_connection_changes_its_own_row_by_the_version_that_it_holds() {
        let seen = "0199a1b2-c3d4-7000-8000-000000000001";
        let all = ["a".to_owned(), "b".to_owned()];
        let select = "SELECT \"tickets\".\"version\" FROM \"tickets\" WHERE (\"tickets\".\"id\" = $1) FOR NO KEY UPDATE";
        let update = "UPDATE \"tickets\" SET \"version\" = $1 WHERE (\"tickets\".\"version\" = $2)";
        let before = [statement(select, &[seen]), statement(update, &["3", "2"])];
        let now = [statement(select, &[seen]), statement(update, &["4", "3"])];
        let own = Own { seen, all: &all };
        let script = renewing("status".to_owned(), &before, &now, own);
        let lines: Vec<_> = script.text.lines().skip(2).collect();
        let expected = [
            "SELECT \"tickets\".\"version\" FROM \"tickets\" WHERE (\"tickets\".\"id\" = (CAST('{a,b}' AS uuid[]))[1 + \
             CAST(:client_id AS int) % 2]) FOR NO KEY UPDATE \\gset held_",
            "UPDATE \"tickets\" SET \"version\" = CAST(:held_version AS bigint) + 1 WHERE (\"tickets\".\"version\" = \
             CAST(:held_version AS bigint));",
        ];
        assert_eq!(lines, expected);
    }
}
