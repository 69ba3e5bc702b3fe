use super::*;
use serde_json::{Value, json};
use tessera_domain::ticket::TagsWanted;

fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
    let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
    let Read { sent, issues } = Sent::read(&body, extent).ok().unwrap();
    let told: Vec<String> = issues.iter().map(ToString::to_string).collect();
    if told.is_empty() { Ok(sent) } else { Err(told) }
}

fn parts(body: &Value) -> (Option<Title>, NumberedRefs, TicketPatch) {
    read(body, Extent::Part).unwrap().parts()
}

#[test]
fn every_member_finds_its_place() {
    let (name, named, patch) = parts(&json!({
        "name": " Fix homepage loading issue ", "description": "Slow", "type": "bug", "status": "review",
        "priority_id": "4", "urgency": "high", "importance": "normal", "column": 1, "project": 1,
        "assignee_ids": [2, 1, 2], "tag_names": ["frontend", "performance"], "due_date": "2025-11-01",
        "start_date": "2025-10-25", "reporter": 7, "id": 9
    }));
    assert_eq!(name.unwrap().as_str(), "Fix homepage loading issue");
    assert_eq!((named.column, named.project), (Some(1), Some(1)));
    assert_eq!(named.assignees, Some(vec![2, 1]));
    assert_eq!(named.status.unwrap().key, "review");
    assert_eq!((named.rank, named.tags), (Some(Rank::HIGH), None));
    assert_eq!(named.due_on.value().unwrap().to_string(), "2025-11-01");
    assert_eq!(patch.kind, Some(Kind::Bug));
    assert_eq!(
        (patch.urgency, patch.importance),
        (Some(Level::High), Some(Level::Medium))
    );
    assert_eq!(patch.start_on.value().unwrap().to_string(), "2025-10-25");
    let Some(TagsWanted::Exactly(texts)) = patch.tags else {
        panic!("no tags");
    };
    let texts: Vec<&str> = texts.iter().map(Name::as_str).collect();
    assert_eq!(texts, ["frontend", "performance"]);
}

#[test]
fn nothing_named_changes_nothing_and_null_clears() {
    let (name, named, patch) = parts(&json!({}));
    assert_eq!(
        (name, named, patch),
        (None, NumberedRefs::default(), TicketPatch::default())
    );
    let (_, named, patch) = parts(&json!({"description": null, "due_date": null, "start_date": null}));
    assert_eq!((named.due_on, patch.description), (Patch::Clear, Patch::Clear));
    assert_eq!(patch.start_on, Patch::Clear);
}

#[test]
fn numbers_of_tags_count_before_their_texts() {
    for (body, numbers) in [
        (json!({"tag_ids": [3], "tags": [4], "tag_names": ["x"]}), vec![3]),
        (json!({"tags": [4], "tag_names": ["x"]}), vec![4]),
        (json!({"tag_ids": [], "tag_names": ["x"]}), vec![]),
    ] {
        let (_, named, patch) = parts(&body);
        assert_eq!((named.tags, patch.tags), (Some(numbers), None), "{body}");
    }
}

#[test]
fn name_and_column_must_be_there_unless_a_part_is_sent() {
    assert_eq!(
        read(&json!({}), Extent::Whole).err().unwrap(),
        ["name: Required", "column: Required"]
    );
    assert!(read(&json!({}), Extent::Part).is_ok());
}

#[test]
fn what_is_wrong_is_named() {
    for (body, issue) in [
        (json!({"name": ""}), "name: Must not be blank"),
        (
            json!({"name": "x".repeat(501)}),
            "name: Must have at most 500 character(s)",
        ),
        (
            json!({"column": "x"}),
            "column: Expected a number, received string",
        ),
        (json!({"column": null}), "column: Expected integer, received null"),
        (
            json!({"type": "zzz"}),
            "type: Must be one of: task, bug, story, epic",
        ),
        (
            json!({"priority_id": 6}),
            "priority_id: Must be one of: 1, 2, 3, 4, 5",
        ),
        (
            json!({"urgency": "urgent"}),
            "urgency: Must be one of: low, medium, high, critical",
        ),
        (
            json!({"assignee_ids": null}),
            "assignee_ids: Expected array, received null",
        ),
        (
            json!({"assignee_ids": "1"}),
            "assignee_ids: Expected array, received string",
        ),
        (
            json!({"tag_names": [1, []]}),
            "tag_names.1: Expected string, received array",
        ),
        (json!({"due_date": "01.11.2025"}), "due_date: Invalid date"),
        (
            json!({"due_date": "2025-11-01T00:00:00Z"}),
            "due_date: Invalid date",
        ),
    ] {
        assert_eq!(read(&body, Extent::Part).err().unwrap(), [issue], "{body}");
    }
}

#[test]
fn numbers_that_nothing_has_are_told_beside_what_else_is_wrong() {
    let body = json!({"name": "", "column": 9, "assignee_ids": [8], "tags": [7], "project": 6});
    let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
    let read = Sent::read(&body, Extent::Whole).ok().unwrap();
    assert_eq!(read.issues.len(), 1);
    let unknown = unknown(&read.sent.numbers(), &NumbersFound::default());
    let told: Vec<String> = unknown.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "column: Unknown column 9",
            "project: Unknown project 6",
            "assignee_ids: Unknown user 8",
            "tag_ids: Unknown tag 7"
        ]
    );
}

#[test]
fn a_word_that_is_no_status_is_a_bad_choice() {
    let issues = vec![
        Issue::new("status_id", Problem::UnknownReference { what: "status" }),
        Issue::new(
            "column_id",
            Problem::UnknownNumber {
                what: "column",
                number: 9,
            },
        ),
    ];
    let fault = refused(Fault::from(issues), Some("zzz"));
    assert_eq!(fault.issues[0].path.to_string(), "status");
    assert!(matches!(&fault.issues[0].problem, Problem::NotOneOf { received, .. } if received == "zzz"));
    assert_eq!(fault.issues[1].path.to_string(), "column_id");
}
