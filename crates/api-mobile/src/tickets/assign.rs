//! Saying who works on a ticket.

use super::{changed, fields::Suppression};
use crate::{
    address::TicketPath,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TICKETS},
    schema,
    view::{envelope::Data, ticket::TicketWritten},
};
use actix_web::{HttpResponse, put};
use tessera_application::tickets::UpdateTicket;
use tessera_domain::{
    id::UserId,
    ticket::{Patch, TicketPatch},
};
use tessera_http::{
    caller::{May, needs::AssignTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    ticket_address::TicketAddress,
    work::Work,
};
use utoipa::ToSchema;

/// Who is to work on it. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Assignment, example = json!({"assigned_to": null}))]
pub struct Body {
    /// An active user; null for nobody. Absent, it changes nothing.
    #[schema(value_type = schema::IdOrNull, required = false)]
    assigned_to: Patch<UserId>,
    /// Whom not to tell.
    #[serde(flatten)]
    #[schema(value_type = schema::Suppressed)]
    suppression: Suppression,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            assigned_to: fields.patch("assigned_to").uuid(),
            suppression: Suppression::read(&mut fields),
        };
        read.suppression.check(&mut fields);
        fields.finish()?;
        Ok(read)
    }
}

/// Assign a ticket
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "assignTicket",
    tag = TAG_TICKETS,
    params(TicketPath, MatchHeader, RepeatHeader),
    request_body(content = Body, description = "Who is to work on it"),
    responses(
        (status = 200, description = "The ticket as it stands now, without the names of what it refers to",
         body = Data<TicketWritten>,
         headers(("ETag" = String, description = "The ticket's new version, for `If-Match`"))),
        ChangeRefusals
    )
)]
#[put("/tickets/{ticket_id}/assignment")]
pub async fn assign(
    may: May<AssignTickets>,
    ticket: TicketAddress,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let patch = TicketPatch {
        assignee: Body::read(&body)?.assigned_to,
        ..TicketPatch::default()
    };
    let command = UpdateTicket {
        ticket: ticket.id()?,
        patch,
        expected: expected.0,
    };
    work.write(may.caller, &body, command, changed).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    fn assignee(body: &Value) -> Result<Patch<UserId>, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Body::read(&body).map(|body| body.assigned_to);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn absent_null_and_somebody_are_three_things() {
        let somebody = Uuid::from_u128(7);
        assert_eq!(assignee(&json!({})), Ok(Patch::Keep));
        assert_eq!(assignee(&json!({"assigned_to": null})), Ok(Patch::Clear));
        assert_eq!(
            assignee(&json!({"assigned_to": somebody})),
            Ok(Patch::Set(somebody.into()))
        );
        assert_eq!(
            assignee(&json!({"assigned_to": ""})),
            Err(vec!["assigned_to: Invalid uuid".to_owned()])
        );
    }
}
