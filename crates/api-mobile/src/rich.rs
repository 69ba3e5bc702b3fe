//! What a reader sees of a text, which may be plain or a rich document written down as JSON.
//!
//! The app's editor sends rich documents: a list of blocks, or one `doc` object, whose leaves carry `text`.
//! Whatever does not read as one of these is plain text.

use serde_json::{Map, Value};

/// The visible lines of a rich document, or nothing when the text is plain.
fn rich_lines(text: &str) -> Option<Vec<String>> {
    if !text.trim_start().starts_with(['[', '{']) {
        return None;
    }
    let mut lines = Lines::default();
    match serde_json::from_str(text).ok()? {
        Value::Array(blocks) if !blocks.is_empty() && blocks.iter().all(is_block) => lines.all(&blocks),
        Value::Object(doc) if doc.get("type").is_some_and(|kind| kind == "doc") => lines.inside(&doc),
        _ => return None,
    }
    lines.end();
    Some(lines.done)
}

fn is_block(value: &Value) -> bool {
    value.get("type").is_some_and(Value::is_string)
}

#[derive(Default)]
struct Lines {
    done: Vec<String>,
    open: String,
}

impl Lines {
    fn all(&mut self, items: &[Value]) {
        for item in items {
            match item {
                Value::String(text) => self.open.push_str(text),
                Value::Array(items) => self.all(items),
                Value::Object(node) => self.node(node),
                _ => {}
            }
        }
    }

    fn node(&mut self, node: &Map<String, Value>) {
        if let Some(Value::String(text)) = node.get("text") {
            self.open.push_str(text);
            return;
        }
        let inline = node
            .get("type")
            .is_some_and(|kind| kind == "link" || kind == "mention");
        self.inside(node);
        if !inline {
            self.end();
        }
    }

    /// Children stand on lines of their own, below what the node itself says.
    fn inside(&mut self, node: &Map<String, Value>) {
        for member in ["content", "rows", "cells"] {
            match node.get(member) {
                Some(Value::String(text)) => self.open.push_str(text),
                Some(Value::Array(items)) => self.all(items),
                Some(Value::Object(inner)) => self.inside(inner),
                _ => {}
            }
        }
        if let Some(Value::Array(children)) = node.get("children")
            && !children.is_empty()
        {
            self.end();
            self.all(children);
        }
    }

    fn end(&mut self) {
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }
}

/// How many Unicode scalars a reader sees; line breaks between blocks do not count.
pub fn visible_length(text: &str) -> usize {
    rich_lines(text).map_or_else(
        || text.chars().count(),
        |lines| lines.iter().map(|line| line.chars().count()).sum(),
    )
}

/// Whether a reader sees nothing but white space.
pub fn is_blank(text: &str) -> bool {
    rich_lines(text).map_or_else(
        || text.trim().is_empty(),
        |lines| lines.iter().all(|line| line.trim().is_empty()),
    )
}

/// The text as HTML that may stand in any page: paragraphs, line breaks, and nothing that the writer meant
/// as markup. No text is an empty paragraph.
pub fn html(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    let paragraphs: Vec<String> = match rich_lines(text) {
        Some(lines) => lines.iter().map(|line| escaped(line)).collect(),
        None => plain_paragraphs(text),
    };
    if paragraphs.is_empty() {
        return "<p></p>".into();
    }
    format!("<p>{}</p>", paragraphs.join("</p><p>"))
}

fn plain_paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut begun = false;
    for line in text.lines() {
        if line.trim().is_empty() {
            begun = false;
            continue;
        }
        match paragraphs.last_mut().filter(|_| begun) {
            Some(paragraph) => {
                paragraph.push_str("<br>");
                paragraph.push_str(&escaped(line));
            }
            None => paragraphs.push(escaped(line)),
        }
        begun = true;
    }
    paragraphs
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCKS: &str = r#"[
        {"type": "paragraph", "content": [
            {"type": "text", "text": "Hot "},
            {"type": "link", "href": "x", "content": [{"type": "text", "text": "wire"}]}
        ], "children": [{"type": "paragraph", "content": "below"}]},
        {"type": "paragraph", "content": []}
    ]"#;

    #[test]
    fn plain_text_becomes_paragraphs_and_breaks() {
        assert_eq!(html(Some("one\ntwo\n\n\nthree")), "<p>one<br>two</p><p>three</p>");
    }

    #[test]
    fn nothing_is_an_empty_paragraph() {
        for nothing in [None, Some(""), Some(" \n ")] {
            assert_eq!(html(nothing), "<p></p>");
        }
    }

    #[test]
    fn markup_in_the_text_stays_text() {
        assert_eq!(
            html(Some("<script>alert('x')</script> & \"y\"")),
            "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;</p>"
        );
    }

    #[test]
    fn a_rich_document_is_read_for_its_text() {
        assert_eq!(html(Some(BLOCKS)), "<p>Hot wire</p><p>below</p>");
        assert_eq!(visible_length(BLOCKS), 13);
        let doc =
            r#"{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"<b>"}]}]}"#;
        assert_eq!(html(Some(doc)), "<p>&lt;b&gt;</p>");
    }

    #[test]
    fn what_only_looks_like_a_document_is_plain() {
        for plain in ["[x", "[1, 2]", "{}", "[]", r#"{"type":"other"}"#] {
            assert_eq!(visible_length(plain), plain.chars().count(), "{plain}");
            assert!(!is_blank(plain), "{plain}");
        }
    }

    #[test]
    fn an_empty_document_is_blank() {
        assert!(is_blank(
            r#"[{"type":"paragraph","content":[{"type":"text","text":"  "}]}]"#
        ));
        assert!(is_blank(" \t\n"));
        assert!(!is_blank(BLOCKS));
    }

    #[test]
    fn length_is_counted_in_scalars_and_untrimmed() {
        assert_eq!(visible_length(" 🎫 "), 3);
    }
}
