//! Counting tickets.

use crate::{
    document::{ReadRefusals, TAG_TICKETS},
    view::{envelope::Data, stats::TicketStats},
};
use actix_web::{HttpResponse, get};
use tessera_application::tickets;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Count tickets
///
/// All that the caller may see. The app asks this first after signing in: a 403 here ends its sign-in.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "getTicketStats",
    tag = TAG_TICKETS,
    responses((status = 200, description = "The counts", body = Data<TicketStats>), ReadRefusals)
)]
#[get("/tickets/stats")]
pub async fn stats(may: May<ViewTickets>, work: Work) -> Result<HttpResponse, Fault> {
    let read = move |app: &_| {
        let data = TicketStats::from(tickets::stats(app, &may.caller)?);
        Ok(answer::json(200, &Data { data }))
    };
    work.show(read).await
}
