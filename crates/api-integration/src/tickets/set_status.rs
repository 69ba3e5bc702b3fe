//! Setting a ticket's status.

use crate::{
    address::TicketPath,
    body,
    document::{ChangeRefusals, RepeatHeader, TAG_TICKETS},
    error,
    meaning::StatusWord,
    view::ticket::StatusChanged,
};
use actix_web::{HttpResponse, patch};
use tessera_application::integration::{SetOwnStatus, StatusSet};
use tessera_domain::{
    id::TicketId,
    issue::{Issue, Problem},
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::EditTickets},
    fault::Fault,
    json::{AssumedJson, JsonBody},
    ticket_address::TicketAddress,
    work::Work,
};
use utoipa::ToSchema;

/// The status to set. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewStatus, example = json!({"status": "resolved"}))]
pub struct Body {
    /// The status. Any may follow any other.
    #[schema(value_type = StatusWord)]
    status: Option<StatusWord>,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body::fields(body);
        let status = fields
            .required("status")
            .parsed(None, |text| StatusWord::parse(&text).map(Some));
        fields.finish()?;
        Ok(Self { status })
    }

    fn into_command(self, ticket: TicketId) -> Result<SetOwnStatus, Issue> {
        let Self { status } = self;
        let status = status.ok_or_else(|| Issue::new("status", Problem::Required))?;
        Ok(SetOwnStatus {
            ticket,
            status: status.wanted(),
        })
    }
}

/// Update ticket status
///
/// Update the status of an existing ticket. The same status again moves `updated_at` too.
#[utoipa::path(
    context_path = "/functions/v1/integration-tickets",
    operation_id = "updateTicketStatus",
    tag = TAG_TICKETS,
    params(TicketPath, RepeatHeader),
    request_body(content = Body, description = "The status"),
    responses(
        (status = 200, description = "The status is set", body = StatusChanged,
         example = json!({"success": true, "ticket": {
            "id": "550e8400-e29b-41d4-a716-446655440000",
            "status": "resolved",
            "updated_at": "2024-01-15T14:20:00.000Z"
         }})),
        ChangeRefusals
    )
)]
#[patch("/tickets/{ticket_id}/status")]
pub async fn set_status(
    may: May<EditTickets>,
    ticket: TicketAddress,
    work: Work,
    body: AssumedJson,
) -> Result<HttpResponse, Fault> {
    let AssumedJson(body) = body;
    let command = Body::read(&body)?.into_command(ticket.id()?)?;
    let written = work.write(may.caller, &body, command, set).await;
    written.map_err(|fault| error::not_yours(fault, "Not authorized to update this ticket"))
}

fn set(outcome: &StatusSet) -> StoredAnswer {
    answer::json(200, &StatusChanged::from(outcome))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tessera_application::tickets::StatusWanted;
    use uuid::Uuid;

    fn read(text: &str) -> Result<StatusWanted, Vec<String>> {
        let ticket = Uuid::from_u128(1).into();
        let read = Body::read(&body::of(text)).and_then(|body| Ok(body.into_command(ticket)?));
        read.map(|command| command.status)
            .map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn each_of_the_five_words_is_taken() {
        for word in StatusWord::WORDS {
            let wanted = read(&json!({ "status": word }).to_string()).unwrap();
            assert_eq!(wanted.key, *word);
        }
    }

    #[test]
    fn a_body_that_cannot_be_read_lacks_the_status() {
        for text in body::UNREADABLE {
            assert_eq!(read(text).unwrap_err(), ["status: Required"], "{text}");
        }
    }

    #[test]
    fn other_words_and_types_are_named() {
        let words = "status: Must be one of: open, in_progress, waiting, resolved, closed";
        for (status, issue) in [
            (json!("done"), words),
            (json!("Open"), words),
            (json!(""), words),
            (json!(null), "status: Expected string, received null"),
            (json!(1), "status: Expected string, received number"),
        ] {
            let body = json!({ "status": status }).to_string();
            assert_eq!(read(&body).unwrap_err(), [issue], "{body}");
        }
    }
}
