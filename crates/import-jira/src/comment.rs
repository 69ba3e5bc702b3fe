//! Comments, as they stand in an issue.

use crate::{
    issue::cut,
    json::{list, object, text},
    left_behind::{self, ABSENT_COMMENTS, EDITORS, EMPTY_COMMENTS, FORMATTING, RESTRICTIONS},
    person::person,
    rich_text::plain,
    time::moment,
};
use serde_json::{Map, Value};
use tessera_application::import::ForeignComment;
use tessera_domain::{text::CommentText, time::Time};

/// The issue's comments that have words, and the names of what is left behind.
pub fn comments(
    fields: &Map<String, Value>,
    issue: &str,
    opened: Time,
    left: &mut Vec<&'static str>,
) -> Vec<ForeignComment> {
    let Some(block) = object(fields, "comment") else { return Vec::new() };
    let listed = list(block, "comments");
    let total = block.get("total").and_then(Value::as_u64).and_then(|total| usize::try_from(total).ok());
    let absent = total.unwrap_or_default().saturating_sub(listed.len());
    left_behind::repeat(left, ABSENT_COMMENTS, absent.min(100_000));
    let mut comments = Vec::with_capacity(listed.len());
    for (place, comment) in listed.iter().filter_map(Value::as_object).enumerate() {
        let key = text(comment, "id").unwrap_or_else(|| format!("{issue}/{place}"));
        match read(comment, key, opened, left) {
            Some(comment) => comments.push(comment),
            None => left.push(EMPTY_COMMENTS),
        }
    }
    comments
}

fn read(
    comment: &Map<String, Value>,
    key: String,
    opened: Time,
    left: &mut Vec<&'static str>,
) -> Option<ForeignComment> {
    let body = plain(comment, "body")?;
    if body.was_formatted {
        left.push(FORMATTING);
    }
    let restricted = object(comment, "visibility").is_some_and(|visibility| !visibility.is_empty());
    if restricted {
        left.push(RESTRICTIONS);
    }
    let author = person(comment, "author");
    let editor = person(comment, "updateAuthor");
    if editor.is_some_and(|editor| author.as_ref().is_some_and(|author| author.key != editor.key)) {
        left.push(EDITORS);
    }
    let time = |name| text(comment, name).and_then(|text| moment(&text));
    let created = time("created").unwrap_or(opened);
    Some(ForeignComment {
        key,
        author,
        text: cut(body.text, CommentText::MAX, left),
        created,
        updated: time("updated").unwrap_or(created),
        // The second is how service desks mark what customers must not read.
        internal: restricted || comment.get("jsdPublic") == Some(&Value::Bool(false)),
    })
}
