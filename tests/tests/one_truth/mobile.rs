//! The mobile API's part: people change tickets and read them.

use crate::{
    story::{Deed, Opening},
    telling::{Opened, Stage, id_of, moment, same},
    truth::{Rank, Status, Truth, moment_of},
};
use serde_json::{Value, json};
use tessera_tests::{
    Reply, TestUser,
    mobile::{TICKETS, items, merge, text},
};

const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Open => "Open",
        Status::InProgress => "In Progress",
        Status::Review => "In Review",
        Status::Waiting => "Waiting",
        Status::PendingApproval => "Pending Approval",
        Status::Resolved => "Resolved",
        Status::Closed => "Closed",
    }
}

const fn priority_name(rank: Rank) -> &'static str {
    match rank {
        Rank::Lowest => "Lowest",
        Rank::Low => "Low",
        Rank::Medium => "Medium",
        Rank::High => "High",
        Rank::Highest => "Highest",
    }
}

/// The requester opens the ticket. Gives its id.
pub fn open(stage: &Stage<'_>, opening: &Opening) -> Result<Opened, String> {
    let mut body = json!({ "title": opening.title });
    if let Some(description) = &opening.description {
        merge(&mut body, json!({ "attributes": { "description": description } }));
    }
    if let Some(rank) = opening.rank {
        let id = id_of(&stage.priorities, priority_name(rank));
        merge(&mut body, json!({ "priority_id": id }));
    }
    let opened = answered(&stage.requester.post(TICKETS, &body), 201)?;
    let id = opened["ticket_id"].as_str();
    id.map(|id| Opened::Id(id.to_owned()))
        .ok_or_else(|| format!("no id: {opened}"))
}

/// The description and the day are parts of one object, which is replaced as a whole.
fn attributes(description: Option<&str>, due: Option<String>) -> Value {
    let mut attributes = json!({});
    if let Some(text) = description {
        merge(&mut attributes, json!({ "description": text }));
    }
    if let Some(due) = due {
        merge(&mut attributes, json!({ "due_date": due }));
    }
    json!({ "attributes": attributes })
}

/// Staff does it.
pub fn act(stage: &Stage<'_>, ticket: &str, deed: &Deed, truth: &Truth) -> Result<(), String> {
    let path = format!("{TICKETS}/{ticket}");
    let staff = &stage.staff;
    let reply = match deed {
        Deed::Title(title) => staff.put(&path, &json!({ "title": title })),
        Deed::Description(text) => {
            let body = attributes(text.as_deref(), truth.due.map(moment));
            staff.put(&path, &body)
        }
        Deed::Due(day) => {
            let due = day.map(|day| moment(moment_of(day, "12:00:00")));
            staff.put(&path, &attributes(truth.description.as_deref(), due))
        }
        Deed::Tags(tags) => staff.put(&path, &json!({ "tags": tags })),
        Deed::Assign(people) => {
            let id = people.first().map(|person| stage.person(*person).id.to_string());
            staff.put(&format!("{path}/assignment"), &json!({ "assigned_to": id }))
        }
        Deed::Column(_) => return Err("this dialect has no words for it".to_owned()),
        Deed::Rank(rank) => {
            let id = id_of(&stage.priorities, priority_name(*rank));
            staff.put(&path, &json!({ "priority_id": id }))
        }
        Deed::Status(status) => {
            let id = id_of(&stage.statuses, status_name(*status));
            staff.put(&format!("{path}/status"), &json!({ "status_id": id }))
        }
        Deed::Comment { text, internal } => {
            let body = json!({ "comment_text": text, "is_internal": internal });
            let reply = staff.post(&format!("{path}/comments"), &body);
            return answered(&reply, 201).map(drop);
        }
    };
    answered(&reply, 200).map(drop)
}

fn answered(reply: &Reply, status: u16) -> Result<Value, String> {
    if reply.status == status {
        return Ok(reply.json()["data"].clone());
    }
    Err(format!("{}: {}", reply.status, reply.text()))
}

