//! Looking at one column.

use crate::{
    address::{Address, IdPath},
    answers,
    document::{OneRefusals, TAG_COLUMNS},
    view::column::ColumnRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::boards;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show a column
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getColumn",
    tag = TAG_COLUMNS,
    params(IdPath),
    responses(
        (status = 200, description = "The column", body = ColumnRow,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/columns/{id}/")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let sheet = work
        .read(move |app| boards::column(app, &may.caller, number))
        .await?;
    Ok(answers::shown(&ColumnRow::from(&sheet), sheet.column.version))
}
