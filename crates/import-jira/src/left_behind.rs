//! Names what an issue holds and the core has no place for, once per thing.

use crate::json::{list, object, says_something};
use serde_json::{Map, Value};

/// Comments whose file holds the author and the times, but no words.
pub const EMPTY_COMMENTS: &str = "comments without text";
/// Comments that the issue counts but its file does not hold.
pub const ABSENT_COMMENTS: &str = "comments that the files do not hold";
/// Comments that only a group could read. They are carried over, as internal ones.
pub const RESTRICTIONS: &str = "comment restrictions (carried over as internal comments)";
/// Who changed a comment after its author.
pub const EDITORS: &str = "editors of others' comments";
/// Texts above the core's limit.
pub const CUT_TEXTS: &str = "ends of texts beyond 1,000,000 characters";
/// Formatting of texts that are documents.
pub const FORMATTING: &str = "formatting of texts";

/// Fields that are carried over, or say nothing of their own.
const CARRIED: [&str; 27] = [
    "summary",
    "description",
    "issuetype",
    "project",
    "status",
    "statuscategorychangedate",
    "statusCategory",
    "priority",
    "labels",
    "reporter",
    "creator",
    "assignee",
    "created",
    "updated",
    "resolutiondate",
    "duedate",
    "comment",
    "lastViewed",
    "workratio",
    "progress",
    "aggregateprogress",
    "thumbnail",
    "watches",
    "votes",
    "worklog",
    "timetracking",
    "aggregatetimespent",
];

/// Lists of which each item counts, and their names in the report.
const LISTS: [(&str, &str); 7] = [
    ("attachment", "attachments"),
    ("issuelinks", "links between issues"),
    ("subtasks", "links to subtasks"),
    ("components", "components"),
    ("versions", "affected versions"),
    ("fixVersions", "fix versions"),
    ("closedSprints", "closed sprints"),
];

/// Single values, and their names in the report.
const VALUES: [(&str, &str); 13] = [
    ("parent", "links to parents"),
    ("epic", "links to epics"),
    ("environment", "environments"),
    ("resolution", "resolutions (the time of resolving is carried over)"),
    ("sprint", "sprints"),
    ("security", "security levels"),
    ("flagged", "flags"),
    ("timeoriginalestimate", "time estimates"),
    ("timeestimate", "time estimates"),
    ("timespent", "sums of time spent"),
    ("aggregatetimeoriginalestimate", "time estimates"),
    ("aggregatetimeestimate", "time estimates"),
    ("issuerestriction", "issue restrictions"),
];

/// Appends one name per thing in the fields that is not carried over.
pub fn note(fields: &Map<String, Value>, names: &mut Vec<&'static str>) {
    note_counted(fields, names);
    for (field, value) in fields {
        let field = field.as_str();
        if CARRIED.contains(&field) || !says_something(value) {
            continue;
        }
        if let Some((_, name)) = LISTS.iter().find(|(known, _)| *known == field) {
            repeat(names, name, value.as_array().map_or(1, Vec::len));
        } else if let Some((_, name)) = VALUES.iter().find(|(known, _)| *known == field) {
            names.push(name);
        } else if field.starts_with("customfield_") {
            names.push("custom fields");
        } else {
            names.push("other fields");
        }
    }
}

/// What Jira tells by a number inside an object.
fn note_counted(fields: &Map<String, Value>, names: &mut Vec<&'static str>) {
    for (field, count, name) in
        [("watches", "watchCount", "watchers (Jira names their number only)"), ("votes", "votes", "votes")]
    {
        let count = object(fields, field).and_then(|object| object.get(count)?.as_u64());
        repeat(names, name, usize::try_from(count.unwrap_or_default()).unwrap_or_default().min(10_000));
    }
    if let Some(worklog) = object(fields, "worklog") {
        repeat(names, "worklog entries", list(worklog, "worklogs").len());
    }
}

/// Appends the name so many times.
pub fn repeat(names: &mut Vec<&'static str>, name: &'static str, times: usize) {
    names.extend(std::iter::repeat_n(name, times));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[test]
    fn each_thing_is_counted_under_its_name() {
        let fields = json!({
            "summary": "carried", "labels": ["carried"], "flagged": true, "environment": "  ",
            "attachment": [{}, {}], "components": [{"name": "Paper"}], "fixVersions": [], "parent": {"key": "SMP-1"},
            "customfield_10010": "x", "customfield_10011": null, "plugin": {"a": 1}, "timespent": 0,
            "watches": {"watchCount": 3}, "votes": {"votes": 0}, "worklog": {"total": 1, "worklogs": [{}]},
        });
        let mut names = Vec::new();
        note(fields.as_object().unwrap(), &mut names);
        let mut counts = BTreeMap::new();
        for name in names {
            *counts.entry(name).or_insert(0) += 1;
        }
        let expected = BTreeMap::from([
            ("attachments", 2),
            ("components", 1),
            ("custom fields", 1),
            ("flags", 1),
            ("links to parents", 1),
            ("other fields", 1),
            ("watchers (Jira names their number only)", 3),
            ("worklog entries", 1),
        ]);
        assert_eq!(counts, expected);
    }
}
