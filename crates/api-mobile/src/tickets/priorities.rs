//! The priorities to pick from.

use crate::{
    document::{ReadRefusals, TAG_LISTS},
    view::{envelope::Data, priority::TicketPriority},
};
use actix_web::{HttpResponse, get};
use tessera_application::lists;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// List priorities
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "listTicketPriorities",
    tag = TAG_LISTS,
    responses((status = 200, description = "The priorities, by name", body = Data<Vec<TicketPriority>>), ReadRefusals)
)]
#[get("/tickets/priorities")]
pub async fn priorities(may: May<ViewTickets>, work: Work) -> Result<HttpResponse, Fault> {
    let priorities = work.read(move |app| lists::priorities(app, &may.caller)).await?;
    let data: Vec<_> = priorities.into_iter().map(TicketPriority::from).collect();
    Ok(answer::respond(200, &Data { data }))
}
