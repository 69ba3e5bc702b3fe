//! One issue file.

use crate::{
    comment::comments,
    json::{list, object, text},
    left_behind::{FORMATTING, LeftBehind},
    person::person,
    rich_text::plain,
    status::status,
    time::{due, moment},
};
use serde_json::{Map, Value};
use tessera_application::import::ForeignIssue;

/// What a file turned out to be.
#[derive(Debug)]
pub enum FileContent {
    /// An issue.
    Issue(Box<ForeignIssue>),
    /// JSON of another sort, such as the description of a project.
    OtherSort,
}

/// Reads a file, and counts what of it has no place in the core.
///
/// # Errors
/// In words, what is wrong with it: it is no JSON, or lacks what an issue cannot be without.
pub fn read(bytes: &[u8], left: &mut LeftBehind) -> Result<FileContent, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let file: Value = serde_json::from_slice(bytes).map_err(|error| format!("not JSON: {error}"))?;
    let Some((file, fields)) = file
        .as_object()
        .and_then(|file| Some((file, object(file, "fields")?)))
    else {
        return Ok(FileContent::OtherSort);
    };
    let issue = issue(file, fields, left)?;
    left.note_issue(file, fields);
    Ok(FileContent::Issue(Box::new(issue)))
}

fn issue(
    file: &Map<String, Value>,
    fields: &Map<String, Value>,
    left: &mut LeftBehind,
) -> Result<ForeignIssue, String> {
    let key = text(file, "key").ok_or("an issue without a key")?;
    let created = time(fields, "created", moment)?.ok_or("fields.created is missing")?;
    let updated = time(fields, "updated", moment)?.unwrap_or(created);
    let resolved = time(fields, "resolutiondate", moment)?;
    let due = time(fields, "duedate", due)?;
    let status = status(fields).ok_or("fields.status is missing or has no name")?;
    let (project_key, project_name) = project(fields, &key);
    Ok(ForeignIssue {
        title: text(fields, "summary"),
        description: description(fields, left),
        kind: name_of(fields, "issuetype").unwrap_or_default(),
        status,
        priority: name_of(fields, "priority"),
        project_key,
        project_name,
        labels: list(fields, "labels")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        reporter: person(fields, "reporter"),
        assignee: person(fields, "assignee"),
        creator: person(fields, "creator"),
        created,
        updated,
        resolved,
        due,
        comments: comments(fields, &key, created, left),
        key,
    })
}

fn time<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, String> {
    match text(fields, name) {
        Some(text) => read(&text)
            .map(Some)
            .ok_or_else(|| format!("fields.{name} is not a time")),
        None => Ok(None),
    }
}

fn name_of(fields: &Map<String, Value>, field: &str) -> Option<String> {
    text(object(fields, field)?, "name")
}

/// The project's key and name. An issue's key says its project where the field is missing.
fn project(fields: &Map<String, Value>, issue: &str) -> (String, String) {
    let project = object(fields, "project");
    let key = project.and_then(|project| text(project, "key"));
    let key = key.unwrap_or_else(|| {
        issue
            .rsplit_once('-')
            .map_or(issue, |(project, _)| project)
            .to_owned()
    });
    let name = project
        .and_then(|project| text(project, "name"))
        .unwrap_or_else(|| key.clone());
    (key, name)
}

