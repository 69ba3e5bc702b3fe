//! What an address is told, word by word as documented.

use super::WebhookEvent;
use crate::{approval::StepState, event::FieldChange, time::Time, transition::Stage};
use serde_json::{Map, Value, json};

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

/// What an event is about beside the ticket, as it stands when the event is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToldSubject {
    /// A comment.
    Comment(ToldComment),
    /// A decision of an approval.
    Approval(ToldApproval),
    /// A file.
    Attachment(ToldAttachment),
}

/// A comment, as webhooks tell of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldComment {
    /// The tenant's running number of it.
    pub number: i64,
    /// What it says.
    pub text: String,
    /// Who wrote it, if it was a person.
    pub author: Option<ToldPerson>,
    /// When it was written.
    pub created_at: Time,
}

/// A decision of an approval, as webhooks tell of it. What was said to it is not told: not everybody reads that.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldApproval {
    /// The tenant's running number of it.
    pub number: i64,
    /// Its place among the steps, from 1 on.
    pub place: i32,
    /// How it stands.
    pub state: StepState,
    /// Who is to decide, or was.
    pub approver: Option<ToldPerson>,
    /// When it is late.
    pub due_at: Time,
}

/// A file, as webhooks tell of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToldAttachment {
    /// The tenant's running number of it.
    pub number: i64,
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub size: i64,
    /// Its type.
    pub content_type: String,
    /// Who uploaded it.
    pub uploaded_by: Option<ToldPerson>,
}

/// What a webhook is called outside.
pub fn webhook_name(number: i64) -> String {
    format!("wh_{number}")
}

/// What happened, as one webhook is told of it.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    /// What it is called.
    pub topic: WebhookEvent,
    /// When it happened.
    pub at: Time,
    /// Its place in the tenant's log, which orders what may come in another order.
    pub sequence: i64,
    /// The ticket.
    pub ticket: &'a ToldTicket,
    /// What else it is about, if that is still there.
    pub subject: Option<&'a ToldSubject>,
    /// The fields that changed, in the core's words.
    pub changes: &'a [FieldChange],
    /// The running number of the webhook.
    pub webhook: i64,
}

/// What is sent (enterprise contract, "Webhooks"; `type` beside `event` for receivers that follow Standard Webhooks).
/// Beside the documented ticket stands what else the event is about, and what changed.
pub fn body(telling: &Telling<'_>) -> String {
    let ticket = telling.ticket;
    let mut data = Map::new();
    let told_ticket = json!({
        "id": ticket.number,
        "ticket_number": ticket.reference,
        "title": ticket.title,
        "status": ticket.stage.key(),
        "created_by": person(ticket.created_by.as_ref()),
    });
    data.insert("ticket".into(), told_ticket);
    if let Some(subject) = telling.subject {
        let (name, subject) = told(subject);
        data.insert(name.into(), subject);
    }
    if changes_are_told(telling.topic) {
        let fields = telling.changes.iter().map(|change| published(&change.field));
        data.insert("changes".into(), fields.collect());
    }
    json!({
        "event": telling.topic.name(),
        "type": telling.topic.name(),
        "timestamp": moment(telling.at),
        "sequence": telling.sequence,
        "data": data,
        "webhook_id": webhook_name(telling.webhook),
    })
    .to_string()
}

fn person(person: Option<&ToldPerson>) -> Value {
    person.map_or(
        Value::Null,
        |person| json!({"id": person.number, "username": person.login}),
    )
}

/// What a subject is called, and what is told of it.
fn told(subject: &ToldSubject) -> (&'static str, Value) {
    match subject {
        ToldSubject::Comment(comment) => {
            let told = json!({
                "id": comment.number,
                "content": comment.text,
                "author": person(comment.author.as_ref()),
                "created_at": moment(comment.created_at),
            });
            ("comment", told)
        }
        ToldSubject::Approval(step) => {
            let told = json!({
                "id": step.number,
                "step_order": step.place,
                "status": step.state.key(),
                "approver": person(step.approver.as_ref()),
                "due_date": moment(step.due_at),
            });
            ("approval", told)
        }
        ToldSubject::Attachment(file) => {
            let told = json!({
                "id": file.number,
                "filename": file.name,
                "file_size": file.size,
                "content_type": file.content_type,
                "uploaded_by": person(file.uploaded_by.as_ref()),
            });
            ("attachment", told)
        }
    }
}

