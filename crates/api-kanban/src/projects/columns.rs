//! The columns of one project.

use crate::{
    address::{Address, IdPath},
    document::{ListRefusals, TAG_PROJECTS},
    listing::{Listed, PageQuery, Paging},
    view::column::ColumnRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::{
    boards,
    views::{ColumnOrder, ColumnsWanted},
};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// List a project's columns
///
/// From left to right.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listProjectColumns",
    tag = TAG_PROJECTS,
    params(IdPath, PageQuery),
    responses((status = 200, description = "The columns", body = Listed<ColumnRow>), ListRefusals)
)]
#[get("/projects/{id}/columns/")]
pub async fn columns(
    may: May<ViewTickets>,
    id: Address,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, number) = (may.caller, id.number()?);
    let wanted = ColumnsWanted {
        project: Some(number),
        order: ColumnOrder::Board,
    };
    let read = move |app: &_, window| {
        boards::project(app, &caller, number)?;
        boards::list_columns(app, &caller, &wanted, window)
    };
    paging.list(&work, read, |sheet| ColumnRow::from(&sheet)).await
}
