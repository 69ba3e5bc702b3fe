//! Moving a card.

use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Body, Extent, Spelled},
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_TICKETS},
    schema,
    view::ticket::Moved,
};
use actix_web::{HttpResponse, post};
use tessera_application::{
    tickets::{self, ChangeNumbered, NumberedRefs, Transitions},
    views::TicketSheet,
};
use tessera_domain::{
    issue::{Issue, Problem},
    ticket::TicketPatch,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::EditTickets},
    conditional::{IfMatch, etag},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

const COLUMN: &str = "column_id";

/// Where to. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Move, example = json!({"column_id": 2}))]
pub struct Sent {
    /// The number of the column.
    #[schema(value_type = schema::Key)]
    column_id: i64,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut body = Body::read(body, Extent::Whole)?;
        let column = body.demanded(COLUMN).key();
        body.finish()?;
        let column_id = column.ok_or_else(|| Issue::new(COLUMN, Problem::Required))?;
        Ok(Self { column_id })
    }
}

/// Move a ticket to another column
///
/// Its status goes along, as when the column is changed.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "moveTicket",
    tag = TAG_TICKETS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "Where to"),
    responses(
        (status = 200, description = "Where it stands now", body = Moved,
         example = json!({"status": "ticket moved", "column": "In Progress"})),
        ChangeRefusals
    )
)]
#[post("/tickets/{id}/move_to_column/")]
pub async fn move_to_column(
    may: May<EditTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = Sent::read(&body.0);
    let Sent { column_id } = sent_to(number, tickets::sheet, read, (&work, &caller)).await?;
    let command = ChangeNumbered {
        ticket: number,
        named: NumberedRefs {
            column: Some(column_id),
            ..NumberedRefs::default()
        },
        patch: TicketPatch::default(),
        transitions: Transitions::Free,
        expected: expected.0,
    };
    work.write(caller, &body.0, command, moved).await
}

fn moved(sheet: &TicketSheet) -> StoredAnswer {
    let column = sheet.column.as_ref().map(|column| column.name.clone());
    let moved = Moved {
        status: "ticket moved",
        column: column.unwrap_or_default(),
    };
    answer::with_header(answer::json(200, &moved), "etag", etag(sheet.ticket.version))
}
