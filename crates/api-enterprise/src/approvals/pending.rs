//! What waits for a decision.

use crate::{
    document::{ListRefusals, TAG_APPROVALS},
    envelope::{Envelope, Success},
    listing::{Listed, Part, PartQuery},
    meaning, query, schema,
    view::approval::ApprovalRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::approvals::{self, Asked};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which approvals.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read with the others"
)]
pub struct Query {
    /// Those about tickets of the department of that number.
    #[param(value_type = schema::Id, inline, required = false)]
    department_id: i64,
    /// Those about tickets of these priorities.
    #[param(value_type = schema::PriorityWords, inline, required = false)]
    priority: String,
}

/// List pending approvals
///
/// Those that the caller may decide: their own, for managers those about their department's tickets too, for admins all.
/// The urgent ones first, then by when they are due.
#[utoipa::path(
    context_path = "/approvals",
    operation_id = "listPendingApprovals",
    tag = TAG_APPROVALS,
    params(Query, PartQuery),
    responses(
        (status = 200, description = "A page of approvals", body = Success<Listed<ApprovalRow>>),
        ListRefusals
    )
)]
#[get("/pending")]
pub async fn pending(may: May<ViewTickets>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let asked = Asked {
        department: query::number(&mut params, "department_id"),
        ranks: query::each(&mut params, "priority", meaning::ranks)
            .map(|ranks| ranks.into_iter().flatten().collect()),
    };
    let part = Part::paged(&mut params);
    params.finish()?;
    let window = part.window();
    let read = work.read(move |app| approvals::pending(app, &may.caller, asked, window));
    let (page, envelope) = (read.await?, Envelope::of(&work));
    let rows = part.listed(page, |sheet| ApprovalRow::new(&sheet, None, envelope.now()));
    Ok(envelope.respond(rows))
}
