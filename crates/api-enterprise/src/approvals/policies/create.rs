//! Laying down a policy.

use super::{Sent, or_any};
use crate::{
    approvals::ROOT,
    body::{Extent, said},
    document::{RepeatHeader, TAG_APPROVALS, WriteRefusals},
    envelope::{Envelope, Success},
    view::policy::PolicyRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{approvals::CreatePolicy, views::PolicySheet};
use tessera_domain::issue::{Issue, Problem};
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
        let Sent {
            name,
            kinds,
            department,
            ranks,
            active,
            steps,
        } = sent;
        Ok(Self {
            name: name.ok_or_else(|| Issue::new("name", Problem::Required))?,
            kinds: or_any(kinds).unwrap_or_default(),
            department: said(department),
            ranks: or_any(ranks).unwrap_or_default(),
            active: active.unwrap_or(true),
            steps: steps.ok_or_else(|| Issue::new(super::STEPS, Problem::Required))?,
        })
    }
}

/// Create an approval policy
///
/// Admins may. New tickets that it fits wait for their approval before anybody works on them; of several policies that
/// fit, the one that says most about the ticket counts.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "createApprovalPolicy",
    tag = TAG_APPROVALS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The policy"),
    responses(
        (status = 201, description = "The policy", body = Success<PolicyRow>,
         headers(("Location" = String, description = "The path of the policy"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getApprovalPolicy" = (operation_id = "getApprovalPolicy", parameters(("id" = "$response.body#/data/id")))),
            ("changeApprovalPolicy" = (operation_id = "changeApprovalPolicy", parameters(("id" = "$response.body#/data/id")))),
            ("deleteApprovalPolicy" = (operation_id = "deleteApprovalPolicy", parameters(("id" = "$response.body#/data/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/policies")]
pub async fn create(may: May<ManageUsers>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = CreatePolicy::try_from(Sent::read(&body, Extent::Whole)?)?;
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |sheet| created(&envelope, sheet))
        .await
}

fn created(envelope: &Envelope, sheet: &PolicySheet) -> StoredAnswer {
    let (version, number) = (sheet.policy.version, sheet.policy.number);
    let location = format!("{ROOT}/policies/{number}");
    envelope.made(
        "Approval policy created successfully",
        PolicyRow::from(sheet),
        version,
        location,
    )
}
