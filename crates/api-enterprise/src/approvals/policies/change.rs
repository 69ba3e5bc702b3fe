//! Changing a policy by a part of it.

use super::{PolicyChange, Sent, changed, or_any};
use crate::{
    body::Extent,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_APPROVALS},
    envelope::{Envelope, Success},
    view::policy::PolicyRow,
};
use actix_web::{HttpResponse, patch};
use tessera_application::approvals::{self, ChangePolicy};
use tessera_http::{
    caller::{May, needs::ManageUsers},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

impl Sent {
    fn into_change(self, policy: i64, expected: Option<Vec<i64>>) -> ChangePolicy {
        let Self {
            name,
            kinds,
            department,
            ranks,
            active,
            steps,
        } = self;
        ChangePolicy {
            policy,
            name,
            kinds: or_any(kinds),
            department,
            ranks: or_any(ranks),
            active,
            steps,
            expected,
        }
    }
}

/// Change an approval policy
///
/// Admins may. Approvals that have begun go on as they are. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "changeApprovalPolicy",
    tag = TAG_APPROVALS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = PolicyChange, description = "What to change"),
    responses(
        (status = 200, description = "The policy as it stands now", body = Success<PolicyRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/policies/{id}")]
pub async fn change(
    may: May<ManageUsers>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    match Sent::read(&body, Extent::Part) {
        Ok(sent) => {
            let command = sent.into_change(number, expected.0);
            let envelope = Envelope::of(&work);
            work.write(caller, &body, command, move |sheet| changed(&envelope, sheet))
                .await
        }
        Err(fault) => {
            work.read(move |app| approvals::show_policy(app, &caller, number))
                .await?;
            Err(fault)
        }
    }
}
