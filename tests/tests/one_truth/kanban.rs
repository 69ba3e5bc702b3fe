//! The kanban API's part: people open cards, drag them over the board, and read them.

use crate::{
    story::{Deed, Opening},
    telling::{Opened, Stage, same},
    truth::{Lane, Person, Rank, Status, Truth},
};
use serde_json::{Value, json};
use tessera_domain::time::Time;
use tessera_tests::{
    Reply,
    kanban::{COMMENTS, TICKETS},
    mobile::{items, merge},
};

/// As it is written. Reading tells both finished ones as `done`.
const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Open => "new",
        Status::InProgress => "in_progress",
        Status::Review => "review",
        Status::Waiting => "waiting",
        Status::PendingApproval => "pending_approval",
        Status::Resolved => "resolved",
        Status::Closed => "closed",
    }
}

const fn status_read(status: Status) -> &'static str {
    if status.is_finished() {
        "done"
    } else {
        status_word(status)
    }
}

const fn priority_number(rank: Rank) -> i64 {
    match rank {
        Rank::Lowest => 1,
        Rank::Low => 2,
        Rank::Medium => 3,
        Rank::High => 4,
        Rank::Highest => 5,
    }
}

const fn column_name(lane: Lane) -> &'static str {
    match lane {
        Lane::New => "New",
        Lane::InProgress => "In Progress",
        Lane::Review => "Review",
        Lane::Done => "Done",
    }
}

fn people(stage: &Stage<'_>, people: &[Person]) -> Value {
    people.iter().map(|person| stage.number(*person)).collect()
}

/// Whole seconds are written without their fraction; stories know no others.
fn moment(time: Time) -> String {
    time.to_millis_text().replace(".000Z", "Z")
}

/// The requester opens a card. Gives its number.
pub fn open(stage: &Stage<'_>, opening: &Opening) -> Result<Opened, String> {
    let column = stage.column(opening.column.unwrap_or(Lane::New));
    let mut body = json!({ "name": opening.title, "description": opening.description, "column": column });
    if let Some(rank) = opening.rank {
        merge(&mut body, json!({ "priority_id": priority_number(rank) }));
    }
    let opened = answered(&stage.board.1.post(TICKETS, &body), 201)?;
    let number = opened["id"].as_i64();
    number
        .map(Opened::Number)
        .ok_or_else(|| format!("no number: {opened}"))
}

/// The requester does it, as a member of the project.
pub fn act(stage: &Stage<'_>, ticket: i64, deed: &Deed) -> Result<(), String> {
    let body = match deed {
        Deed::Title(title) => json!({ "name": title }),
        Deed::Description(description) => json!({ "description": description }),
        Deed::Rank(rank) => json!({ "priority_id": priority_number(*rank) }),
        Deed::Status(status) => json!({ "status": status_word(*status) }),
        Deed::Column(lane) => json!({ "column": stage.column(*lane) }),
        Deed::Assign(wanted) => json!({ "assignee_ids": people(stage, wanted) }),
        Deed::Tags(tags) => json!({ "tag_names": tags }),
        Deed::Due(day) => json!({ "due_date": day }),
        Deed::Comment { text, .. } => {
            let body = json!({ "ticket": ticket, "content": text });
            return answered(&stage.board.1.post(COMMENTS, &body), 201).map(drop);
        }
    };
    let reply = stage.board.1.patch(&format!("{TICKETS}{ticket}/"), &body);
    answered(&reply, 200).map(drop)
}

fn answered(reply: &Reply, status: u16) -> Result<Value, String> {
    if reply.status == status {
        return Ok(reply.json());
    }
    Err(format!("{}: {}", reply.status, reply.text()))
}

/// The admin and the requester read the card, and what was said.
pub fn read(stage: &Stage<'_>, ticket: i64, truth: &Truth) -> Result<(), String> {
    let (admin, requester) = &stage.board;
    for (who, reader, internal) in [("the admin", admin, true), ("the requester", requester, false)] {
        let seen = answered(&reader.get(&format!("{TICKETS}{ticket}/")), 200)?;
        let read: Vec<_> = truth
            .remarks
            .iter()
            .filter(|remark| internal || !remark.internal)
            .collect();
        same(who, "the card", &told(&seen), &spelled(stage, truth, read.len()))?;
        let said = answered(&reader.get(&format!("{COMMENTS}?ticket={ticket}")), 200)?;
        let said: Vec<Value> = items(&said)
            .iter()
            .map(|it| json!([it["content"], it["created_at"]]))
            .collect();
        let known: Vec<Value> = read
            .iter()
            .map(|remark| json!([remark.text, moment(remark.at)]))
            .collect();
        same(who, "the comments", &json!(sorted(&said)), &json!(sorted(&known)))?;
    }
    Ok(())
}

/// Several may say something in one moment.
fn sorted(said: &[Value]) -> Vec<String> {
    let mut all: Vec<String> = said.iter().map(Value::to_string).collect();
    all.sort();
    all
}

fn spelled(stage: &Stage<'_>, truth: &Truth, comments: usize) -> Value {
    json!({
        "name": truth.title,
        "description": truth.description,
        "status": status_read(truth.status),
        "priority_id": priority_number(truth.rank),
        "column": stage.column(truth.lane),
        "column_name": column_name(truth.lane),
        "assignee_ids": people(stage, &truth.assignees),
        "tag_names": truth.tags,
        "due_date": truth.due.map(|due| due.to_millis_text()[..10].to_owned()),
        "comments_count": comments,
        "created_at": moment(truth.created_at),
        "updated_at": moment(truth.updated_at),
    })
}

fn told(seen: &Value) -> Value {
    let members = [
        "name",
        "description",
        "status",
        "priority_id",
        "column",
        "column_name",
        "assignee_ids",
        "tag_names",
        "due_date",
        "comments_count",
        "created_at",
        "updated_at",
    ];
    members
        .iter()
        .map(|name| ((*name).to_owned(), seen[*name].clone()))
        .collect()
}
