//! Noting that one notification was read, or was not.

use crate::{
    document::{ChangeRefusals, MatchHeader, RepeatHeader, TAG_NOTIFICATIONS},
    envelope::{Envelope, Success},
    view::notification::NotificationRow,
};
use actix_web::{HttpResponse, patch};
use tessera_application::{
    notifications::{self, MarkRead},
    views::NotificationSheet,
};
use tessera_http::{
    caller::{May, needs::ViewTickets},
    conditional::IfMatch,
    fault::Fault,
    json::JsonBody,
    number_address::{Address, IdPath},
    work::Work,
};
use utoipa::ToSchema;

/// What changes of a notification. What is not named stays; unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NotificationChange, example = json!({"read": true}))]
pub struct Sent {
    /// Whether it was read.
    #[schema(value_type = bool, required = false)]
    read: Option<bool>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = fields.optional("read").boolean();
        fields.finish()?;
        Ok(Self { read })
    }
}

/// Mark a notification as read
///
/// One of the caller's own; or as not read. Whether it exists is told before what is wrong with the body.
#[utoipa::path(
    context_path = "/notifications",
    operation_id = "changeNotification",
    tag = TAG_NOTIFICATIONS,
    params(IdPath, MatchHeader, RepeatHeader),
    request_body(content = Sent, description = "What to change"),
    responses(
        (status = 200, description = "The notification as it stands now", body = Success<NotificationRow>,
         headers(("ETag" = String, description = "Its new version"))),
        ChangeRefusals
    )
)]
#[patch("/{id}")]
pub async fn change(
    may: May<ViewTickets>,
    id: Address,
    expected: IfMatch,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = match Sent::read(&body) {
        Ok(Sent { read }) => read,
        Err(fault) => {
            work.read(move |app| notifications::show(app, &caller, number))
                .await?;
            return Err(fault);
        }
    };
    let command = MarkRead {
        notification: number,
        read,
        expected: expected.0,
    };
    let envelope = Envelope::of(&work);
    let changed = move |sheet: &NotificationSheet| {
        envelope.changed(
            "Notification updated successfully",
            NotificationRow::from(sheet),
            sheet.version,
        )
    };
    work.write(caller, &body, command, changed).await
}
