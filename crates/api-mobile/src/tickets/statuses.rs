//! The statuses to pick from.

use crate::{
    document::{ReadRefusals, TAG_LISTS},
    view::{envelope::Data, status::TicketStatus},
};
use actix_web::{HttpResponse, get};
use tessera_application::{Application, lists};
use tessera_domain::{caller::Caller, id::ProjectId, project::Project, status::Status};
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};
use uuid::Uuid;

/// Whose statuses.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The board; the default one if not said. An unknown one has no statuses.
    board_id: Option<Uuid>,
}

impl Query {
    fn read(mut params: Params) -> Result<Self, Fault> {
        let board_id = params.optional("board_id").uuid();
        params.finish()?;
        Ok(Self { board_id })
    }
}

/// List statuses
///
/// All boards share the tenant's statuses, so every board gives the same ones, under its own id.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "listTicketStatuses",
    tag = TAG_LISTS,
    params(Query),
    responses((status = 200, description = "The statuses, in their order", body = Data<Vec<TicketStatus>>), ReadRefusals)
)]
#[get("/tickets/statuses")]
pub async fn statuses(may: May<ViewTickets>, params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let board = Query::read(params)?.board_id.map(ProjectId::from);
    let (projects, all) = work.read(move |app| read(app, &may.caller)).await?;
    let data = match board_of(&projects, board) {
        Some(board) => in_order(all)
            .into_iter()
            .map(|status| TicketStatus::on(board, status))
            .collect(),
        None => Vec::new(),
    };
    Ok(answer::respond(200, &Data { data }))
}

fn read(app: &Application, caller: &Caller) -> tessera_application::Result<(Vec<Project>, Vec<Status>)> {
    Ok((lists::projects(app, caller)?, lists::statuses(app, caller)?))
}

fn board_of(projects: &[Project], wanted: Option<ProjectId>) -> Option<ProjectId> {
    let is_it = |project: &&Project| wanted.map_or(project.default, |wanted| project.id == wanted);
    projects.iter().find(is_it).map(|project| project.id)
}

fn in_order(mut all: Vec<Status>) -> Vec<Status> {
    all.sort_by(|a, b| (a.position, a.name.as_str()).cmp(&(b.position, b.name.as_str())));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;

    #[test]
    fn the_default_board_stands_in_for_none_and_an_unknown_one_is_no_board() {
        let other = Project {
            id: samples::id(31).into(),
            default: false,
            ..samples::project()
        };
        let projects = [other.clone(), samples::project()];
        assert_eq!(board_of(&projects, None), Some(samples::project().id));
        assert_eq!(board_of(&projects, Some(other.id)), Some(other.id));
        assert_eq!(board_of(&projects, Some(samples::id(99).into())), None);
    }

    #[test]
    fn a_board_must_be_a_uuid() {
        assert!(Query::read(Params::parse("board_id=x")).is_err());
        assert!(Query::read(Params::parse("other=x")).is_ok_and(|query| query.board_id.is_none()));
    }
}
