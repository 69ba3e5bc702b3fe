//! Comments, as they stand in an issue.

use crate::{
    json::{list, object, text},
    left_behind::{ABSENT_COMMENTS, EDITORS, FORMATTING, LeftBehind, RESTRICTIONS},
    person::person,
    rich_text::plain,
    time::moment,
};
use serde_json::{Map, Value};
use tessera_application::import::ForeignComment;
use tessera_domain::time::Time;

/// The issue's comments. One without words has an empty text: the core counts and leaves it.
pub fn comments(
    fields: &Map<String, Value>,
    issue: &str,
    opened: Time,
    left: &mut LeftBehind,
) -> Vec<ForeignComment> {
    let Some(block) = object(fields, "comment") else {
        return Vec::new();
    };
    let listed = list(block, "comments");
    let total = block.get("total").and_then(Value::as_u64).unwrap_or_default();
    left.note_many(
        ABSENT_COMMENTS,
        total.saturating_sub(u64::try_from(listed.len()).unwrap_or(u64::MAX)),
    );
    let mut comments = Vec::with_capacity(listed.len());
    for (place, comment) in listed.iter().filter_map(Value::as_object).enumerate() {
        let key = text(comment, "id").unwrap_or_else(|| format!("{issue}/{place}"));
        comments.push(read(comment, key, opened, left));
    }
    comments
}

fn read(comment: &Map<String, Value>, key: String, opened: Time, left: &mut LeftBehind) -> ForeignComment {
    let body = plain(comment, "body");
    if body.as_ref().is_some_and(|body| body.was_formatted) {
        left.note(FORMATTING);
    }
    let restricted = object(comment, "visibility").is_some_and(|visibility| !visibility.is_empty());
    if restricted {
        left.note(RESTRICTIONS);
    }
    let author = person(comment, "author");
    let editor = person(comment, "updateAuthor");
    if editor.is_some_and(|editor| author.as_ref().is_some_and(|author| author.key != editor.key)) {
        left.note(EDITORS);
    }
    let time = |name| text(comment, name).and_then(|text| moment(&text));
    let created = time("created").unwrap_or(opened);
    ForeignComment {
        key,
        author,
        text: body.map(|body| body.text).unwrap_or_default(),
        created,
        updated: time("updated").unwrap_or(created),
        // The second is how service desks mark what customers must not read.
        internal: restricted || comment.get("jsdPublic") == Some(&Value::Bool(false)),
    }
}
