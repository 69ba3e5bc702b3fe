//! One issue file.

use crate::{
    comment::comments,
    json::{list, object, text},
    left_behind::{self, CUT_TEXTS, FORMATTING},
    person::person,
    rich_text::plain,
    status::status,
    time::{due, moment},
};
use serde_json::{Map, Value};
use tessera_application::import::ForeignIssue;
use tessera_domain::text::{Description, Title};

/// What a file turned out to be.
pub enum FileContent {
    /// An issue.
    Issue(Box<ForeignIssue>),
    /// JSON of another sort, such as the description of a project.
    OtherSort,
}

/// Reads a file.
///
/// # Errors
/// In words, what is wrong with it: it is no JSON, or lacks what an issue cannot be without.
pub fn read(bytes: &[u8]) -> Result<FileContent, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).map_err(|error| format!("not JSON: {error}"))?;
    let Some((file, fields)) = file.as_object().and_then(|file| Some((file, object(file, "fields")?))) else {
        return Ok(FileContent::OtherSort);
    };
    issue(file, fields).map(|issue| FileContent::Issue(Box::new(issue)))
}

fn issue(file: &Map<String, Value>, fields: &Map<String, Value>) -> Result<ForeignIssue, String> {
    let key = text(file, "key").ok_or("an issue without a key")?;
    let time = |name: &str| match text(fields, name) {
        Some(text) => moment(&text).map(Some).ok_or_else(|| format!("fields.{name} is not a time")),
        None => Ok(None),
    };
    let created = time("created")?.ok_or("fields.created is missing")?;
    let status = status(fields).ok_or("fields.status is missing or has no name")?;
    let due = match text(fields, "duedate") {
        Some(text) => Some(due(&text).ok_or("fields.duedate is not a day")?),
        None => None,
    };
    let mut not_carried = Vec::new();
    left_behind::note(fields, &mut not_carried);
    note_history(file, &mut not_carried);
    Ok(ForeignIssue {
        title: text(fields, "summary").map(|title| cut(title, Title::MAX, &mut not_carried)),
        description: description(fields, &mut not_carried),
        kind: name_of(fields, "issuetype").unwrap_or_default(),
        status,
        priority: name_of(fields, "priority"),
        project: project(fields, &key),
        labels: list(fields, "labels").iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        reporter: person(fields, "reporter"),
        assignee: person(fields, "assignee"),
        creator: person(fields, "creator"),
        created,
        updated: time("updated")?.unwrap_or(created),
        resolved: time("resolutiondate")?,
        due,
        comments: comments(fields, &key, created, &mut not_carried),
        not_carried,
        key,
    })
}

fn name_of(fields: &Map<String, Value>, field: &str) -> Option<String> {
    text(object(fields, field)?, "name")
}

/// The project's key and name. An issue's key says its project where the field is missing.
fn project(fields: &Map<String, Value>, issue: &str) -> (String, String) {
    let project = object(fields, "project");
    let key = project.and_then(|project| text(project, "key"));
    let key = key.unwrap_or_else(|| issue.rsplit_once('-').map_or(issue, |(project, _)| project).to_owned());
    let name = project.and_then(|project| text(project, "name")).unwrap_or_else(|| key.clone());
    (key, name)
}

fn description(fields: &Map<String, Value>, left: &mut Vec<&'static str>) -> Option<String> {
    let description = plain(fields, "description")?;
    if description.was_formatted {
        left.push(FORMATTING);
    }
    Some(cut(description.text, Description::MAX, left))
}

/// The changes of the past, which come along when the interface is asked to expand them.
fn note_history(file: &Map<String, Value>, left: &mut Vec<&'static str>) {
    if let Some(changelog) = object(file, "changelog") {
        left_behind::repeat(left, "history entries", list(changelog, "histories").len());
    }
}

/// Cuts a text to the core's limit. Logs of several MB, pasted as text, are met in real archives.
pub fn cut(mut text: String, most: usize, left: &mut Vec<&'static str>) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        left.push(CUT_TEXTS);
    }
    text
}
