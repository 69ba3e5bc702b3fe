//! Arranging columns.

use crate::{
    body::{self, Body, Extent, Spelled},
    document::{RepeatHeader, TAG_COLUMNS, WriteRefusals},
    schema,
};
use actix_web::{HttpResponse, post};
use serde::Serialize;
use serde_json::Value;
use tessera_application::boards::ReorderColumns;
use tessera_domain::issue::{FieldPath, Issue};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::{Fields, JsonBody},
    work::Work,
};
use utoipa::ToSchema;

/// The columns' places. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = ColumnOrder, example = json!({
    "order": [{"id": 1, "order": 0}, {"id": 3, "order": 1}, {"id": 2, "order": 2}]
}))]
pub struct Order {
    /// The columns and their places. An empty list arranges nothing.
    #[schema(value_type = Vec<Placed>, max_items = 100)]
    order: Vec<(i64, i32)>,
}

/// One column's place.
#[derive(ToSchema)]
#[schema(as = ColumnPlace)]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read one by one"
)]
pub struct Placed {
    /// The column's number.
    #[schema(value_type = schema::AnyKey)]
    id: i64,
    /// Its place, from left to right.
    #[schema(value_type = schema::Place)]
    order: i32,
}

/// What was done.
#[derive(Serialize, ToSchema)]
#[schema(as = Reordered)]
pub struct Reordered {
    /// In words.
    #[schema(example = "columns reordered")]
    pub status: &'static str,
}

impl Order {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut body = Body::read(body, Extent::Whole)?;
        let order = body.demanded("order").items(place);
        body.finish()?;
        // What is absent was an issue.
        let order = order.unwrap_or_default();
        Ok(Self { order })
    }
}

fn place(item: Value, path: &FieldPath) -> Result<(i64, i32), Vec<Issue>> {
    let Value::Object(members) = item else {
        return Err(body::no_object(path, &item));
    };
    let mut body = Body::of(Fields::within(path.clone(), members), Extent::Whole);
    let (id, order) = (body.demanded("id").key(), body.demanded("order").place());
    body.finish().map_err(|fault| fault.issues)?;
    // Whatever is absent or wrong was an issue.
    Ok((id.unwrap_or_default(), order.unwrap_or_default()))
}

/// Reorder columns
///
/// All of them or none. Numbers of columns that are not there, or out of sight, are passed over. Members of each project
/// may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "reorderColumns",
    tag = TAG_COLUMNS,
    params(RepeatHeader),
    request_body(content = Order, description = "The order"),
    responses((status = 200, description = "They stand in that order", body = Reordered), WriteRefusals)
)]
#[post("/columns/reorder/")]
pub async fn reorder(may: May<ViewTickets>, work: Work, body: body::Sent) -> Result<HttpResponse, Fault> {
    let Order { order } = Order::read(&body.0)?;
    let command = ReorderColumns { places: order };
    work.write(may.caller, &body.0, command, |()| reordered()).await
}

fn reordered() -> StoredAnswer {
    let status = "columns reordered";
    answer::json(200, &Reordered { status })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value) -> Result<Vec<(i64, i32)>, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Order::read(&body).map(|order| order.order);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn places_are_read_in_their_order() {
        let sent = json!({"order": [{"id": 3, "order": "1"}, {"id": "2", "order": 0, "x": 1}]});
        assert_eq!(read(&sent), Ok(vec![(3, 1), (2, 0)]));
        assert_eq!(read(&json!({"order": []})), Ok(vec![]));
        assert_eq!(read(&json!({})).unwrap_err(), ["order: Required"]);
    }

    #[test]
    fn what_is_malformed_is_named() {
        let sent = json!({"order": [{"id": 1}, 7, {"id": "x", "order": 1.5}]});
        let issues = read(&sent).unwrap_err();
        assert_eq!(
            issues,
            [
                "order.0.order: Required",
                "order.1: Expected object, received integer",
                "order.2.id: Expected a number, received string",
                "order.2.order: Expected integer, received number",
            ]
        );
        assert_eq!(
            read(&json!({"order": 1})).unwrap_err(),
            ["order: Expected array, received integer"]
        );
    }
}
