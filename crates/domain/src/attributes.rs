//! A ticket's free attributes: a JSON object that clients replace as a whole, two keys of which are the core's.
//!
//! The mobile app keeps the due date and the watchers inside the object. Writing the object moves the core's
//! due date and watchers, and reading shows them there again, so that every dialect sees the same.

use crate::{
    id::UserId,
    issue::{FieldPath, Format, Issue, JsonType, Problem},
    time::Time,
};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The key under which the due date is written and shown.
pub const DUE_DATE: &str = "due_date";
/// The key under which the watchers are written and shown.
pub const WATCHERS: &str = "watcher_user_ids";
/// The key under which the description is written and shown.
pub const DESCRIPTION: &str = "description";

/// The most bytes the object may take as JSON text.
pub const MAX_BYTES: usize = 65_536;
/// How deep objects and lists may lie in each other.
pub const MAX_DEPTH: usize = 16;

/// The part of the object that is the client's own.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attributes(Map<String, Value>);

/// An object as a client sent it: its own part, and what the core keeps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// What only the client understands.
    pub own: Attributes,
    /// The due date; absent means none.
    pub due_at: Option<Time>,
    /// The watchers; absent means none.
    pub watchers: Vec<UserId>,
    /// The description; absent means none. Dialects check its length.
    pub description: Option<String>,
}

impl Attributes {
    /// Takes a stored object.
    pub const fn stored(own: Map<String, Value>) -> Self {
        Self(own)
    }

    /// The client's own part.
    pub const fn own(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Takes the object that a client sent under the field `field`.
    ///
    /// # Errors
    /// Every rule it breaks: size, depth, NUL, and the form of the core's keys.
    pub fn parse(field: &str, mut object: Map<String, Value>) -> Result<Written, Vec<Issue>> {
        let path = FieldPath::field(field);
        let mut issues = Vec::new();
        check_object(&path, &object, &mut issues);
        let due_at = take_due_date(&path, object.remove(DUE_DATE), &mut issues);
        let watchers = take_watchers(&path, object.remove(WATCHERS), &mut issues);
        let description = match object.remove(DESCRIPTION) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text),
            Some(other) => {
                issues.push(wrong_type(path.then(DESCRIPTION), JsonType::String, &other));
                None
            }
        };
        if issues.is_empty() {
            Ok(Written {
                own: Self(object),
                due_at,
                watchers,
                description,
            })
        } else {
            Err(issues)
        }
    }

    /// The whole object as clients read it. Keys of the core appear only when there is something to show.
    pub fn shown(
        &self,
        due_at: Option<Time>,
        watchers: &[UserId],
        description: Option<&str>,
    ) -> Map<String, Value> {
        let mut object = self.0.clone();
        if let Some(due_at) = due_at {
            object.insert(DUE_DATE.into(), due_at.to_millis_text().into());
        }
        if !watchers.is_empty() {
            object.insert(
                WATCHERS.into(),
                watchers.iter().map(ToString::to_string).collect(),
            );
        }
        if let Some(description) = description {
            object.insert(DESCRIPTION.into(), description.into());
        }
        object
    }
}

fn wrong_type(path: FieldPath, expected: JsonType, value: &Value) -> Issue {
    Issue::at(
        path,
        Problem::WrongType {
            expected,
            received: JsonType::of(value),
        },
    )
}

fn take_due_date(path: &FieldPath, value: Option<Value>, issues: &mut Vec<Issue>) -> Option<Time> {
    let path = || path.clone().then(DUE_DATE);
    match value? {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => {
            let time = Time::parse(&text);
            if time.is_none() {
                issues.push(Issue::at(path(), Problem::Malformed(Format::DateTime)));
            }
            time
        }
        other => {
            issues.push(wrong_type(path(), JsonType::String, &other));
            None
        }
    }
}

