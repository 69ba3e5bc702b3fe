//! Deciding.

use super::deed;
use crate::{
    document::{RepeatHeader, TAG_APPROVALS, WriteUnderRefusals},
    envelope::{Envelope, Success},
    meaning, schema,
    view::approval::ApprovalRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::approvals::{Decide, Decided, Deed};
use tessera_domain::{
    approval::Said,
    issue::{Issue, Problem},
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};
use utoipa::ToSchema;

/// What is done with an approval. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = ApprovalAction, example = json!({
    "action": "approve", "comments": "Approved with conditions",
    "conditions": ["Budget limit: $5000", "Timeline: 2 weeks"]
}))]
#[expect(
    dead_code,
    reason = "only the document knows it; the members are read with those of other bodies"
)]
pub struct Sent {
    /// Agrees, refuses, hands it on, or asks for more and leaves it to be decided.
    #[schema(value_type = schema::ActionWord)]
    action: String,
    /// What is said to it.
    #[schema(value_type = schema::RemarkOrNull, required = false)]
    comments: String,
    /// On which conditions.
    #[schema(value_type = schema::Conditions, required = false)]
    conditions: Vec<String>,
    /// The number of whom it is handed to, an active person. `delegate_to_id`, `delegate_to` and `delegate_to_user_id`
    /// mean the same.
    #[schema(value_type = schema::IdOrNull, required = false)]
    delegated_to_id: i64,
}

fn read(body: &JsonBody) -> Result<(Deed, Said), Fault> {
    let mut fields = body.fields()?;
    let (deed, said) = deed(&mut fields, meaning::action);
    fields.finish()?;
    let deed = deed.ok_or_else(|| Issue::new("action", Problem::Required))?;
    Ok((deed, said))
}

/// Process an approval
///
/// Who is to decide may, whoever runs the ticket's department, and admins; nobody agrees to their own request while
/// somebody else can. When nothing is left to be decided the ticket gets the status that it had before; a rejection
/// closes it. Of two decisions at the same time the first counts.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "processApproval",
    tag = TAG_APPROVALS,
    params(IdPath, RepeatHeader),
    request_body(content = Sent, description = "What is done"),
    responses(
        (status = 200, description = "The approval as it stands now", body = Success<ApprovalRow>),
        WriteUnderRefusals
    )
)]
#[post("/{id}/action")]
pub async fn action(
    may: May<ViewTickets>,
    id: Address,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let step = id.number()?;
    let (deed, said) = read(&body)?;
    let command = Decide { step, deed, said };
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |decided| {
        done(&envelope, decided)
    })
    .await
}

fn done(envelope: &Envelope, decided: &Decided) -> StoredAnswer {
    let row = ApprovalRow::new(&decided.sheet, decided.fresh, envelope.now());
    envelope.done("Approval processed successfully", row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use tessera_domain::text::{Condition, Remark};

    fn read_json(body: &Value) -> Result<(Deed, Said), Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        read(&body).map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_documented_action_is_understood() {
        let (deed, said) = read_json(&json!({
            "action": "approve", "comments": "Approved with conditions",
            "conditions": ["Budget limit: $5000", "Timeline: 2 weeks"]
        }))
        .unwrap();
        assert_eq!(deed, Deed::Approve);
        assert_eq!(said.comments, Remark::parse("Approved with conditions").ok());
        let conditions: Vec<_> = said.conditions.iter().map(Condition::as_str).collect();
        assert_eq!(conditions, ["Budget limit: $5000", "Timeline: 2 weeks"]);
    }

    #[test]
    fn whom_it_goes_to_has_several_names() {
        for name in [
            "delegated_to_id",
            "delegate_to_id",
            "delegate_to",
            "delegate_to_user_id",
        ] {
            let (deed, _) = read_json(&json!({"action": "delegate", name: 7})).unwrap();
            assert_eq!(deed, Deed::Delegate { to: 7 }, "{name}");
        }
    }

    #[test]
    fn an_action_is_enough_and_null_or_blank_says_nothing() {
        for body in [
            json!({"action": "request_info"}),
            json!({"action": "request_info", "comments": null, "conditions": null, "delegated_to_id": null}),
            json!({"action": "request_info", "comments": "  "}),
        ] {
            assert_eq!(
                read_json(&body),
                Ok((Deed::RequestInfo, Said::default())),
                "{body}"
            );
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let words = "action: Must be one of: approve, reject, delegate, request_info";
        for (body, told) in [
            (json!({}), "action: Required"),
            (json!({"action": null}), "action: Expected string, received null"),
            (json!({"action": "escalate"}), words),
            (json!({"action": "Approve"}), words),
            (json!({"action": "delegate"}), "delegated_to_id: Required"),
            (
                json!({"action": "delegate", "delegated_to_id": "5"}),
                "delegated_to_id: Expected integer, received string",
            ),
            (
                json!({"action": "approve", "comments": 1}),
                "comments: Expected string, received number",
            ),
            (
                json!({"action": "approve", "comments": "x".repeat(5_001)}),
                "comments: Must have at most 5000 character(s)",
            ),
            (
                json!({"action": "approve", "conditions": ["a", " "]}),
                "conditions.1: Must not be blank",
            ),
            (
                json!({"action": "approve", "conditions": "a"}),
                "conditions: Expected array, received string",
            ),
        ] {
            assert_eq!(read_json(&body).unwrap_err(), [told], "{body}");
        }
    }
}
