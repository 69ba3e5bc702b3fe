//! Noting that all notifications were read.

use crate::{
    body::{Spelled, said},
    document::{RepeatHeader, TAG_NOTIFICATIONS, WriteRefusals},
    envelope::{Envelope, Success},
    schema,
    view::notification::ReadRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::notifications::MarkAllRead;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

/// Up to which notification. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NotificationsSeen, example = json!({"up_to": 4711}))]
pub struct Sent {
    /// The number of the newest one that was read: what came in meanwhile stays as it is. All of them, unless it is said.
    #[schema(value_type = schema::IdOrNull, required = false)]
    up_to: Option<i64>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let up_to = said(fields.patch("up_to").number());
        fields.finish()?;
        Ok(Self { up_to })
    }
}

/// Mark all notifications as read
///
/// All of the caller's own, or all up to one of them.
#[utoipa::path(
    context_path = "/notifications",
    operation_id = "readNotifications",
    tag = TAG_NOTIFICATIONS,
    params(RepeatHeader),
    request_body(content = Sent, description = "Up to which one"),
    responses(
        (status = 200, description = "How many that were", body = Success<ReadRow>),
        WriteRefusals
    )
)]
#[post("/read")]
pub async fn read_all(may: May<ViewTickets>, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let Sent { up_to } = Sent::read(&body)?;
    let envelope = Envelope::of(&work);
    let done = move |read_count: &i64| {
        let row = ReadRow {
            read_count: *read_count,
        };
        answer::json(200, &envelope.wrap("Notifications marked as read", row))
    };
    work.write(may.caller, &body, MarkAllRead { up_to }, done).await
}
