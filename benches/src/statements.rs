//! The statements that PostgreSQL's own log shows: what the product really sends, and what it binds.

/// A statement with the values bound to it, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    pub sql: String,
    /// `$1` first. Nothing stands for NULL.
    pub values: Vec<Option<String>>,
}

/// Reads what a log written with `log_statement = all` and the default line prefix says.
pub fn parse(log: &str) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for entry in entries(log) {
        // TIME ZONE [PROCESS] KIND:  TEXT
        let Some((_, said)) = entry.split_once("] ") else {
            continue;
        };
        if let Some(text) = said.strip_prefix("LOG:  ") {
            if let Some(sql) = executed(text) {
                statements.push(Statement {
                    sql: sql.to_owned(),
                    values: Vec::new(),
                });
            }
        } else if let Some(text) = said.strip_prefix("DETAIL:  ")
            && let Some((word, values)) = text.split_once(": ")
            && word.eq_ignore_ascii_case("parameters")
            && let Some(last) = statements.last_mut()
        {
            last.values = bound(values);
        }
    }
    statements
}

/// Whole entries: a line that begins with a tab continues the one before it.
fn entries(log: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in log.lines() {
        match (line.strip_prefix('\t'), entries.last_mut()) {
            (Some(rest), Some(entry)) => {
                entry.push('\n');
                entry.push_str(rest);
            }
            _ => entries.push(line.to_owned()),
        }
    }
    entries
}

/// `statement: SQL` or `execute NAME: SQL`.
fn executed(text: &str) -> Option<&str> {
    text.strip_prefix("statement: ").or_else(|| {
        text.strip_prefix("execute ")?
            .split_once(": ")
            .map(|(_, sql)| sql)
    })
}

/// Reads `$1 = 'it''s', $2 = NULL`.
fn bound(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            values.push(None);
            rest = value;
            continue;
        };
        let (value, after) = unquote(quoted);
        values.push(Some(value));
        rest = after;
    }
    values
}

/// Splits behind the closing quote. Two quotes stand for one.
fn unquote(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\'') {
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return (value, after),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_with_what_is_bound() {
        let log = "2026-01-02 03:04:05.678 UTC [77] LOG:  statement: BEGIN\n\
            2026-01-02 03:04:05.679 UTC [77] LOG:  execute s0: SELECT $1, $2,\n\
            \t$3 FROM t WHERE a = '] x'\n\
            2026-01-02 03:04:05.679 UTC [77] DETAIL:  parameters: $1 = 'it''s = a\n\
            \tline', $2 = NULL, $3 = '{\"a = 1, b\"}'\n\
            2026-01-02 03:04:05.700 UTC [78] LOG:  checkpoint starting: time\n\
            2026-01-02 03:04:05.700 UTC [77] LOG:  execute <unnamed>: COMMIT\n";
        let values = [Some("it's = a\nline"), None, Some("{\"a = 1, b\"}")];
        let statement = |sql: &str, values: &[Option<&str>]| Statement {
            sql: sql.into(),
            values: values.iter().map(|value| value.map(str::to_owned)).collect(),
        };
        let expected = [
            statement("BEGIN", &[]),
            statement("SELECT $1, $2,\n$3 FROM t WHERE a = '] x'", &values),
            statement("COMMIT", &[]),
        ];
        assert_eq!(parse(log), expected);
    }
}
