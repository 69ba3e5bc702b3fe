//! Looking into JSON that may lack anything or hold anything.

use serde_json::{Map, Value};

/// The object inside, if there is one.
pub fn object<'v>(of: &'v Map<String, Value>, name: &str) -> Option<&'v Map<String, Value>> {
    of.get(name).and_then(Value::as_object)
}

/// The short text inside: a name, a key, a time. NUL characters are left out, because no database of ours keeps
/// them in a key. Numbers are read as texts, because ids come as either. Nothing where nothing but white space
/// is left.
pub fn text(of: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match of.get(name)? {
        Value::String(text) if text.contains('\0') => text.replace('\0', ""),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// The list inside; an empty one where there is none.
pub fn list<'v>(of: &'v Map<String, Value>, name: &str) -> &'v [Value] {
    of.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Whether there is anything in it: `null`, `false`, `0`, `""`, `[]` and `{}` are nothing.
pub fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}
