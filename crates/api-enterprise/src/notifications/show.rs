//! Looking at one notification.

use crate::{
    document::{OneRefusals, TAG_NOTIFICATIONS},
    envelope::{Envelope, Success},
    view::notification::NotificationRow,
};
use actix_web::{HttpResponse, get};
use tessera_application::notifications;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    number_address::{Address, IdPath},
    work::Work,
};

/// Show a notification
///
/// One of the caller's own. Looking at it does not count as having read it.
#[utoipa::path(
    context_path = "/notifications",
    operation_id = "getNotification",
    tag = TAG_NOTIFICATIONS,
    params(IdPath),
    responses(
        (status = 200, description = "The notification", body = Success<NotificationRow>,
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        OneRefusals
    )
)]
#[get("/{id}")]
pub async fn show(may: May<ViewTickets>, id: Address, work: Work) -> Result<HttpResponse, Fault> {
    let number = id.number()?;
    let envelope = Envelope::of(&work);
    let read = move |app: &_| {
        let sheet = notifications::show(app, &may.caller, number)?;
        Ok(envelope.shown(NotificationRow::from(&sheet), sheet.version))
    };
    work.show(read).await
}
