//! Setting a ticket's status.

use super::{
    changed,
    fields::{Overrides, Suppression},
};
use crate::{
    address::TicketPath,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TICKETS},
    schema,
    view::{envelope::Data, ticket::TicketWritten},
};
use actix_web::{HttpResponse, put};
use tessera_application::tickets::UpdateTicket;
use tessera_domain::{id::UserId, ticket::TicketPatch, time::Time};
use tessera_http::{
    caller::{May, needs::EditTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    ticket_address::TicketAddress,
    work::Work,
};
use utoipa::ToSchema;
use uuid::Uuid;

/// The status to set. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = StatusChange)]
pub struct Body {
    /// The status.
    status_id: Uuid,
    /// When the ticket was finished, if this finishes it: not before it was opened, not in the future. Now, if not
    /// said.
    #[schema(value_type = schema::UtcMoment, required = false)]
    closed_at: Option<Time>,
    /// Who finished it, if this finishes it. The caller, if not said.
    #[schema(nullable = false)]
    closed_by: Option<Uuid>,
    /// Whom not to tell.
    #[serde(flatten)]
    #[schema(value_type = schema::Suppressed)]
    suppression: Suppression,
    /// What closes in spite of rules.
    #[serde(flatten)]
    #[schema(value_type = schema::Overriding)]
    overrides: Overrides,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            status_id: fields.required("status_id").uuid(),
            closed_at: fields.optional("closed_at").time(),
            closed_by: fields.optional("closed_by").uuid(),
            suppression: Suppression::read(&mut fields),
            overrides: Overrides::read(&mut fields),
        };
        read.suppression.check(&mut fields);
        fields.finish()?;
        Ok(read)
    }

    /// The same in the core's words.
    fn into_patch(self) -> TicketPatch {
        let Self {
            status_id,
            closed_at,
            closed_by,
            suppression: _,
            overrides: Overrides,
        } = self;
        TicketPatch {
            status: Some(status_id.into()),
            closed_at,
            closed_by: closed_by.map(UserId::from),
            ..TicketPatch::default()
        }
    }
}

/// Set a ticket's status
///
/// The card moves to the column of that status. Entering a finished status stamps when and by whom, leaving it
/// removes the stamp, and going from one finished status to another keeps it.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "setTicketStatus",
    tag = TAG_TICKETS,
    params(TicketPath, MatchHeader, RepeatHeader),
    request_body(content = Body, description = "The status"),
    responses(
        (status = 200, description = "The ticket as it stands now, without the names of what it refers to",
         body = Data<TicketWritten>,
         headers(("ETag" = String, description = "The ticket's new version, for `If-Match`"))),
        ChangeRefusals
    )
)]
#[put("/tickets/{ticket_id}/status")]
pub async fn set_status(
    may: May<EditTickets>,
    ticket: TicketAddress,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let wanted = Body::read(&body)?;
    let id = ticket.id()?;
    let patch = wanted.into_patch();
    work.write(
        may.caller,
        &body,
        UpdateTicket {
            ticket: id,
            patch,
            expected: expected.0,
        },
        changed,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn patch(body: &Value) -> Result<TicketPatch, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Body::read(&body).map(Body::into_patch);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_status_alone_leaves_the_stamp_to_the_core() {
        let id = Uuid::from_u128(10);
        let patch = patch(&json!({"status_id": id, "title": "ignored"})).unwrap();
        assert_eq!(
            patch,
            TicketPatch {
                status: Some(id.into()),
                ..TicketPatch::default()
            }
        );
    }

    #[test]
    fn a_stamp_may_be_said_in_part() {
        let (id, other) = (Uuid::from_u128(10), Uuid::from_u128(8));
        let stamp = |body: Value| patch(&body).map(|patch| (patch.closed_at, patch.closed_by));
        let at = Time::parse("2026-01-01T00:00:00Z");
        let timed = stamp(json!({"status_id": id, "closed_at": "2026-01-01T00:00:00Z"}));
        assert_eq!(timed, Ok((at, None)));
        let signed = stamp(json!({"status_id": id, "closed_by": other}));
        assert_eq!(signed, Ok((None, Some(other.into()))));
    }

    #[test]
    fn a_status_is_demanded() {
        assert_eq!(patch(&json!({})).unwrap_err(), ["status_id: Required"]);
        assert_eq!(
            patch(&json!({"status_id": null})).unwrap_err(),
            ["status_id: Expected string, received null"]
        );
        assert_eq!(
            patch(&json!({"status_id": ""})).unwrap_err(),
            ["status_id: Invalid uuid"]
        );
    }
}
