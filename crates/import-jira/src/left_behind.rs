//! Names what the files hold and the core has no place for, and counts it.

use crate::json::{list, object, says_something};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Comments that an issue counts but its file does not hold.
pub const ABSENT_COMMENTS: &str = "comments that issues count but their files do not hold";
/// Comments that only a group could read.
pub const RESTRICTIONS: &str = "comment restrictions (the comments were carried over as internal ones)";
/// Who changed a comment after its author.
pub const EDITORS: &str = "names of who edited others' comments";
/// Formatting of texts that are documents.
pub const FORMATTING: &str = "formatting of texts";
const HISTORY: &str = "history entries";
const WATCHERS: &str = "watchers (Jira tells their number only)";
const ESTIMATES: &str = "time estimates";

/// Fields that are carried over, are counted elsewhere, or say nothing of their own.
const SILENT: [&str; 26] = [
    "aggregateprogress",
    "aggregatetimespent",
    "assignee",
    "comment",
    "created",
    "creator",
    "description",
    "duedate",
    "issuetype",
    "labels",
    "lastViewed",
    "priority",
    "progress",
    "project",
    "reporter",
    "resolutiondate",
    "status",
    "statusCategory",
    "statuscategorychangedate",
    "summary",
    "thumbnail",
    "timetracking",
    "updated",
    "votes",
    "watches",
    "workratio",
];

/// What the other fields are called in the report. Of a list each item counts.
const NAMES: [(&str, &str); 20] = [
    ("aggregatetimeestimate", ESTIMATES),
    ("aggregatetimeoriginalestimate", ESTIMATES),
    ("attachment", "attachments"),
    ("closedSprints", "sprints"),
    ("components", "components"),
    ("environment", "environments"),
    ("epic", "links to epics"),
    ("fixVersions", "fix versions"),
    ("flagged", "flags"),
    ("issuelinks", "links between issues"),
    ("issuerestriction", "issue restrictions"),
    ("parent", "links to parents"),
    (
        "resolution",
        "resolutions (when an issue was resolved is carried over)",
    ),
    ("security", "security levels"),
    ("sprint", "sprints"),
    ("subtasks", "links to subtasks"),
    ("timeestimate", ESTIMATES),
    ("timeoriginalestimate", ESTIMATES),
    ("timespent", "sums of time spent"),
    ("versions", "affected versions"),
];

/// Counts by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeftBehind(BTreeMap<&'static str, u64>);

impl LeftBehind {
    /// Counts one more.
    pub fn note(&mut self, name: &'static str) {
        self.note_many(name, 1);
    }

    /// Counts so many more.
    pub fn note_many(&mut self, name: &'static str, count: u64) {
        if count > 0 {
            let sum = self.0.entry(name).or_default();
            *sum = sum.saturating_add(count);
        }
    }

    /// Counts what is in an issue.
    pub fn note_issue(&mut self, file: &Map<String, Value>, fields: &Map<String, Value>) {
        if let Some(changelog) = object(file, "changelog") {
            self.note_many(HISTORY, length(list(changelog, "histories")));
        }
        if let Some(worklog) = object(fields, "worklog") {
            self.note_many(
                "worklog entries",
                number(worklog, "total").max(length(list(worklog, "worklogs"))),
            );
        }
        self.note_many(
            WATCHERS,
            object(fields, "watches").map_or(0, |watches| number(watches, "watchCount")),
        );
        self.note_many(
            "votes",
            object(fields, "votes").map_or(0, |votes| number(votes, "votes")),
        );
        for (field, value) in fields {
            self.note_field(field, value);
        }
    }

    fn note_field(&mut self, field: &str, value: &Value) {
        if SILENT.contains(&field) || field == "worklog" || !says_something(value) {
            return;
        }
        let count = value.as_array().map_or(1, |items| length(items));
        let known = NAMES.iter().find(|(known, _)| *known == field);
        match known {
            Some((_, name)) => self.note_many(name, count),
            None if field.starts_with("customfield_") => self.note("custom fields"),
            None => self.note("other fields"),
        }
    }

    /// The counts.
    pub fn into_counts(self) -> BTreeMap<&'static str, u64> {
        self.0
    }
}

fn number(of: &Map<String, Value>, name: &str) -> u64 {
    of.get(name).and_then(Value::as_u64).unwrap_or_default()
}

fn length(items: &[Value]) -> u64 {
    u64::try_from(items.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_thing_is_counted_under_its_name() {
        let file = json!({"changelog": {"histories": [{}, {}]}, "fields": {
            "summary": "carried", "labels": ["carried"], "flagged": true, "environment": "  ",
            "attachment": [{}, {}], "components": [{"name": "Paper"}], "fixVersions": [], "parent": {"key": "SMP-1"},
            "customfield_10010": "x", "customfield_10011": null, "plugin": {"a": 1}, "timespent": 0,
            "watches": {"watchCount": 3}, "votes": {"votes": 0}, "worklog": {"total": 4, "worklogs": [{}]},
            "sprint": {"id": 1}, "closedSprints": [{}],
        }});
        let mut left = LeftBehind::default();
        left.note_issue(file.as_object().unwrap(), file["fields"].as_object().unwrap());
        let expected = BTreeMap::from([
            ("attachments", 2),
            ("components", 1),
            ("custom fields", 1),
            ("flags", 1),
            (HISTORY, 2),
            ("links to parents", 1),
            ("other fields", 1),
            ("sprints", 2),
            (WATCHERS, 3),
            ("worklog entries", 4),
        ]);
        assert_eq!(left.into_counts(), expected);
    }
}
