//! Listing one's notifications.

use crate::{
    document::{ListRefusals, TAG_NOTIFICATIONS},
    envelope::{Envelope, Success},
    listing::{Part, PartQuery},
    query, schema,
    view::notification::{NotificationList, NotificationRow},
};
use actix_web::{HttpResponse, get};
use tessera_application::notifications::{self, NotificationFilter};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    query::Params,
    work::Work,
};

/// Which notifications.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read by themselves"
)]
pub struct Query {
    /// Only those that have not been read.
    #[param(required = false)]
    unread: bool,
    /// Only those about the ticket of that number.
    #[param(value_type = schema::Id, inline, required = false)]
    ticket_id: i64,
}

/// List notifications
///
/// The caller's own, newest first: that a comment mentions them, that they were assigned to a ticket, that they are to
/// decide about one, that more is asked about what they wished for or that it was decided, and, for admins, that a webhook
/// was switched off. Nobody is told of what they did themselves. One about a ticket that the caller sees no more is not listed.
#[utoipa::path(
    context_path = "/notifications",
    operation_id = "listNotifications",
    tag = TAG_NOTIFICATIONS,
    params(Query, PartQuery),
    responses(
        (status = 200, description = "A page of notifications", body = Success<NotificationList>),
        ListRefusals
    )
)]
#[get("")]
pub async fn list(may: May<ViewTickets>, mut params: Params, work: Work) -> Result<HttpResponse, Fault> {
    let unread = params.optional("unread").parsed(query::flag);
    let ticket = query::number(&mut params, "ticket_id");
    let part = Part::paged(&mut params);
    params.finish()?;
    let filter = NotificationFilter {
        unread: unread.unwrap_or(false),
        ticket,
    };
    let window = part.window();
    let found = work
        .read(move |app| notifications::list(app, &may.caller, filter, window))
        .await?;
    let rows = NotificationList {
        list: part.listed(found.page, |sheet| NotificationRow::from(&sheet)),
        unread_count: found.unread,
    };
    Ok(Envelope::of(&work).respond(rows))
}