fn description(fields: &Map<String, Value>, left: &mut LeftBehind) -> Option<String> {
    let description = plain(fields, "description")?;
    if description.was_formatted {
        left.note(FORMATTING);
    }
    Some(description.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::left_behind::{ABSENT_COMMENTS as ABSENT, EDITORS as EDITED, RESTRICTIONS as RESTRICTED};
    use serde_json::json;
    use tessera_domain::status::StatusCategory;

    fn sample() -> Value {
        let robin = json!({"key": "u1", "name": "rsample", "displayName": "Robin Sample",
            "emailAddress": "robin@example.com", "active": false});
        json!({"id": "100", "key": "SMP-7", "fields": {
            "summary": "The sample printer is out of paper", "description": "Tray 2.\r\nAgain.",
            "issuetype": {"name": "New Feature"}, "project": {"key": "SMP", "name": "Samples"},
            "status": {"name": "Waiting for paper", "statusCategory": {"key": "indeterminate"}},
            "priority": {"name": "Critical"}, "labels": ["paper", "floor-2"],
            "reporter": robin, "creator": {"accountId": "a2", "displayName": "Alex Example"}, "assignee": null,
            "created": "2020-01-02T03:04:05.678+0100", "updated": "2020-01-03T00:00:00.000+0000",
            "resolutiondate": "2020-01-04T00:00:00.000+0000", "duedate": "2020-01-31",
            "comment": {"total": 4, "comments": [
                {"id": "9", "author": robin, "updateAuthor": {"name": "other"}, "body": "On its way.",
                 "created": "2020-01-02T05:00:00.000+0000", "updated": "2020-01-02T06:00:00.000+0000"},
                {"id": "10", "body": "For us only.", "created": "2020-01-02T05:30:00.000+0000",
                 "visibility": {"type": "role", "value": "Staff"}},
                {"id": "11", "author": robin, "created": "2020-01-02T05:40:00.000+0000"}
            ]},
        }})
    }

    fn issue_of(file: &Value) -> (ForeignIssue, LeftBehind) {
        let mut left = LeftBehind::default();
        match read(file.to_string().as_bytes(), &mut left).unwrap() {
            FileContent::Issue(issue) => (*issue, left),
            FileContent::OtherSort => panic!("it is an issue"),
        }
    }

    #[test]
    fn everything_with_a_place_is_read() {
        let (issue, left) = issue_of(&sample());
        assert_eq!(issue.key, "SMP-7");
        assert_eq!(issue.title.as_deref(), Some("The sample printer is out of paper"));
        assert_eq!(issue.description.as_deref(), Some("Tray 2.\r\nAgain."));
        assert_eq!(issue.kind, "New Feature");
        assert_eq!(
            (issue.project_key.as_str(), issue.project_name.as_str()),
            ("SMP", "Samples")
        );
        assert_eq!(issue.status.category, StatusCategory::Waiting);
        assert_eq!(issue.priority.as_deref(), Some("Critical"));
        assert_eq!(issue.labels, ["paper", "floor-2"]);
        assert_eq!(issue.created.to_string(), "2020-01-02T02:04:05.678000Z");
        assert_eq!(issue.due.unwrap().to_string(), "2020-01-31T23:59:59.000000Z");
        assert_eq!(issue.resolved.unwrap().to_string(), "2020-01-04T00:00:00.000000Z");
        let expected = [(RESTRICTED, 1), (ABSENT, 1), (EDITED, 1)];
        assert_eq!(left.into_counts().into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn people_are_read_by_whatever_key_they_have() {
        let (issue, _) = issue_of(&sample());
        let reporter = issue.reporter.unwrap();
        assert_eq!(
            (reporter.key.as_str(), reporter.display_name.as_str()),
            ("u1", "Robin Sample")
        );
        assert_eq!(
            (reporter.email.as_deref(), reporter.active),
            (Some("robin@example.com"), false)
        );
        let creator = issue.creator.unwrap();
        assert_eq!((creator.key.as_str(), creator.active), ("a2", true));
        assert_eq!(issue.assignee, None);
    }

    #[test]
    fn comments_keep_author_times_and_restriction() {
        let (issue, _) = issue_of(&sample());
        let [first, second, third] = issue.comments.as_slice() else {
            panic!("three comments")
        };
        assert_eq!((first.key.as_str(), first.internal), ("9", false));
        assert_eq!(first.author.as_ref().unwrap().key, "u1");
        assert_eq!(first.updated.to_string(), "2020-01-02T06:00:00.000000Z");
        assert!(second.internal && second.author.is_none());
        assert_eq!(second.updated, second.created);
        assert_eq!(third.text, "");
    }

    #[test]
    fn what_may_be_missing_may_be_missing() {
        let bare = json!({"key": "SMP-8", "fields": {"created": "2020-01-02T03:04:05.678+0000", "priority": null,
            "status": {"name": "Open"}, "labels": null, "comment": null}});
        let (issue, left) = issue_of(&bare);
        assert_eq!(
            (issue.title, issue.description, issue.priority),
            (None, None, None)
        );
        assert_eq!(
            (issue.project_key.as_str(), issue.project_name.as_str()),
            ("SMP", "SMP")
        );
        assert_eq!((issue.updated, issue.kind.as_str()), (issue.created, ""));
        assert!(left.into_counts().is_empty());
    }

    #[test]
    fn what_is_no_issue_is_told_from_what_is_broken() {
        let mut left = LeftBehind::default();
        let other = |bytes: &[u8], left: &mut _| matches!(read(bytes, left), Ok(FileContent::OtherSort));
        assert!(other(br#"{"key": "SMP", "components": []}"#, &mut left));
        assert!(other(br#"[{"fields": {}}]"#, &mut left));
        assert!(other(b"\xEF\xBB\xBF{\"fields\": 3}", &mut left));
        let table = [
            ("{", "not JSON: EOF while parsing an object at line 1 column 1"),
            ("", "not JSON: EOF while parsing a value at line 1 column 0"),
            (r#"{"fields": {}}"#, "an issue without a key"),
            (r#"{"key": "A-1", "fields": {}}"#, "fields.created is missing"),
            (
                r#"{"key": "A-1", "fields": {"created": "soon"}}"#,
                "fields.created is not a time",
            ),
            (
                r#"{"key": "A-1", "fields": {"created": "2020-01-02T03:04:05.678+0000", "status": {}}}"#,
                "fields.status is missing or has no name",
            ),
        ];
        for (text, reason) in table {
            assert_eq!(read(text.as_bytes(), &mut left).unwrap_err(), reason, "{text}");
        }
        assert!(left.into_counts().is_empty());
    }
}
