//! Listing columns.

use crate::{
    document::{ListRefusals, TAG_COLUMNS},
    listing::{Listed, PageQuery, Paging},
    query, schema,
    view::column::ColumnRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::{
    boards,
    views::{ColumnOrder, ColumnsWanted},
};
use tessera_domain::listing::Direction;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which columns, in what order.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read one by one"
)]
pub struct Query {
    /// Only those of the project of this number.
    #[param(value_type = schema::KeyIfAny, inline, required = false)]
    project: i64,
    /// `order` or `created_at`, with a minus before it for the other way round. Unknown names are passed over.
    #[param(required = false, example = "order")]
    ordering: String,
}

fn wanted(mut params: Params) -> Result<ColumnsWanted, Fault> {
    const PLACE: fn(Direction) -> ColumnOrder = ColumnOrder::Place;
    const CREATED: fn(Direction) -> ColumnOrder = ColumnOrder::Created;
    let by = |name: &str| match name {
        "order" => Some(PLACE),
        "created_at" => Some(CREATED),
        _ => None,
    };
    let project = query::key(&mut params, "project");
    let first = query::orders(&mut params, by).into_iter().next();
    params.finish()?;
    Ok(ColumnsWanted {
        project,
        order: first.map(|(by, direction)| by(direction)).unwrap_or_default(),
    })
}

/// List columns
///
/// Of all boards that the caller sees, board by board from left to right.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "listColumns",
    tag = TAG_COLUMNS,
    params(Query, PageQuery),
    responses((status = 200, description = "The columns", body = Listed<ColumnRow>), ListRefusals)
)]
#[get("/columns/")]
pub async fn list(
    may: May<ViewTickets>,
    params: Params,
    paging: Paging,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (caller, wanted) = (may.caller, wanted(params)?);
    let read = move |app: &_, window| boards::list_columns(app, &caller, &wanted, window);
    paging.list(&work, read, |sheet| ColumnRow::from(&sheet)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_order_counts() {
        for (query, order) in [
            ("", ColumnOrder::Board),
            (
                "ordering=x,-order,created_at",
                ColumnOrder::Place(Direction::Descending),
            ),
            ("ordering=created_at", ColumnOrder::Created(Direction::Ascending)),
        ] {
            let wanted = wanted(Params::parse(query)).unwrap();
            assert_eq!((wanted.order, wanted.project), (order, None), "{query}");
        }
        assert_eq!(wanted(Params::parse("project=7")).unwrap().project, Some(7));
        assert!(wanted(Params::parse("project=x")).is_err());
    }
}
