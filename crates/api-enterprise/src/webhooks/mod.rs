//! Webhooks: addresses that are told of what happens.

pub mod address;
pub mod change;
pub mod create;
pub mod deliveries;
pub mod list;
pub mod redeliver;
pub mod redeliver_span;
pub mod remove;
pub mod rotate_secret;
pub mod send_test;
pub mod show;

use crate::{
    body::{Extent, Spelled, as_text, said},
    envelope::Envelope,
    schema,
    view::webhook::WebhookRow,
};
use serde_json::Value;
use std::collections::BTreeSet;
use tessera_domain::{
    issue::{FieldPath, Issue, Problem},
    webhook::{SecretText, Webhook, WebhookEvent, WebhookUrl},
};
use tessera_http::{
    answer::StoredAnswer,
    fault::Fault,
    json::{Fields, JsonBody},
};
use utoipa::ToSchema;

/// Where they are.
pub const ROOT: &str = "/webhooks";

tessera_http::operations! {
    /// The operations on webhooks.
    pub struct Document;
    list::list,
    create::create,
    show::show,
    change::change,
    remove::remove,
    rotate_secret::rotate,
    send_test::send,
    deliveries::list,
    redeliver::redeliver,
    redeliver_span::redeliver,
}

/// What is told of a webhook. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewWebhook, example = json!({
    "url": "https://your-app.com/webhooks/tickets", "events": ["ticket.created", "ticket.updated"],
    "secret": "your_webhook_secret", "active": true
}))]
pub struct Sent {
    /// Where it is told: an address of http or https that is reached over the internet.
    #[schema(value_type = schema::WebAddress)]
    url: Option<WebhookUrl>,
    /// Of what.
    #[schema(value_type = schema::EventWords)]
    events: Option<BTreeSet<WebhookEvent>>,
    /// What is signed with: 16 to 128 visible characters, or `whsec_` and base64 of 24 to 64 bytes. One is made if none is
    /// sent. It is never shown again.
    #[schema(value_type = schema::WebhookSecret, required = false)]
    secret: Option<SecretText>,
    /// Whether it is told anything: yes, unless it is said.
    #[schema(value_type = Option<bool>, required = false)]
    active: Option<bool>,
}

/// What changes of a webhook. What is not named stays; unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = WebhookChange)]
#[expect(dead_code, reason = "only the document knows it; bodies are read as `Sent`")]
pub struct Change {
    /// Another address.
    #[schema(value_type = schema::WebAddress, required = false)]
    url: Option<WebhookUrl>,
    /// Other events, in place of those that were.
    #[schema(value_type = schema::EventWords, required = false)]
    events: Option<BTreeSet<WebhookEvent>>,
    /// Another secret, which signs beside the one before for 24 hours.
    #[schema(value_type = schema::WebhookSecretText, required = false)]
    secret: Option<SecretText>,
    /// Whether it is told anything. One that was switched off because it failed is switched on again by this.
    #[schema(value_type = bool, required = false)]
    active: Option<bool>,
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let sent = Self {
            url: extent.demanded(&mut fields, "url", WebhookUrl::parse),
            events: events(&mut fields, extent),
            secret: match extent {
                Extent::Whole => said(fields.patch("secret").told(SecretText::parse)),
                Extent::Part => fields.optional("secret").told(SecretText::parse),
            },
            active: match extent {
                Extent::Whole => said(fields.patch("active").boolean()),
                Extent::Part => fields.optional("active").boolean(),
            },
        };
        fields.finish()?;
        Ok(sent)
    }
}

/// The events, each once.
fn events(fields: &mut Fields, extent: Extent) -> Option<BTreeSet<WebhookEvent>> {
    const NAME: &str = "events";
    if extent == Extent::Whole && !fields.has(NAME) {
        fields.refuse_member(NAME, Problem::Required);
    }
    let event = |value: Value, path: &FieldPath| as_text(WebhookEvent::parse)(value, path);
    let events: BTreeSet<_> = fields.optional(NAME).each(event)?.into_iter().collect();
    if events.is_empty() {
        fields.refuse_member(NAME, Problem::Rule("Must name one event at least"));
    }
    Some(events)
}