/// Whether the names of the changed fields go with it: where nothing else says what happened.
const fn changes_are_told(topic: WebhookEvent) -> bool {
    match topic {
        WebhookEvent::TicketUpdated | WebhookEvent::TicketStatusChanged | WebhookEvent::TicketAssigned => {
            true
        }
        WebhookEvent::TicketCreated
        | WebhookEvent::CommentAdded
        | WebhookEvent::ApprovalRequested
        | WebhookEvent::ApprovalProcessed
        | WebhookEvent::FileUploaded
        | WebhookEvent::Test => false,
    }
}

/// What the enterprise API, whose words these are, calls a field of a ticket.
fn published(field: &str) -> &str {
    match field {
        "status_id" => "status",
        "priority_id" => "priority",
        "kind" => "ticket_type",
        "assignee_id" => "assigned_to_id",
        "due_at" => "due_date",
        "breached_at" => "sla_breach_time",
        "rating" => "customer_satisfaction_rating",
        "expected_files" => "attachments",
        other => other,
    }
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

    fn ticket() -> ToldTicket {
        ToldTicket {
            number: 123,
            reference: "TKT-20231201-001".into(),
            title: "New Issue".into(),
            stage: Stage::Open,
            created_by: Some(john()),
        }
    }

    fn john() -> ToldPerson {
        ToldPerson {
            number: 1,
            login: "john.doe".into(),
        }
    }

    fn sent(topic: WebhookEvent, at: &str, ticket: &ToldTicket, subject: Option<&ToldSubject>) -> Value {
        let changes = ["title", "due_at"].map(|field| FieldChange {
            field: field.into(),
            before: json!("not told"),
            after: json!("not told"),
        });
        let sent = body(&Telling {
            topic,
            at: Time::parse(at).unwrap(),
            sequence: 42,
            ticket,
            subject,
            changes: &changes,
            webhook: 123_456_789,
        });
        assert!(!sent.contains("not told"), "{sent}");
        serde_json::from_str(&sent).unwrap()
    }

    #[test]
    fn the_documented_payload_is_sent_as_printed() {
        assert_eq!(
            sent(
                WebhookEvent::TicketCreated,
                "2023-12-01T10:00:00Z",
                &ticket(),
                None
            ),
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
            stage: Stage::PendingApproval,
            created_by: None,
            ..ticket()
        };
        let sent = sent(
            WebhookEvent::TicketAssigned,
            "2023-12-01T10:00:00.25Z",
            &ticket,
            None,
        );
        assert_eq!(sent["data"]["ticket"]["created_by"], Value::Null);
        assert_eq!(sent["data"]["ticket"]["status"], "pending_approval");
        assert_eq!(sent["timestamp"], "2023-12-01T10:00:00.250000Z");
    }

    #[test]
    fn the_names_of_changed_fields_are_told_and_not_their_values() {
        let sent = sent(
            WebhookEvent::TicketUpdated,
            "2023-12-01T10:00:00Z",
            &ticket(),
            None,
        );
        assert_eq!(sent["data"]["changes"], json!(["title", "due_date"]));
    }

    #[test]
    fn what_else_it_is_about_stands_beside_the_ticket() {
        let at = Time::parse("2023-12-01T09:00:00Z").unwrap();
        let subjects = [
            (
                WebhookEvent::CommentAdded,
                ToldSubject::Comment(ToldComment {
                    number: 5,
                    text: "Found it.".into(),
                    author: None,
                    created_at: at,
                }),
                json!({"comment": {
                    "id": 5, "content": "Found it.", "author": null, "created_at": "2023-12-01T09:00:00Z"
                }}),
            ),
            (
                WebhookEvent::ApprovalRequested,
                ToldSubject::Approval(ToldApproval {
                    number: 6,
                    place: 1,
                    state: StepState::Pending,
                    approver: Some(john()),
                    due_at: at,
                }),
                json!({"approval": {
                    "id": 6, "step_order": 1, "status": "pending", "approver": {"id": 1, "username": "john.doe"},
                    "due_date": "2023-12-01T09:00:00Z"
                }}),
            ),
            (
                WebhookEvent::FileUploaded,
                ToldSubject::Attachment(ToldAttachment {
                    number: 7,
                    name: "log.txt".into(),
                    size: 12,
                    content_type: "text/plain".into(),
                    uploaded_by: Some(john()),
                }),
                json!({"attachment": {
                    "id": 7, "filename": "log.txt", "file_size": 12, "content_type": "text/plain",
                    "uploaded_by": {"id": 1, "username": "john.doe"}
                }}),
            ),
        ];
        for (topic, subject, expected) in subjects {
            let sent = sent(topic, "2023-12-01T10:00:00Z", &ticket(), Some(&subject));
            let mut data = sent["data"].clone();
            data.as_object_mut().unwrap().remove("ticket");
            assert_eq!(data, expected);
        }
    }
}
