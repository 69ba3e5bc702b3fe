//! The webhook that a path names, and a delivery of it.

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::{
    convert::Infallible,
    future::{Ready, ready},
};
use tessera_domain::id::DeliveryId;
use tessera_http::fault::{Fault, FaultKind};
use uuid::Uuid;

/// What webhooks are called: this and their number.
const PREFIX: &str = "wh_";

/// What stands in the path where webhook and delivery should. Taking it out of a request never fails, so that each
/// operation decides what it checks before.
pub struct Address {
    webhook: Option<i64>,
    delivery: Option<Uuid>,
}

impl Address {
    /// The webhook's number.
    ///
    /// # Errors
    /// [`FaultKind::NotFound`] when it is none.
    pub fn webhook(&self) -> Result<i64, Fault> {
        self.webhook.ok_or_else(|| Fault::new(FaultKind::NotFound))
    }

    /// The delivery's id.
    ///
    /// # Errors
    /// [`FaultKind::NotFound`] when it is none.
    pub fn delivery(&self) -> Result<DeliveryId, Fault> {
        let id = self.delivery.ok_or_else(|| Fault::new(FaultKind::NotFound))?;
        Ok(id.into())
    }
}

impl FromRequest for Address {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let part = |name| request.match_info().get(name).unwrap_or_default();
        ready(Ok(Self {
            webhook: number(part("id")),
            delivery: Uuid::try_parse(part("delivery")).ok(),
        }))
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(PREFIX).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// How the document tells of the webhook.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(
    dead_code,
    reason = "only the document knows it; the path is read by `Address`"
)]
pub struct WebhookPath {
    /// What the webhook is called; its number alone will do.
    #[param(value_type = crate::schema::WebhookName, inline)]
    id: String,
}

/// How the document tells of the delivery.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(
    dead_code,
    reason = "only the document knows it; the path is read by `Address`"
)]
pub struct DeliveryPath {
    /// The id of the delivery.
    delivery: Uuid,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_called_by_its_name_or_its_number() {
        assert_eq!((number("wh_7"), number("7")), (Some(7), Some(7)));
        for none in [
            "",
            "wh_",
            "WH_7",
            "wh_-7",
            "wh_wh_7",
            "wh_9223372036854775808",
            "seven",
        ] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
