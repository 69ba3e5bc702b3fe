//! The integration API's part: another system opens tickets, goes on with its own, and reads them.

use crate::{
    story::{Deed, Opening},
    telling::{Opened, Stage, moment, same},
    truth::{Rank, Status, Truth},
};
use serde_json::{Value, json};
use tessera_tests::{
    Reply,
    integration::{TICKETS, path, under},
    mobile::merge,
};

const fn status_word(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::InProgress | Status::Review => "in_progress",
        Status::Waiting | Status::PendingApproval => "waiting",
        Status::Resolved => "resolved",
        Status::Closed => "closed",
    }
}

const fn priority_word(rank: Rank) -> &'static str {
    match rank {
        Rank::Lowest | Rank::Low => "low",
        Rank::Medium => "medium",
        Rank::High => "high",
        Rank::Highest => "urgent",
    }
}

/// The token opens the ticket. Gives its id.
pub fn open(stage: &Stage<'_>, opening: &Opening) -> Result<Opened, String> {
    let mut body =
        json!({ "title": opening.title, "description": opening.description, "category": opening.category });
    if let Some(rank) = opening.rank {
        merge(&mut body, json!({ "priority": priority_word(rank) }));
    }
    let opened = answered(&stage.token.post(TICKETS, &body), 201)?;
    let id = opened["ticket"]["id"].as_str();
    id.map(|id| Opened::Id(id.to_owned()))
        .ok_or_else(|| format!("no id: {opened}"))
}

/// The token does it, or is refused where the ticket is none of its own.
pub fn act(stage: &Stage<'_>, ticket: &str, deed: &Deed, own: bool) -> Result<(), String> {
    let ticket = json!(ticket);
    let (reply, status) = match deed {
        Deed::Status(status) => {
            let body = json!({ "status": status_word(*status) });
            (stage.token.send("PATCH", &under(&ticket, "status"), &body), 200)
        }
        Deed::Comment { text, internal } => {
            let body = json!({ "content": text, "is_internal": internal });
            (stage.token.post(&under(&ticket, "comments"), &body), 201)
        }
        Deed::Title(_)
        | Deed::Description(_)
        | Deed::Rank(_)
        | Deed::Column(_)
        | Deed::Assign(_)
        | Deed::Tags(_)
        | Deed::Due(_) => {
            return Err("this dialect has no words for it".to_owned());
        }
    };
    if own {
        return answered(&reply, status).map(drop);
    }
    let refusal = answered(&reply, 401)?;
    same(
        "the token",
        "the refusal",
        &refusal["error"],
        &json!("not_authorized"),
    )
}

fn answered(reply: &Reply, status: u16) -> Result<Value, String> {
    if reply.status == status {
        return Ok(reply.json());
    }
    Err(format!("{}: {}", reply.status, reply.text()))
}

/// The token reads the ticket, if it is its own.
pub fn read(stage: &Stage<'_>, ticket: &str, truth: &Truth) -> Result<(), String> {
    let reply = stage.token.get(&path(&json!(ticket)));
    if !truth.is_open_to(crate::story::Voice::Integration) {
        return answered(&reply, 404).map(drop);
    }
    let expected = json!({
        "id": ticket,
        "title": truth.title,
        "description": truth.description,
        "status": status_word(truth.status),
        "priority": priority_word(truth.rank),
        "category": truth.category,
        "metadata": null,
        "created_at": moment(truth.created_at),
        "updated_at": moment(truth.updated_at),
    });
    let seen = answered(&reply, 200)?;
    same("the token", "the ticket", &seen["ticket"], &expected)
}