fn take_watchers(path: &FieldPath, value: Option<Value>, issues: &mut Vec<Issue>) -> Vec<UserId> {
    let path = || path.clone().then(WATCHERS);
    let items = match value {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(items)) => items,
        Some(other) => {
            issues.push(wrong_type(path(), JsonType::Array, &other));
            return Vec::new();
        }
    };
    let mut watchers = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        match item.as_str().map(Uuid::try_parse) {
            Some(Ok(id)) => watchers.push(UserId::from(id)),
            Some(Err(_)) => issues.push(Issue::at(path().item(place), Problem::Malformed(Format::Uuid))),
            None => issues.push(wrong_type(path().item(place), JsonType::String, item)),
        }
    }
    watchers.sort_unstable();
    watchers.dedup();
    watchers
}

/// Checks a free JSON object that is going to be stored: its size, its depth, and that no text in it holds NUL.
pub fn check_object(path: &FieldPath, object: &Map<String, Value>, issues: &mut Vec<Issue>) {
    let bytes = serde_json::to_vec(object).map_or(usize::MAX, |text| text.len());
    if bytes > MAX_BYTES {
        issues.push(Issue::at(
            path.clone(),
            Problem::Rule("must take at most 64 kB as JSON"),
        ));
    }
    if !object.values().all(|value| shallow(value, MAX_DEPTH - 1)) {
        issues.push(Issue::at(
            path.clone(),
            Problem::Rule("must be at most 16 levels deep"),
        ));
    }
    if object
        .iter()
        .any(|(key, value)| key.contains('\0') || holds_nul(value))
    {
        issues.push(Issue::at(path.clone(), Problem::Nul));
    }
}

fn shallow(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels > 0 && items.iter().all(|item| shallow(item, levels - 1)),
        Value::Object(members) => levels > 0 && members.values().all(|item| shallow(item, levels - 1)),
        _ => true,
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => members
            .iter()
            .any(|(key, item)| key.contains('\0') || holds_nul(item)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(value: Value) -> Result<Written, Vec<String>> {
        let Value::Object(object) = value else {
            panic!("an object")
        };
        Attributes::parse("attributes", object).map_err(|all| all.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_written_is_shown_again() {
        let id = "0196b1a2-0000-7000-8000-000000000001";
        let sent = json!({
            "due_date": "2026-02-10T23:00:00.000Z", "watcher_user_ids": [id], "watch_list": {"x": 1},
            "description": "Smoke."
        });
        let written = parse(sent.clone()).unwrap();
        assert_eq!(written.own.own().len(), 1);
        let shown = written
            .own
            .shown(written.due_at, &written.watchers, written.description.as_deref());
        assert_eq!(Value::Object(shown), sent);
    }

    #[test]
    fn leaving_a_key_out_clears_it() {
        let written = parse(json!({"color": "red"})).unwrap();
        assert_eq!(
            (written.due_at, written.watchers, written.description),
            (None, vec![], None)
        );
    }

    #[test]
    fn every_bad_part_is_named() {
        let issues = parse(json!({"due_date": "tomorrow", "watcher_user_ids": ["x", 1], "description": 3}))
            .unwrap_err();
        let paths: Vec<_> = issues
            .iter()
            .map(|text| text.split(':').next().unwrap())
            .collect();
        assert_eq!(
            paths,
            [
                "attributes.due_date",
                "attributes.watcher_user_ids.0",
                "attributes.watcher_user_ids.1",
                "attributes.description"
            ]
        );
    }

    #[test]
    fn size_depth_and_nul_are_bounded() {
        let mut deep = json!(1);
        for _ in 0..MAX_DEPTH {
            deep = json!([deep]);
        }
        assert!(parse(json!({ "a": deep })).is_err());
        assert!(parse(json!({"a": "x".repeat(MAX_BYTES)})).is_err());
        assert!(parse(json!({"a": ["b\u{0}"]})).is_err());
        assert!(parse(json!({"a\u{0}": 1})).is_err());
    }
}
