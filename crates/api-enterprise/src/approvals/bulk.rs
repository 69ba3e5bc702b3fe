//! Deciding several at once.

use super::deed;
use crate::{
    body::{self, Spelled},
    document::{RepeatHeader, TAG_APPROVALS, WriteRefusals},
    envelope::{Envelope, Success},
    meaning, schema,
    view::approval::BulkRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::approvals::{DecideMany, MOST_AT_ONCE};
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

/// What is done with several approvals. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = BulkAction, example = json!({
    "approval_ids": [45, 46, 47], "action": "approve", "comments": "Bulk approval for routine requests"
}))]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read with those of other bodies"
)]
pub struct Sent {
    /// Their numbers. One that is named twice is one.
    #[schema(value_type = schema::BulkIds)]
    approval_ids: Vec<i64>,
    /// Agrees, refuses, or hands them on.
    #[schema(value_type = schema::BulkWord)]
    action: String,
    /// What is said to each.
    #[schema(value_type = schema::RemarkOrNull, required = false)]
    comments: String,
    /// On which conditions.
    #[schema(value_type = schema::Conditions, required = false)]
    conditions: Vec<String>,
    /// The number of whom they are handed to, an active person.
    #[schema(value_type = schema::IdOrNull, required = false)]
    delegated_to_id: i64,
}

const IDS: &str = "approval_ids";

fn read(body: &JsonBody) -> Result<DecideMany, Fault> {
    let mut fields = body.fields()?;
    if !fields.has(IDS) {
        fields.refuse_member(IDS, Problem::Required);
    }
    let steps = fields.optional(IDS).each(body::number);
    let length = steps.as_ref().map(Vec::len);
    match length {
        Some(0) => fields.refuse_member(IDS, Problem::Rule("must have at least one item")),
        Some(more) if more > MOST_AT_ONCE => {
            fields.refuse_member(IDS, Problem::Rule("must have at most 50 items"));
        }
        Some(_) | None => {}
    }
    let (deed, said) = deed(&mut fields, meaning::bulk_action);
    fields.finish()?;
    Ok(DecideMany {
        steps: steps.ok_or_else(|| Issue::new(IDS, Problem::Required))?,
        deed: deed.ok_or_else(|| Issue::new("action", Problem::Required))?,
        said,
    })
}

/// Process several approvals
///
/// Each by itself, as if it were processed alone: one that is refused does not keep the others.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "processApprovals",
    tag = TAG_APPROVALS,
    params(RepeatHeader),
    request_body(content = Sent, description = "What is done"),
    responses(
        (status = 200, description = "What became of each", body = Success<BulkRow>),
        WriteRefusals
    )
)]
#[post("/bulk-action")]
pub async fn bulk(may: May<ViewTickets>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = read(&body)?;
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |settled| {
        envelope.done("Approvals processed", BulkRow::from(&settled[..]))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use tessera_application::approvals::Deed;

    fn read_json(body: &Value) -> Result<DecideMany, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        read(&body).map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_documented_action_is_understood() {
        let read = read_json(&json!({
            "approval_ids": [45, 46, 47], "action": "approve", "comments": "Bulk approval for routine requests"
        }));
        let read = read.unwrap();
        assert_eq!((read.steps, read.deed), (vec![45, 46, 47], Deed::Approve));
        assert_eq!(
            read.said.comments.unwrap().as_str(),
            "Bulk approval for routine requests"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, told) in [
            (json!({"action": "approve"}), "approval_ids: Required"),
            (
                json!({"approval_ids": [], "action": "approve"}),
                "approval_ids: must have at least one item",
            ),
            (
                json!({"approval_ids": vec![1; 51], "action": "approve"}),
                "approval_ids: must have at most 50 items",
            ),
            (
                json!({"approval_ids": ["1"], "action": "approve"}),
                "approval_ids.0: Expected integer, received string",
            ),
            (
                json!({"approval_ids": 1, "action": "approve"}),
                "approval_ids: Expected array, received number",
            ),
            (
                json!({"approval_ids": [1], "action": "request_info"}),
                "action: Must be one of: approve, reject, delegate",
            ),
            (
                json!({"approval_ids": [1], "action": "delegate"}),
                "delegated_to_id: Required",
            ),
        ] {
            assert_eq!(read_json(&body).unwrap_err(), [told], "{body}");
        }
        assert!(read_json(&json!({"approval_ids": vec![1; 50], "action": "reject"})).is_ok());
    }
}
