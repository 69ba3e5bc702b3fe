//! What the client sent in a field at fault, as far as it may be quoted: never a secret, nothing long, and no lists or
//! objects, because anything may stand in those.

use serde_json::Value;
use tessera_domain::issue::{FieldPath, Problem, Step};
use tessera_http::{dialect::RequestFacts, query::Params};

/// The most characters that are quoted.
const MOST: usize = 100;

/// Fields whose names have any of these in them hold secrets.
const SECRET: [&str; 6] = ["password", "token", "secret", "authorization", "key", "cursor"];

/// What was sent there; null if it was nothing, or is not to be quoted. A body as a whole has no name that tells whether it
/// is secret.
pub fn value(path: &FieldPath, problem: &Problem, facts: &RequestFacts<'_>) -> Value {
    if path.steps().is_empty() || is_secret(path) {
        return Value::Null;
    }
    of_problem(problem)
        .or_else(|| of_body(path, &facts.said.body))
        .or_else(|| of_query(path, &facts.said.query))
        .unwrap_or_default()
}

fn is_secret(path: &FieldPath) -> bool {
    path.steps().iter().any(|step| match step {
        Step::Field(name) => {
            let name = name.to_ascii_lowercase();
            SECRET.iter().any(|part| name.contains(part))
        }
        Step::Item(_) => false,
    })
}

/// What the rule says of it.
fn of_problem(problem: &Problem) -> Option<Value> {
    match problem {
        Problem::NotOneOf { received, .. } => Some(short(received)),
        Problem::UnknownNumber { number, .. } => Some((*number).into()),
        Problem::Required
        | Problem::WrongType { .. }
        | Problem::TooShort { .. }
        | Problem::TooLong { .. }
        | Problem::Blank
        | Problem::TooSmall { .. }
        | Problem::TooLarge { .. }
        | Problem::Malformed(_)
        | Problem::Nul
        | Problem::UnknownReference { .. }
        | Problem::NoNumber { .. }
        | Problem::Taken { .. }
        | Problem::Repeated
        | Problem::Rule(_) => None,
    }
}

fn of_body(path: &FieldPath, body: &[u8]) -> Option<Value> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let found = path.steps().iter().try_fold(&body, |value, step| match step {
        Step::Field(name) => value.get(name),
        Step::Item(index) => value.get(index),
    });
    quoted(found?)
}

/// The value by itself.
fn quoted(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => Some(short(text)),
        Value::Number(_) | Value::Bool(_) | Value::Null => Some(value.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn of_query(path: &FieldPath, query: &str) -> Option<Value> {
    let [Step::Field(name), ..] = path.steps() else {
        return None;
    };
    let params = Params::parse(query);
    let sent = params.all().filter(|(sent, _)| sent == name);
    sent.last().map(|(_, value)| short(value))
}

fn short(text: &str) -> Value {
    text.chars()
        .take(MOST)
        .map(|c| if c == '\0' { char::REPLACEMENT_CHARACTER } else { c })
        .collect::<String>()
        .into()
}