/// Staff and the requester read the ticket, its line in the list, and what was said.
pub fn read(stage: &Stage<'_>, ticket: &str, truth: &Truth) -> Result<(), String> {
    for (who, reader, internal) in [
        ("staff", &stage.staff, true),
        ("the requester", &stage.requester, false),
    ] {
        let seen = answered(&reader.get(&format!("{TICKETS}/{ticket}")), 200)?;
        same(who, "the ticket", &told(&seen), &spelled(stage, truth))?;
        let said = answered(&reader.get(&format!("{TICKETS}/{ticket}/comments")), 200)?;
        let known = json!(expected_remarks(truth, internal));
        same(who, "the comments", &json!(remarks(&said)), &known)?;
    }
    listed(&stage.staff, ticket, truth)
}

fn spelled(stage: &Stage<'_>, truth: &Truth) -> Value {
    let assignee = truth.assignees.first();
    let tags = sorted(truth.tags.iter().map(|tag| (*tag).to_owned()).collect());
    json!({
        "assigned_to": assignee.map(|person| stage.person(*person).id.to_string()),
        "tags": tags,
        "due_date": truth.due.map(moment),
        "title": truth.title,
        "description": truth.description,
        "status_name": status_name(truth.status),
        "status_is_closed": truth.status.is_finished(),
        "is_closed": truth.status.is_finished(),
        "priority_name": priority_name(truth.rank),
        "category_name": truth.category,
        "entered_at": moment(truth.created_at),
        "updated_at": moment(truth.updated_at),
        "closed_at": truth.closed_at.map(moment),
    })
}

fn told(seen: &Value) -> Value {
    let tags = items(&seen["tags"])
        .iter()
        .map(|tag| text(&tag["tag_text"]))
        .collect();
    json!({
        "assigned_to": seen["assigned_to"],
        "tags": sorted(tags),
        "due_date": seen["due_date"],
        "title": seen["title"],
        "description": seen["attributes"]["description"],
        "status_name": seen["status_name"],
        "status_is_closed": seen["status_is_closed"],
        "is_closed": seen["is_closed"],
        "priority_name": seen["priority_name"],
        "category_name": seen["category_name"],
        "entered_at": seen["entered_at"],
        "updated_at": seen["updated_at"],
        "closed_at": seen["closed_at"],
    })
}

/// What was said, in no order: several may say something in one moment.
fn remarks(said: &Value) -> Vec<String> {
    let remark = |comment: &Value| {
        let parts = ["comment_text", "is_internal", "created_at"];
        parts.map(|part| comment[part].to_string()).join(" ")
    };
    sorted(items(said).iter().map(remark).collect())
}

fn expected_remarks(truth: &Truth, internal: bool) -> Vec<String> {
    let read = truth.remarks.iter().filter(|remark| internal || !remark.internal);
    let remark = |text: &str, internal: bool, at: String| format!("{} {internal} {}", json!(text), json!(at));
    sorted(
        read.map(|known| remark(&known.text, known.internal, moment(known.at)))
            .collect(),
    )
}

fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

/// The newest line of the list that shows finished and unfinished ones is the ticket's.
fn listed(staff: &TestUser, ticket: &str, truth: &Truth) -> Result<(), String> {
    let open = !truth.status.is_finished();
    let query = format!("{TICKETS}?is_open={open}&sort=updated_at&order=desc&limit=5");
    let page = answered(&staff.get(&query), 200)?;
    let line = items(&page).into_iter().find(|line| line["ticket_id"] == ticket);
    let line = line.ok_or_else(|| format!("{query} does not show the ticket"))?;
    same(
        "staff",
        "the title in the list",
        &line["title"],
        &json!(truth.title),
    )?;
    let status = json!(status_name(truth.status));
    same("staff", "the status in the list", &line["status_name"], &status)
}