/// What must have been read if nothing was wrong with it.
fn there<T>(value: Option<T>, name: &'static str) -> Result<T, Issue> {
    value.ok_or_else(|| Issue::new(name, Problem::Required))
}

/// The webhook as it stands now.
fn changed(envelope: &Envelope, webhook: &Webhook) -> StoredAnswer {
    envelope.changed(
        "Webhook updated successfully",
        WebhookRow::from(webhook),
        webhook.version,
    )
}

/// Adds a secret that was made to the answer that goes out this once.
fn telling(mut answer: StoredAnswer, secret: Option<&SecretText>) -> StoredAnswer {
    let Some(secret) = secret else { return answer };
    let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) else {
        return answer;
    };
    if let Some(told) = body.pointer_mut("/data/secret") {
        *told = secret.as_str().into();
        answer.body = body.to_string().into_bytes();
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body, extent);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_documented_webhook_is_understood() {
        let sent = read(
            &json!({
                "url": "https://your-app.com/webhooks/tickets",
                "events": ["ticket.created", "ticket.updated", "ticket.created"],
                "secret": "your_webhook_secret",
                "active": true
            }),
            Extent::Whole,
        );
        let sent = sent.ok().unwrap();
        assert_eq!(
            sent.url.unwrap().as_str(),
            "https://your-app.com/webhooks/tickets"
        );
        assert_eq!(
            sent.events.unwrap(),
            [WebhookEvent::TicketCreated, WebhookEvent::TicketUpdated].into()
        );
        assert_eq!(sent.secret.unwrap().as_str(), "your_webhook_secret");
        assert_eq!(sent.active, Some(true));
        let least =
            json!({"url": "http://a.example", "events": ["file.uploaded"], "secret": null, "active": null});
        let least = read(&least, Extent::Whole).ok().unwrap();
        assert_eq!((least.secret, least.active), (None, None));
        assert!(read(&json!({}), Extent::Part).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let url = "https://a.example";
        for (body, extent, told) in [
            (
                json!({}),
                Extent::Whole,
                &["url: Required", "events: Required"][..],
            ),
            (
                json!({"url": "ftp://a.example", "events": []}),
                Extent::Whole,
                &["url: Invalid url", "events: Must name one event at least"],
            ),
            (
                json!({"events": ["ticket.created", "ticket.deleted"]}),
                Extent::Part,
                &[
                    "events.1: Must be one of: ticket.created, ticket.updated, ticket.status_changed, ticket.assigned, \
                   comment.added, approval.requested, approval.processed, file.uploaded",
                ],
            ),
            (
                json!({"url": url, "events": "ticket.created", "secret": "short"}),
                Extent::Whole,
                &[
                    "events: Expected array, received string",
                    "secret: Must have at least 16 character(s)",
                ],
            ),
            (
                json!({"secret": null}),
                Extent::Part,
                &["secret: Expected string, received null"],
            ),
            (
                json!({"active": null}),
                Extent::Part,
                &["active: Expected boolean, received null"],
            ),
        ] {
            assert_eq!(read(&body, extent).err().unwrap(), told, "{body}");
        }
    }

    #[test]
    fn a_secret_that_was_made_is_told_where_it_belongs() {
        let answer = |body: &Value| StoredAnswer {
            status: 201,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        };
        let kept = answer(&json!({"data": {"id": "wh_1", "secret": null}}));
        let secret = SecretText::parse("whsec_0123456789").unwrap();
        assert_eq!(telling(kept.clone(), None), kept);
        let told: Value = serde_json::from_slice(&telling(kept, Some(&secret)).body).unwrap();
        assert_eq!(
            told,
            json!({"data": {"id": "wh_1", "secret": "whsec_0123456789"}})
        );
    }
}
