//! What an address is told, word by word as documented.

use super::WebhookEvent;
use crate::{time::Time, transition::Stage};
use serde_json::{Value, json};

/// The ticket that an event happened to, as webhooks tell of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldTicket {
    /// The tenant's running number of it.
    pub number: i64,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub stage: Stage,
    /// Who opened it, if it was a person who is known here.
    pub created_by: Option<ToldPerson>,
}

/// A person, as webhooks tell of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldPerson {
    /// The tenant's running number of them.
    pub number: i64,
    /// What they sign in as.
    pub login: String,
}

/// What a webhook is called outside.
pub fn webhook_name(number: i64) -> String {
    format!("wh_{number}")
}

/// What is sent (enterprise contract, "Webhooks"; `type` beside `event` for receivers that follow Standard Webhooks).
///
/// `sequence` orders what happened, which may come in another order.
pub fn body(topic: WebhookEvent, at: Time, sequence: i64, ticket: &ToldTicket, webhook: i64) -> String {
    let person = |person: &ToldPerson| json!({"id": person.number, "username": person.login});
    let told = json!({
        "event": topic.name(),
        "type": topic.name(),
        "timestamp": moment(at),
        "sequence": sequence,
        "data": {
            "ticket": {
                "id": ticket.number,
                "ticket_number": ticket.reference,
                "title": ticket.title,
                "status": ticket.stage.key(),
                "created_by": ticket.created_by.as_ref().map_or(Value::Null, person),
            }
        },
        "webhook_id": webhook_name(webhook),
    });
    told.to_string()
}

/// With microseconds where there are any.
fn moment(at: Time) -> String {
    let text = at.to_string();
    match text.strip_suffix(".000000Z") {
        Some(whole) => format!("{whole}Z"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_payload_is_sent_as_printed() {
        let ticket = ToldTicket {
            number: 123,
            reference: "TKT-20231201-001".into(),
            title: "New Issue".into(),
            stage: Stage::Open,
            created_by: Some(ToldPerson {
                number: 1,
                login: "john.doe".into(),
            }),
        };
        let at = Time::parse("2023-12-01T10:00:00Z").unwrap();
        let sent = body(WebhookEvent::TicketCreated, at, 42, &ticket, 123_456_789);
        let sent: Value = serde_json::from_str(&sent).unwrap();
        assert_eq!(
            sent,
            json!({
                "event": "ticket.created",
                "type": "ticket.created",
                "timestamp": "2023-12-01T10:00:00Z",
                "sequence": 42,
                "data": {
                    "ticket": {
                        "id": 123,
                        "ticket_number": "TKT-20231201-001",
                        "title": "New Issue",
                        "status": "open",
                        "created_by": {"id": 1, "username": "john.doe"}
                    }
                },
                "webhook_id": "wh_123456789"
            })
        );
    }

    #[test]
    fn whoever_is_unknown_is_null_and_moments_are_exact() {
        let ticket = ToldTicket {
            number: 1,
            reference: "TKT-20231201-001".into(),
            title: "x".into(),
            stage: Stage::PendingApproval,
            created_by: None,
        };
        let at = Time::parse("2023-12-01T10:00:00.25Z").unwrap();
        let sent = body(WebhookEvent::TicketAssigned, at, 1, &ticket, 1);
        let sent: Value = serde_json::from_str(&sent).unwrap();
        assert_eq!(sent["data"]["ticket"]["created_by"], Value::Null);
        assert_eq!(sent["data"]["ticket"]["status"], "pending_approval");
        assert_eq!(sent["timestamp"], "2023-12-01T10:00:00.250000Z");
    }
}
