//! Having all made once more that a webhook did not take in a span of time.

use super::{
    address::{Address, WebhookPath},
    there,
};
use crate::{
    body::{DayMeans, Spelled, moment, said},
    document::{RepeatHeader, TAG_WEBHOOKS, WriteUnderRefusals},
    envelope::{Envelope, Success},
    schema,
    view::delivery::ReplayedRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::webhooks::{self, RedeliverSpan, Replayed, Span};
use tessera_domain::time::Time;
use tessera_http::{
    answer,
    caller::{May, needs::ManageIntegrations},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

/// Which span of time. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = RedeliverySpan, example = json!({"since": "2023-12-01T00:00:00Z", "until": "2023-12-02T00:00:00Z"}))]
pub struct Sent {
    /// When it begins.
    #[schema(value_type = schema::MomentOrDay)]
    since: Option<Time>,
    /// When it ends; now, unless it is said.
    #[schema(value_type = schema::MomentOrNull, required = false)]
    until: Option<Time>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let begin = |text: String| moment(&text, DayMeans::Begin).map(Some);
        let sent = Self {
            since: fields.required("since").parsed(None, begin),
            until: said(fields.patch("until").told(|text| moment(text, DayMeans::End))),
        };
        fields.finish()?;
        Ok(sent)
    }
}

/// Redeliver what was not taken
///
/// Admins may. Of the events of the span, those whose delivery was given up are put on their way again, and those that the
/// webhook was never told of, because it was switched off or not there yet, for the first time: the oldest first, 500 of
/// each at once.
#[utoipa::path(
    context_path = "/webhooks",
    operation_id = "redeliverSpan",
    tag = TAG_WEBHOOKS,
    params(WebhookPath, RepeatHeader),
    request_body(content = Sent, description = "The span"),
    responses(
        (status = 200, description = "What is on its way again", body = Success<ReplayedRow>),
        WriteUnderRefusals
    )
)]
#[post("/{id}/redeliver")]
pub async fn redeliver(
    may: May<ManageIntegrations>,
    address: Address,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (address.webhook()?, may.caller);
    let sent = match Sent::read(&body) {
        Ok(sent) => sent,
        Err(fault) => {
            work.read(move |app| webhooks::show(app, &caller, number)).await?;
            return Err(fault);
        }
    };
    let envelope = Envelope::of(&work);
    let command = RedeliverSpan {
        webhook: number,
        span: Span {
            since: there(sent.since, "since")?,
            until: sent.until.unwrap_or(envelope.now()),
        },
    };
    let replayed = move |replayed: &Replayed| {
        let row = ReplayedRow::from(replayed);
        answer::json(200, &envelope.wrap("Redelivery queued successfully", row))
    };
    work.write(caller, &body, command, replayed).await
}
