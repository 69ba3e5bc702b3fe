//! Putting a column on a board.

use super::{Sent, refused};
use crate::{
    answers,
    body::{self, Extent},
    document::{ProjectHeader, RepeatHeader, TAG_COLUMNS, WriteRefusals},
    view::column::ColumnRow,
};
use actix_web::{HttpRequest, HttpResponse, post};
use tessera_application::{
    Error,
    boards::{self, CreateColumn},
    views::ColumnSheet,
};
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{
    answer::StoredAnswer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

const X_PROJECT_ID: &str = "x-project-id";

impl TryFrom<Sent> for CreateColumn {
    type Error = Issue;

    fn try_from(sent: Sent) -> Result<Self, Issue> {
        let Sent {
            name,
            order,
            color,
            project,
        } = sent;
        Ok(Self {
            project,
            name: name.ok_or_else(|| Issue::new("name", Problem::Required))?,
            position: order,
            color,
        })
    }
}

/// Create a column
///
/// Members of the project may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "createColumn",
    tag = TAG_COLUMNS,
    params(ProjectHeader, RepeatHeader),
    request_body(content = Sent, description = "The column"),
    responses(
        (status = 201, description = "The column", body = ColumnRow,
         headers(("Location" = String, description = "The path of the column"),
                 ("ETag" = String, description = "Its version, for `If-Match`")),
         links(
            ("getColumn" = (operation_id = "getColumn", parameters(("id" = "$response.body#/id")))),
            ("changeColumn" = (operation_id = "changeColumn", parameters(("id" = "$response.body#/id")))),
            ("deleteColumn" = (operation_id = "deleteColumn", parameters(("id" = "$response.body#/id"))))
         )),
        WriteRefusals
    )
)]
#[post("/columns/")]
pub async fn create(
    may: May<ViewTickets>,
    work: Work,
    request: HttpRequest,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let mut command = CreateColumn::try_from(Sent::read(&body.0, Extent::Whole)?)?;
    if let (None, Some(number)) = (command.project, open_project(&request)) {
        let caller = may.caller.clone();
        let seen = move |app: &_| match boards::project(app, &caller, number) {
            Ok(_) => Ok(Some(number)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        };
        command.project = work.read(seen).await?;
    }
    work.write(may.caller, &body.0, command, created)
        .await
        .map_err(refused)
}

fn open_project(request: &HttpRequest) -> Option<i64> {
    request
        .headers()
        .get(X_PROJECT_ID)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

fn created(sheet: &ColumnSheet) -> StoredAnswer {
    let (version, number) = (sheet.column.version, sheet.column.number);
    answers::made(&ColumnRow::from(sheet), version, "columns", number)
}
