//! Long texts: plain ones, and the documents that newer sites write instead.

use crate::json::{list, text};
use serde_json::{Map, Value};

/// A long text in plain words.
pub struct Plain {
    /// The words.
    pub text: String,
    /// Whether it was a document, whose formatting is gone now.
    pub was_formatted: bool,
}

/// Reads a text or a document. Nothing where there is no word in it.
pub fn plain(of: &Map<String, Value>, name: &str) -> Option<Plain> {
    let plain = match of.get(name)? {
        Value::String(text) => Plain {
            text: text.clone(),
            was_formatted: false,
        },
        Value::Object(document) => {
            let mut words = String::new();
            write(document, &mut words);
            words.truncate(words.trim_end().len());
            Plain {
                text: words,
                was_formatted: true,
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    (!plain.text.trim().is_empty()).then_some(plain)
}

/// Writes a node's own words, then those of the nodes in it. JSON's own limit of depth holds here too.
fn write(node: &Map<String, Value>, words: &mut String) {
    let attributes = node.get("attrs").and_then(Value::as_object);
    let attribute = |name| attributes.and_then(|attributes| text(attributes, name));
    match node.get("type").and_then(Value::as_str) {
        Some("text") => words.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default()),
        Some("mention" | "status") => words.push_str(&attribute("text").unwrap_or_default()),
        Some("emoji") => words.push_str(
            &attribute("text")
                .or_else(|| attribute("shortName"))
                .unwrap_or_default(),
        ),
        Some("inlineCard" | "blockCard" | "embedCard") => {
            words.push_str(&attribute("url").unwrap_or_default());
        }
        Some("hardBreak" | "rule") => words.push('\n'),
        Some("listItem") => words.push_str("- "),
        _ => {}
    }
    for child in list(node, "content").iter().filter_map(Value::as_object) {
        write(child, words);
    }
    let ends_a_line = matches!(
        node.get("type").and_then(Value::as_str),
        Some("paragraph" | "heading" | "codeBlock" | "blockquote" | "listItem" | "tableRow" | "blockCard")
    );
    if ends_a_line && !words.ends_with('\n') {
        words.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_becomes_lines() {
        let fields = json!({"body": {"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [
                {"type": "text", "text": "Hello "},
                {"type": "mention", "attrs": {"text": "@Robin Sample"}},
                {"type": "hardBreak"},
                {"type": "text", "text": "second line", "marks": [{"type": "strong"}]}]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "one"}]}]},
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "two"}]}]}]}
        ]}});
        let plain = plain(fields.as_object().unwrap(), "body").unwrap();
        assert_eq!(plain.text, "Hello @Robin Sample\nsecond line\n- one\n- two");
        assert!(plain.was_formatted);
    }

    #[test]
    fn plain_texts_stay_as_they_are() {
        let fields =
            json!({"body": " *bold*\r\n", "empty": "  ", "nothing": null, "hollow": {"type": "doc"}});
        let fields = fields.as_object().unwrap();
        assert_eq!(plain(fields, "body").unwrap().text, " *bold*\r\n");
        assert!(plain(fields, "empty").is_none());
        assert!(plain(fields, "nothing").is_none());
        assert!(plain(fields, "hollow").is_none());
    }
}
