//! JSON text into a value, with duplicate members refused.

use crate::fault::{Fault, FaultKind, Reason};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, error::Category};
use std::fmt;

/// Reads one JSON value that names no member twice. Lists and objects may lie 127 deep.
///
/// # Errors
/// When it cannot be read. The message says where, and quotes nothing of the body.
pub(super) fn value(bytes: &[u8]) -> Result<Value, Fault> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        let fault = match error.classify() {
            Category::Data => "The body names a member twice",
            Category::Eof => "The body ends too early",
            Category::Syntax | Category::Io => "The body is not valid JSON",
        };
        let place = format!("{fault} (line {}, column {})", error.line(), error.column());
        Fault {
            reason: Some(Reason::BodyUnread),
            ..Fault::saying(FaultKind::Malformed, place)
        }
    })
}

/// Reads a value as `serde_json::Value` does, but for objects.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Self)? {
            items.push(item);
        }
        Ok(items.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(A::Error::custom("duplicate member"));
            }
            members.insert(name, object.next_value_seed(Self)?);
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_read_is_malformed_and_not_quoted() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for (bytes, message) in [
            (&b""[..], "The body ends too early (line 1, column 0)"),
            (
                b"{\"a\": secret}",
                "The body is not valid JSON (line 1, column 7)",
            ),
            (
                b"{\"a\":1,\n\"a\":2}",
                "The body names a member twice (line 2, column 3)",
            ),
            (
                b"[{\"a\":{\"b\":1,\"b\":1}}]",
                "The body names a member twice (line 1, column 16)",
            ),
            (b"{} {}", "The body is not valid JSON (line 1, column 4)"),
            (b"{\"a\":1e400}", "The body is not valid JSON (line 1, column 10)"),
            (b"\"\\ud800\"", "The body is not valid JSON (line 1, column 8)"),
            (b"\"\xff\"", "The body is not valid JSON (line 1, column 2)"),
            (deep.as_bytes(), "The body is not valid JSON (line 1, column 128)"),
        ] {
            let fault = value(bytes).unwrap_err();
            assert_eq!(fault.kind, FaultKind::Malformed);
            assert_eq!(fault.message, message, "{}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        #[test]
        fn valid_json_reads_as_serde_json_reads_it(text in "[\\[\\]{}:,\"0-9a-c.eE+ -]{0,30}") {
            let ours = value(text.as_bytes());
            let theirs = serde_json::from_str::<Value>(&text);
            match (ours, theirs) {
                (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs),
                (Err(fault), Ok(_)) => prop_assert!(fault.message.contains("twice")),
                (ours, Err(_)) => prop_assert!(ours.is_err()),
            }
        }
    }
}
