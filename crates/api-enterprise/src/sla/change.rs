//! Changing a policy by a part of it.

use super::{
    body::{Sent, SlaPolicyChange},
    changed,
};
use crate::{
    body::Extent,
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_SLA},
    envelope::{Envelope, Success},
    view::sla::PolicyRow,
};
use actix_web::{HttpResponse, patch};
use tessera_application::sla::{self, ChangePolicy};
use tessera_http::{
    caller::{May, needs::ManageUsers},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};

/// Change an SLA policy
///
/// For tickets that are opened from now on, and within a minute for open ones; what was missed before stays missed. Admins
/// may. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/sla/policies",
    operation_id = "changeSlaPolicy",
    tag = TAG_SLA,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = SlaPolicyChange, description = "What to change"),
    responses(
        (status = 200, description = "The policy as it stands now", body = Success<PolicyRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/{id}")]
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
            let command = ChangePolicy {
                policy: number,
                calendar: sent.calendar(),
                name: sent.name,
                rank: sent.priority,
                department: sent.department,
                response: sent.response,
                resolution: sent.resolution,
                active: sent.active,
                expected: expected.0,
            };
            let envelope = Envelope::of(&work);
            work.write(caller, &body, command, move |sheet| changed(&envelope, sheet))
                .await
        }
        Err(fault) => {
            work.read(move |app| sla::policy(app, &caller, number)).await?;
            Err(fault)
        }
    }
}
