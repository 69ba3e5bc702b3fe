//! JSON values into plain ones.

use crate::reading;
use serde_json::{Map, Number, Value};
use tessera_domain::{
    issue::{FieldPath, Issue, JsonType, Problem},
    text,
    time::Time,
};

/// What is wrong with a value of another type.
pub(super) fn wrong(path: &FieldPath, expected: JsonType, value: &Value) -> Vec<Issue> {
    let problem = Problem::WrongType {
        expected,
        received: JsonType::of(value),
    };
    vec![Issue::at(path.clone(), problem)]
}

/// The beginning of 1970, which stands where a moment is wrong.
pub(super) fn epoch() -> Time {
    Time::from_micros(0).unwrap_or_else(|| unreachable!("the calendar reaches 1970"))
}

/// The number, if it is whole and lies within the range. JSON does not tell 3 from 3.0.
pub(super) fn whole(number: &Number, min: i64, max: i64) -> Result<i64, Problem> {
    /// From here on, doubles are whole but no longer exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    if let Some(number) = number.as_i64() {
        return reading::within(number, min, max);
    }
    let Some(number) = number.as_f64() else {
        return Err(Problem::TooLarge { max });
    };
    if number >= EXACT {
        return Err(Problem::TooLarge { max });
    }
    if number <= -EXACT {
        return Err(Problem::TooSmall { min });
    }
    let fraction = Problem::WrongType {
        expected: JsonType::Integer,
        received: JsonType::Number,
    };
    if number.fract() != 0.0 {
        return Err(fraction);
    }
    let whole = format!("{number:.0}").parse().ok().ok_or(fraction)?;
    reading::within(whole, min, max)
}

/// The texts of a list.
pub(super) fn texts(
    items: Vec<Value>,
    path: &FieldPath,
    max_items: usize,
    max_length: usize,
) -> Result<Vec<String>, Vec<Issue>> {
    if items.len() > max_items {
        return Err(vec![Issue::at(path.clone(), Problem::TooLong { max: max_items })]);
    }
    let mut texts = Vec::with_capacity(items.len());
    let mut issues = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        let path = path.clone().item(place);
        match item {
            Value::String(text) => match text::check(&text, 0, max_length) {
                Ok(()) => texts.push(text),
                Err(problem) => issues.push(Issue::at(path, problem)),
            },
            other => issues.extend(wrong(&path, JsonType::String, &other)),
        }
    }
    if issues.is_empty() { Ok(texts) } else { Err(issues) }
}

/// The members, if neither a text nor a name in them holds NUL.
pub(super) fn free_of_nul(
    members: Map<String, Value>,
    path: &FieldPath,
) -> Result<Map<String, Value>, Vec<Issue>> {
    let mut issues = Vec::new();
    seek_in_members(&members, path, &mut issues);
    if issues.is_empty() {
        Ok(members)
    } else {
        Err(issues)
    }
}

fn seek_in_members(members: &Map<String, Value>, path: &FieldPath, issues: &mut Vec<Issue>) {
    for (name, value) in members {
        if name.contains('\0') {
            // The name itself cannot be told.
            issues.push(Issue::at(path.clone(), Problem::Nul));
        } else {
            seek(value, path.clone().then(name), issues);
        }
    }
}

fn seek(value: &Value, path: FieldPath, issues: &mut Vec<Issue>) {
    match value {
        Value::String(text) if text.contains('\0') => issues.push(Issue::at(path, Problem::Nul)),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                seek(item, path.clone().item(place), issues);
            }
        }
        Value::Object(members) => seek_in_members(members, &path, issues),
        _ => {}
    }
}
