//! The boards to pick from.

use crate::{
    document::{ReadRefusals, TAG_LISTS},
    view::{board::TicketBoard, envelope::Data},
};
use actix_web::{HttpResponse, get};
use tessera_application::lists;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// List boards
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "listBoards",
    tag = TAG_LISTS,
    responses((status = 200, description = "The boards, the default one first", body = Data<Vec<TicketBoard>>), ReadRefusals)
)]
#[get("/boards")]
pub async fn list(may: May<ViewTickets>, work: Work) -> Result<HttpResponse, Fault> {
    let projects = work.read(move |app| lists::projects(app, &may.caller)).await?;
    let data: Vec<_> = projects.into_iter().map(TicketBoard::from).collect();
    Ok(answer::respond(200, &Data { data }))
}
