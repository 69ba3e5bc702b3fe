//! Reading a ticket's comments.

use crate::{
    address::TicketPath,
    document::{OneRefusals, TAG_COMMENTS},
    schema,
    view::{comment::CommentListed, envelope::Data},
};
use actix_web::{HttpResponse, get};
use tessera_application::comments;
use tessera_domain::listing::{Direction, Window};
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    ticket_address::TicketAddress,
    work::Work,
};

/// The most comments that may be passed over.
pub const MAX_OFFSET: i64 = 999_999_999;
const MAX_LIMIT: i64 = 200;

/// Which part of the comments, in what order.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// The most comments to give; all if not said.
    #[param(value_type = schema::CommentLimit, inline, required = false)]
    limit: Option<i64>,
    /// How many comments to pass over.
    #[param(value_type = schema::CommentOffset, inline, required = false)]
    offset: Option<i64>,
    /// Oldest or newest first.
    #[param(value_type = schema::Ascending, inline, required = false)]
    order: Option<&'static str>,
    /// Taken for the app's sake; the answer is the same.
    #[param(value_type = schema::ContentFormat, inline, required = false)]
    #[expect(
        dead_code,
        reason = "there is one answer for both words; reading it checks it"
    )]
    content_format: Option<&'static str>,
}

impl Query {
    fn read(mut params: Params) -> Result<Self, Fault> {
        let read = Self {
            limit: params.optional("limit").integer(1, MAX_LIMIT),
            offset: params.optional("offset").integer(0, MAX_OFFSET),
            order: params.optional("order").word(&["asc", "desc"]),
            content_format: params.optional("content_format").word(&["full", "markdown"]),
        };
        params.finish()?;
        Ok(read)
    }

    fn wanted(&self) -> (Direction, Window) {
        let Self {
            limit, offset, order, ..
        } = *self;
        let direction = if order == Some("desc") {
            Direction::Descending
        } else {
            Direction::Ascending
        };
        (
            direction,
            Window {
                offset: offset.unwrap_or(0),
                limit: limit.unwrap_or(i64::MAX),
            },
        )
    }
}

/// List a ticket's comments
///
/// All of them at once unless a part is asked for. Internal ones are among them only for those who may read them.
#[utoipa::path(
    context_path = "/api/v1",
    operation_id = "listTicketComments",
    tag = TAG_COMMENTS,
    params(TicketPath, Query),
    responses((status = 200, description = "The comments, by age", body = Data<Vec<CommentListed>>), OneRefusals)
)]
#[get("/tickets/{ticket_id}/comments")]
pub async fn list(
    may: May<ViewTickets>,
    ticket: TicketAddress,
    params: Params,
    work: Work,
) -> Result<HttpResponse, Fault> {
    let (direction, window) = Query::read(params)?.wanted();
    let id = ticket.id()?;
    let read = move |app: &_| {
        let comments = comments::list(app, &may.caller, id, direction, window)?;
        let data: Vec<_> = comments.into_iter().map(CommentListed::from).collect();
        Ok(answer::json(200, &Data { data }))
    };
    work.show(read).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<(Direction, Window), Vec<String>> {
        let read = Query::read(Params::parse(query)).map(|query| query.wanted());
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_said_is_all_of_them_oldest_first() {
        assert_eq!(
            read(""),
            Ok((
                Direction::Ascending,
                Window {
                    offset: 0,
                    limit: i64::MAX
                }
            ))
        );
    }

    #[test]
    fn a_part_can_be_asked_for() {
        let query = "limit=200&offset=20&order=desc&content_format=markdown";
        assert_eq!(
            read(query),
            Ok((
                Direction::Descending,
                Window {
                    offset: 20,
                    limit: 200
                }
            ))
        );
    }

    #[test]
    fn bad_values_are_named() {
        for (query, name) in [
            ("limit=0", "limit"),
            ("limit=201", "limit"),
            ("offset=-1", "offset"),
            ("offset=x", "offset"),
            ("order=up", "order"),
            ("content_format=html", "content_format"),
        ] {
            assert!(read(query).unwrap_err()[0].starts_with(name), "{query}");
        }
    }
}
