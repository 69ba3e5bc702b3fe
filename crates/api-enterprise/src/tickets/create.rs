//! Opening a ticket.

use super::{ROOT, Sent};
use crate::{
    body::Extent,
    document::{RepeatHeader, TAG_TICKETS, WriteRefusals},
    envelope::{Envelope, Success},
    view::ticket::TicketRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{
    tickets::{NumberedRefs, OpenNumbered},
    views::TicketSheet,
};
use tessera_domain::{
    issue::{Issue, Problem},
    ticket::{Kind, Patch, TicketPatch},
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::CreateTickets},
    fault::Fault,
    json::JsonBody,
    work::Work,
};

fn command(body: &JsonBody) -> Result<OpenNumbered, Fault> {
    let mut fields = body.fields()?;
    let sent = Sent::read(&mut fields, Extent::Whole);
    fields.finish()?;
    let (title, named, patch) = sent.parts();
    Ok(OpenNumbered {
        title: title.ok_or_else(|| Issue::new("title", Problem::Required))?,
        named: NumberedRefs {
            department: unless_null(named.department),
            assignee: unless_null(named.assignee),
            ..named
        },
        patch: TicketPatch {
            kind: patch.kind.or(Some(Kind::Incident)),
            internal_notes: unless_null(patch.internal_notes),
            ..patch
        },
    })
}

/// A new ticket has nothing that null could empty: the usual is meant.
fn unless_null<T>(wanted: Patch<T>) -> Patch<T> {
    match wanted {
        Patch::Clear => Patch::Keep,
        other => other,
    }
}

/// Create a ticket
///
/// Whoever opens it may say who works on it. Tags that do not exist are made.
#[utoipa::path(
    context_path = "/tickets",
    operation_id = "createTicket",
    tag = TAG_TICKETS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The ticket"),
    responses(
        (status = 201, description = "The ticket", body = Success<TicketRow>,
         headers(("Location" = String, description = "The path of the ticket"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getTicket" = (operation_id = "getTicket", parameters(("id" = "$response.body#/data/id")))),
            ("changeTicket" = (operation_id = "changeTicket", parameters(("id" = "$response.body#/data/id")))),
            ("createComment" = (operation_id = "createComment", parameters(("id" = "$response.body#/data/id")))),
            ("deleteTicket" = (operation_id = "deleteTicket", parameters(("id" = "$response.body#/data/id"))))
         )),
        WriteRefusals
    )
)]
#[post("")]
pub async fn create(may: May<CreateTickets>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = command(&body)?;
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |sheet| created(&envelope, sheet))
        .await
}

fn created(envelope: &Envelope, sheet: &TicketSheet) -> StoredAnswer {
    let (version, number) = (sheet.ticket.version, sheet.ticket.number);
    let row = TicketRow::new(sheet, envelope.now());
    let location = format!("{ROOT}/{number}");
    envelope.made("Ticket created successfully", row, version, location)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use tessera_domain::{priority::Rank, text::Name, ticket::TagsWanted};

    fn read(body: &Value) -> Result<OpenNumbered, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        command(&body).map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_documented_ticket_finds_its_places() {
        let command = read(&json!({
            "title": "New System Issue", "description": "Detailed description of the issue", "priority": "medium",
            "ticket_type": "incident", "department_id": 1, "assigned_to_id": 5, "tags": ["system", "bug"],
            "due_date": "2023-12-05T18:00:00Z", "attachments": ["file1.pdf", "screenshot.png", "file1.pdf", " "],
            "status": "closed", "id": 9
        }));
        let OpenNumbered { title, named, patch } = command.unwrap();
        assert_eq!(title.as_str(), "New System Issue");
        assert_eq!((named.department, named.assignee), (Patch::Set(1), Patch::Set(5)));
        assert_eq!((named.rank, named.stage), (Some(Rank::MEDIUM), None));
        assert_eq!(patch.kind, Some(Kind::Incident));
        assert_eq!(
            patch.due_at.value().unwrap().to_string(),
            "2023-12-05T18:00:00.000000Z"
        );
        assert_eq!(patch.expected_files.unwrap(), ["file1.pdf", "screenshot.png"]);
        let Some(TagsWanted::Exactly(tags)) = patch.tags else {
            panic!("no tags");
        };
        assert_eq!(
            tags.iter().map(Name::as_str).collect::<Vec<_>>(),
            ["system", "bug"]
        );
    }

    #[test]
    fn title_and_description_are_enough_and_null_is_the_usual() {
        let bare = read(&json!({"title": "a", "description": "b"})).unwrap();
        let nulls = read(&json!({
            "title": "a", "description": "b", "priority": null, "ticket_type": null, "department_id": null,
            "assigned_to_id": null, "tags": null, "due_date": null, "attachments": null, "internal_notes": null,
            "public_notes": null
        }));
        let nulls = nulls.unwrap();
        assert_eq!(nulls.named, bare.named);
        assert_eq!(nulls.named.department, Patch::Keep);
        assert_eq!(bare.patch.kind, Some(Kind::Incident));
        assert_eq!(
            (nulls.patch.kind, nulls.patch.tags),
            (bare.patch.kind, bare.patch.tags)
        );
        assert_eq!(nulls.patch.internal_notes, Patch::Keep);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, told) in [
            (json!({}), &["title: Required", "description: Required"][..]),
            (
                json!({"title": " ", "description": null}),
                &[
                    "title: Must not be blank",
                    "description: Expected string, received null",
                ],
            ),
            (
                json!({"title": "x".repeat(201), "description": "b"}),
                &["title: Must have at most 200 character(s)"],
            ),
            (
                json!({"title": "a", "description": "b", "priority": "urgent", "assigned_to_id": "5"}),
                &[
                    "priority: Must be one of: low, medium, high, critical",
                    "assigned_to_id: Expected integer, received string",
                ],
            ),
            (
                json!({"title": "a", "description": "b", "due_date": "soon", "tags": ["x", ""]}),
                &["tags.1: Must not be blank", "due_date: Invalid datetime"],
            ),
        ] {
            assert_eq!(read(&body).unwrap_err(), told, "{body}");
        }
    }
}
