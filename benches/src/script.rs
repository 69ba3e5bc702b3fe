//! Turns the statements of one request into a script for pgbench that sends the same, with the same values bound.

use crate::statements::Statement;
use std::collections::BTreeMap;

/// A script, and the variables it is to be run with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    pub text: String,
    pub variables: Vec<(String, String)>,
}

/// The variable that a script counts its own runs in. It begins at what the caller says.
pub const COUNT: &str = "count";

/// The same request over and over.
pub fn repeating(statements: &[Statement]) -> Script {
    let mut writer = Writer::default();
    let text = writer.statements(statements, &[]);
    Script {
        text,
        variables: writer.variables,
    }
}

/// A request that makes something new each time, seen twice. A value that the two differ in is made up anew for each
/// run if it is a number, an id or a text that ends with a number: what the database wants to be unique. All others
/// stay as they were.
pub fn renewing(first: &[Statement], second: &[Statement]) -> Script {
    let mut writer = Writer::default();
    let text = writer.statements(second, first);
    let counting =
        format!("\\set {COUNT} :{COUNT} + 1\n\\set unique (:client_id + 1) * 1000000000 + :{COUNT}\n");
    Script {
        text: counting + &text,
        variables: writer.variables,
    }
}

#[derive(Default)]
struct Writer {
    variables: Vec<(String, String)>,
    /// Ids that are new each time, by the one that was seen, so that it stays one id in all places.
    ids: BTreeMap<String, usize>,
}

impl Writer {
    /// One line each. `before` is how they looked the time before.
    fn statements(&mut self, statements: &[Statement], before: &[Statement]) -> String {
        let lines = statements.iter().enumerate().map(|(place, statement)| {
            // A line that begins with a backslash would be an instruction to pgbench itself.
            self.statement(place, statement, before.get(place))
                .replace('\n', " ")
                + ";\n"
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
                text += &self.value(place, number, statement, old);
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
        let has_changed = old.is_some_and(|old| at(old).as_ref() != Some(&value));
        let fresh = if has_changed {
            self.fresh(place, number, &value)
        } else {
            None
        };
        fresh.unwrap_or_else(|| self.variable(place, number, value))
    }

    /// An expression that is unique to each run, for values that are likely to have to be.
    fn fresh(&mut self, place: usize, number: usize, value: &str) -> Option<String> {
        let unique = "CAST(:unique AS bigint)";
        if is_uuid(value) {
            let next = self.ids.len();
            let slot = *self.ids.entry(value.to_owned()).or_insert(next);
            // The time at its beginning stays, so that it comes to lie where new ones do.
            let time: String = value.chars().filter(|c| *c != '-').take(12).collect();
            return Some(format!(
                "('{time}' || lpad(to_hex({unique} * 64 + {slot}), 20, '0'))::uuid"
            ));
        }
        if value.parse::<i64>().is_ok() {
            return Some(unique.to_owned());
        }
        let stem = value.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_moment = value.contains(':');
        let is_numbered = stem.len() < value.len() && value.len() < 100 && !is_moment;
        is_numbered.then(|| {
            let stem = self.variable(place, number, stem.to_owned());
            format!("(CAST({stem} AS text) || {unique})")
        })
    }

    fn variable(&mut self, place: usize, number: usize, value: String) -> String {
        let name = format!("value_{place}_{number}");
        let variable = format!(":{name}");
        if self.variables.iter().all(|(known, _)| *known != name) {
            self.variables.push((name, value));
        }
        variable
    }
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
        let one = statement("SELECT '$1''$2' || $1 || $12, $2\nFROM t", &["a", "NULL"]);
        let script = repeating(&[one]);
        assert_eq!(
            script.text,
            "SELECT '$1''$2' || :value_0_1 || NULL, NULL FROM t;\n"
        );
        assert_eq!(script.variables, [("value_0_1".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn what_must_be_unique_is_made_anew() {
        let sql = "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)";
        let (a, b) = (
            "0199a1b2-c3d4-7000-8000-000000000001",
            "0199a1b2-c3d5-7000-8000-000000000002",
        );
        let first = statement(sql, &[a, "7", "TKT-007", "same", a, "2026-01-02 03:04:05+00"]);
        let second = statement(sql, &[b, "8", "TKT-008", "same", b, "2026-01-02 03:04:06+00"]);
        let script = renewing(&[first], &[second]);
        let id = "('0199a1b2c3d5' || lpad(to_hex(CAST(:unique AS bigint) * 64 + 0), 20, '0'))::uuid";
        let expected = format!(
            "\\set count :count + 1\n\\set unique (:client_id + 1) * 1000000000 + :count\n\
             INSERT INTO t VALUES ({id}, CAST(:unique AS bigint), (CAST(:value_0_3 AS text) || \
             CAST(:unique AS bigint)), :value_0_4, {id}, :value_0_6);\n"
        );
        assert_eq!(script.text, expected);
        let values: Vec<_> = script.variables.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["TKT-", "same", "2026-01-02 03:04:06+00"]);
    }
}
