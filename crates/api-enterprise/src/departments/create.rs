//! Making a department.

use super::{ROOT, Sent};
use crate::{
    body::{Extent, said},
    document::{RepeatHeader, TAG_DEPARTMENTS, WriteRefusals},
    envelope::{Envelope, Success},
    view::department::DepartmentRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{departments::CreateDepartment, views::DepartmentSheet};
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ManageUsers},
    fault::Fault,
    json::JsonBody,
    work::Work,
};

impl TryFrom<Sent> for CreateDepartment {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let Sent { name, manager } = sent;
        Ok(Self {
            name: name.ok_or_else(|| Issue::new("name", Problem::Required))?,
            manager: said(manager),
        })
    }
}

/// Create a department
///
/// Admins may.
#[utoipa::path(
    context_path = "/departments",
    operation_id = "createDepartment",
    tag = TAG_DEPARTMENTS,
    params(RepeatHeader),
    request_body(content = Sent, description = "The department"),
    responses(
        (status = 201, description = "The department", body = Success<DepartmentRow>,
         headers(("Location" = String, description = "The path of the department"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getDepartment" = (operation_id = "getDepartment", parameters(("id" = "$response.body#/data/id")))),
            ("changeDepartment" = (operation_id = "changeDepartment", parameters(("id" = "$response.body#/data/id")))),
            ("deleteDepartment" = (operation_id = "deleteDepartment", parameters(("id" = "$response.body#/data/id"))))
         )),
        WriteRefusals
    )
)]
#[post("")]
pub async fn create(may: May<ManageUsers>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let command = CreateDepartment::try_from(Sent::read(&body, Extent::Whole)?)?;
    let envelope = Envelope::of(&work);
    work.write(may.caller, &body, command, move |sheet| created(&envelope, sheet))
        .await
}

fn created(envelope: &Envelope, sheet: &DepartmentSheet) -> StoredAnswer {
    let (version, number) = (sheet.department.version, sheet.department.number);
    let location = format!("{ROOT}/{number}");
    envelope.made(
        "Department created successfully",
        DepartmentRow::from(sheet),
        version,
        location,
    )
}
