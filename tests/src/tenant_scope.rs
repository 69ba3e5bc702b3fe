//! Whether a statement keeps to one tenant.

/// Tables that belong to no tenant, or that exist to find out which one is meant.
const GLOBAL: &[&str] = &["tenants", "credential_lookup", "__diesel_schema_migrations"];

/// An index over `ticket_words`, which SQLite calls a table. It has no tenant to compare, so that table's must be.
const INDEX: &str = "ticket_search";

/// The tables that the statement reads or writes without saying of which tenant.
///
/// A table counts as said when its `tenant_id` is compared in the same query, or is among the columns that an INSERT
/// fills. Reading a statement's text is enough here: the statements are our own, and each names the tables it uses.
pub fn unscoped(sql: &str) -> Vec<String> {
    let words = words(sql);
    queries(&words)
        .iter()
        .flat_map(|query| unscoped_in(query, &words))
        .collect()
}

fn unscoped_in(query: &[String], statement: &[String]) -> Vec<String> {
    let tables = tables(query);
    let alone = tables.len() == 1;
    let kept = |(table, alias): &(String, String)| {
        GLOBAL.contains(&table.as_str())
            || (table == INDEX && compares(query, "ticket_words.tenant_id"))
            || is_catalogue(table)
            || compares(query, &format!("{alias}.tenant_id"))
            || (alone && compares(query, "tenant_id"))
            || fills_tenant(query, table)
            || is_part(statement, table)
    };
    tables
        .iter()
        .filter(|table| !kept(table))
        .map(|(table, _)| table.clone())
        .collect()
}

/// The statement and the queries within it, each without those within itself.
fn queries(words: &[String]) -> Vec<Vec<String>> {
    let mut done = Vec::new();
    // Queries that are open, each with how many other parentheses are open in it.
    let mut open: Vec<(Vec<String>, usize)> = vec![(Vec::new(), 0)];
    for (place, word) in words.iter().enumerate() {
        let begins = word == "(" && words.get(place + 1).is_some_and(|next| next == "select");
        let ends = word == ")" && open.len() > 1 && open.last().is_some_and(|(_, depth)| *depth == 0);
        if begins {
            open.push((Vec::new(), 0));
        } else if ends {
            done.extend(open.pop().map(|(query, _)| query));
        } else if let Some((query, depth)) = open.last_mut() {
            *depth = match word.as_str() {
                "(" => *depth + 1,
                ")" => depth.saturating_sub(1),
                _ => *depth,
            };
            query.push(word.clone());
        }
    }
    done.extend(open.into_iter().map(|(query, _)| query));
    done
}

/// The tables that the statement names, each with the name that the statement knows it by.
fn tables(words: &[String]) -> Vec<(String, String)> {
    let word = |place: usize| words.get(place).map_or("", String::as_str);
    let mut tables = Vec::new();
    for place in 0..words.len() {
        let before = place.checked_sub(1).map_or("", word);
        let begins = match word(place) {
            "from" => before != "distinct",
            "join" | "into" => true,
            // Not `DO UPDATE SET`, and not `FOR NO KEY UPDATE`.
            "update" => !matches!(before, "do" | "for" | "key"),
            _ => false,
        };
        let mut next = place + 1;
        // A query in place of a table was taken out, and what follows it is no name.
        while begins && is_name(word(next)) && !follows_a_table(word(next)) {
            let table = word(next);
            next += 1;
            if word(next) == "as" {
                next += 1;
            }
            let alias = Some(word(next)).filter(|alias| is_name(alias) && !follows_a_table(alias));
            tables.push((table.to_owned(), alias.unwrap_or(table).to_owned()));
            next += usize::from(alias.is_some());
            if word(next) != "," {
                break;
            }
            next += 1;
        }
    }
    tables
}

fn follows_a_table(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "as",
        "where",
        "join",
        "left",
        "right",
        "inner",
        "outer",
        "cross",
        "full",
        "natural",
        "on",
        "using",
        "set",
        "order",
        "group",
        "having",
        "limit",
        "offset",
        "values",
        "default",
        "select",
        "union",
        "except",
        "intersect",
        "for",
        "returning",
        "indexed",
        "not",
        "window",
    ];
    WORDS.contains(&word)
}

/// Names with their qualifiers, and single marks, in lower case and without quotes.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut open = String::new();
    let mut quoted = false;
    for c in sql.chars() {
        match c {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '"' | '`' => {}
            c if c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '?') => open.extend(c.to_lowercase()),
            c => {
                if !open.is_empty() {
                    words.push(std::mem::take(&mut open));
                }
                if !c.is_whitespace() {
                    words.push(c.to_string());
                }
            }
        }
    }
    if !open.is_empty() {
        words.push(open);
    }
    words
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

fn is_catalogue(table: &str) -> bool {
    ["sqlite_", "pg_", "pragma_", "information_schema."]
        .iter()
        .any(|prefix| table.starts_with(prefix))
}

/// Whether the column stands beside a `=` or before an `IN`, or begins a compared row.
fn compares(words: &[String], column: &str) -> bool {
    let mark = |place: Option<usize>| place.and_then(|place| words.get(place)).map(String::as_str);
    words.iter().enumerate().any(|(place, word)| {
        word == column
            && (matches!(mark(place.checked_add(1)), Some("=" | "in"))
                || mark(place.checked_sub(1)) == Some("=")
                || (mark(place.checked_sub(1)) == Some("(") && mark(place.checked_sub(2)) == Some("where")))
    })
}

fn fills_tenant(words: &[String], table: &str) -> bool {
    let into = words
        .windows(2)
        .position(|pair| pair[0] == "into" && pair[1] == table);
    let columns = into.into_iter().flat_map(|place| words.iter().skip(place + 3));
    columns
        .take_while(|word| *word != ")")
        .any(|word| word == "tenant_id")
}

/// Whether the name is that of a part of the statement: `WITH name AS (...)`.
fn is_part(words: &[String], name: &str) -> bool {
    words
        .windows(3)
        .any(|three| three[0] == name && three[1] == "as" && three[2] == "(")
}
