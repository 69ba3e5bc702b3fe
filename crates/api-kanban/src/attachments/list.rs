//! Listing attachments.

use super::Addresses;
use crate::{
    document::{ListRefusals, TAG_ATTACHMENTS},
    listing::{Listed, PageQuery, Paging},
    query, schema,
    view::attachment::AttachmentRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::{Error, files};
use tessera_domain::issue::Problem;
use tessera_http::{
    address::PublicOrigin,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which attachments.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Only those under the ticket of this number.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    ticket: i64,
}

/// List attachments
///
/// Under one ticket, or under all that the caller sees; oldest first.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listAttachments",
    tag = TAG_ATTACHMENTS,
    params(Query, PageQuery),
    responses((status = 200, description = "The attachments", body = Listed<AttachmentRow>), ListRefusals)
)]
#[get("/attachments/")]
pub async fn list(
    may: May<ViewTickets>,
    mut params: Params,
    origin: PublicOrigin,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, ticket) = (may.caller, query::key(&mut params, "ticket"));
    params.finish()?;
    let addresses = Addresses::new(work.application(), origin);
    let read = move |app: &_, window| {
        let page = files::list(app, &caller, ticket, window);
        page.map_err(|error| unknown(error, ticket))
    };
    paging.list(&work, read, move |sheet| addresses.row(&sheet)).await
}

/// A ticket that is not there is a bad choice here.
fn unknown(error: Error, ticket: Option<i64>) -> Error {
    match (error, ticket) {
        (Error::NotFound(_), Some(number)) => {
            let what = "ticket";
            Error::invalid("ticket", Problem::UnknownNumber { what, number })
        }
        (other, _) => other,
    }
}
