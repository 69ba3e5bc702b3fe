//! Making a policy.

use super::{ROOT, body::Sent};
use crate::{
    body::{Extent, said},
    document::{RepeatHeader, TAG_SLA, WriteRefusals},
    envelope::{Envelope, Success},
    view::sla::PolicyRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{sla::CreatePolicy, views::SlaPolicySheet};
use tessera_domain::{
    issue::{Issue, Problem},
    sla::Calendar,
};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ManageUsers},
    fault::Fault,
    json::JsonBody,
    work::Work,
};

impl TryFrom<Sent> for CreatePolicy {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let calendar = Calendar::always().with(sent.calendar());
        let required = |name| move || Issue::new(name, Problem::Required);
        Ok(Self {
            name: sent.name.ok_or_else(required("name"))?,
            rank: said(sent.priority),
            department: said(sent.department),
            response: said(sent.response),
            resolution: sent.resolution.ok_or_else(required("resolution_minutes"))?,
            calendar,
            active: sent.active.unwrap_or(true),
        })
    }
}

/// Create an SLA policy
///
/// It holds for tickets that are opened from now on, and within a minute for open ones: for those of its priority and
/// department, if it names any. Of several policies that cover a ticket the one holds that names its department, then the one that names its priority,
/// then the one with the lowest number. Admins may.
#[utoipa::path(
    context_path = "/sla/policies",
    operation_id = "createSlaPolicy",
    tag = TAG_SLA,
    params(RepeatHeader),
    request_body(content = Sent, description = "The policy"),
    responses(
        (status = 201, description = "The policy", body = Success<PolicyRow>,
         headers(("Location" = String, description = "The path of the policy"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getSlaPolicy" = (operation_id = "getSlaPolicy", parameters(("id" = "$response.body#/data/id")))),
            ("changeSlaPolicy" = (operation_id = "changeSlaPolicy", parameters(("id" = "$response.body#/data/id")))),
            ("deleteSlaPolicy" = (operation_id = "deleteSlaPolicy", parameters(("id" = "$response.body#/data/id"))))
         )),
        WriteRefusals
    )
)]
#[post("")]
pub async fn create(may: May<ManageUsers>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = CreatePolicy::try_from(Sent::read(&body, Extent::Whole)?)?;
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |sheet| created(&envelope, sheet))
        .await
}

fn created(envelope: &Envelope, sheet: &SlaPolicySheet) -> StoredAnswer {
    let (version, number) = (sheet.policy.version, sheet.policy.number);
    let location = format!("{ROOT}/{number}");
    envelope.made(
        "SLA policy created successfully",
        PolicyRow::from(sheet),
        version,
        location,
    )
}
