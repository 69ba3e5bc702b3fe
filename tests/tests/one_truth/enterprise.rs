//! The enterprise API's part: a requester opens tickets, an admin goes on with them, and both read them.

use crate::{
    story::{Deed, Opening},
    telling::{Opened, Stage, same},
    truth::{Rank, Remark, Status, Truth, moment_of},
};
use serde_json::{Value, json};
use tessera_domain::time::Time;
use tessera_tests::{
    Reply,
    enterprise::{COMMENTS, EnterpriseUser, TICKETS},
    mobile::{items, merge},
};

const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::InProgress | Status::Review | Status::Waiting => "in_progress",
        Status::PendingApproval => "pending_approval",
        Status::Resolved => "resolved",
        Status::Closed => "closed",
    }
}

const fn priority_word(rank: Rank) -> &'static str {
    match rank {
        Rank::Lowest | Rank::Low => "low",
        Rank::Medium => "medium",
        Rank::High => "high",
        Rank::Highest => "critical",
    }
}

/// Whole seconds are written without their fraction; stories know no others.
fn moment(time: Time) -> String {
    time.to_millis_text().replace(".000Z", "Z")
}

/// The requester opens the ticket. Gives its number.
pub fn open(stage: &Stage<'_>, opening: &Opening) -> Result<Opened, String> {
    let mut body = json!({ "title": opening.title, "description": opening.description });
    if let Some(rank) = opening.rank {
        merge(&mut body, json!({ "priority": priority_word(rank) }));
    }
    let opened = answered(&stage.desk.1.post(TICKETS, &body), 201)?;
    let number = opened["id"].as_i64();
    number
        .map(Opened::Number)
        .ok_or_else(|| format!("no number: {opened}"))
}

/// The admin does it, whom no order of statuses binds.
pub fn act(stage: &Stage<'_>, ticket: i64, deed: &Deed) -> Result<(), String> {
    let body = match deed {
        Deed::Title(title) => json!({ "title": title }),
        Deed::Description(description) => json!({ "description": description }),
        Deed::Rank(rank) => json!({ "priority": priority_word(*rank) }),
        Deed::Status(status) => json!({ "status": status_word(*status) }),
        Deed::Assign(people) => {
            let number = people.first().map(|person| stage.number(*person));
            json!({ "assigned_to_id": number })
        }
        Deed::Tags(tags) => json!({ "tags": tags }),
        Deed::Due(day) => json!({ "due_date": day.map(|day| moment(moment_of(day, "12:00:00"))) }),
        Deed::Column(_) => return Err("this dialect has no words for it".to_owned()),
        Deed::Comment { text, internal } => {
            let body = json!({ "content": text, "is_internal": internal });
            let reply = stage.desk.0.post(&format!("{COMMENTS}/{ticket}"), &body);
            return answered(&reply, 201).map(drop);
        }
    };
    let reply = stage.desk.0.patch(&format!("{TICKETS}/{ticket}"), &body);
    answered(&reply, 200).map(drop)
}

fn answered(reply: &Reply, status: u16) -> Result<Value, String> {
    if reply.status == status {
        return Ok(reply.json()["data"].clone());
    }
    Err(format!("{}: {}", reply.status, reply.text()))
}

/// The admin and the requester read the ticket, its line in the list, and what was said.
pub fn read(stage: &Stage<'_>, ticket: i64, truth: &Truth) -> Result<(), String> {
    let (admin, requester) = &stage.desk;
    for (who, reader, internal) in [("the admin", admin, true), ("the requester", requester, false)] {
        let known: Vec<_> = truth
            .remarks
            .iter()
            .filter(|remark| internal || !remark.internal)
            .collect();
        let seen = answered(&reader.get(&format!("{TICKETS}/{ticket}")), 200)?;
        same(who, "the ticket", &told(&seen), &spelled(stage, truth))?;
        let amount = json!(known.len());
        same(who, "the number of comments", &seen["comments_count"], &amount)?;
        said(who, reader, ticket, &known)?;
    }
    let list = format!("{TICKETS}?size=5&status={}", status_word(truth.status));
    let page = answered(&admin.get(&format!("{list}&sort_by=updated_at")), 200)?;
    let line = items(&page["items"])
        .into_iter()
        .find(|line| line["id"] == ticket);
    let line = line.ok_or_else(|| format!("{list} does not show the ticket"))?;
    same(
        "the admin",
        "the line in the list",
        &told(&line),
        &spelled(stage, truth),
    )
}

fn said(who: &str, reader: &EnterpriseUser, ticket: i64, known: &[&Remark]) -> Result<(), String> {
    let path = format!("{COMMENTS}/{ticket}?size=100&include_internal=true");
    let said = answered(&reader.get(&path), 200)?;
    let said = items(&said["items"]);
    let said = said
        .iter()
        .map(|it| json!([it["content"], it["is_internal"], it["created_at"]]));
    let known = known
        .iter()
        .map(|remark| json!([remark.text, remark.internal, moment(remark.at)]));
    same(who, "the comments", &sorted(said), &sorted(known))
}

/// Several may say something in one moment.
fn sorted(said: impl Iterator<Item = Value>) -> Value {
    let mut all: Vec<String> = said.map(|one| one.to_string()).collect();
    all.sort();
    json!(all)
}

fn spelled(stage: &Stage<'_>, truth: &Truth) -> Value {
    let seconds = |time: Time| time.micros() / 1_000_000;
    let minutes = truth
        .closed_at
        .map(|closed| (seconds(closed) - seconds(truth.created_at)) / 60);
    json!({
        "title": truth.title,
        "description": truth.description.as_deref().unwrap_or_default(),
        "status": status_word(truth.status),
        "priority": priority_word(truth.rank),
        "assigned_to_id": truth.assignees.first().map(|person| stage.number(*person)),
        "tags": truth.tags,
        "due_date": truth.due.map(moment),
        "resolution_time": minutes,
        "created_at": moment(truth.created_at),
        "updated_at": moment(truth.updated_at),
    })
}

fn told(seen: &Value) -> Value {
    let members = [
        "title",
        "description",
        "status",
        "priority",
        "assigned_to_id",
        "tags",
        "due_date",
        "resolution_time",
        "created_at",
        "updated_at",
    ];
    members
        .iter()
        .map(|name| ((*name).to_owned(), seen[*name].clone()))
        .collect()
}
