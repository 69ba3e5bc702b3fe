//! JSON bodies: what may come in, how much of it and how fast, and its fields one by one.

mod fields;
mod parse;
#[cfg(test)]
mod tests;
mod values;

pub use fields::{Field, Fields, Optional, Patched, Presence, Required};

use crate::{
    fault::{Fault, FaultKind},
    kernel::Kernel,
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH},
    web::{Bytes, BytesMut},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde_json::Value;
use std::time::Duration;
use tessera_domain::issue::{FieldPath, Issue, JsonType, Problem};
use tokio::time::timeout;

/// The bytes of a JSON body, read within the limits of size and time. What they say is read by
/// [`fields`](Self::fields), so that a handler decides what to check before.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct JsonBody(Bytes);

impl JsonBody {
    /// No body, for changes that have none.
    pub fn none() -> Self {
        Self::default()
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The fields of the object that the body is.
    ///
    /// # Errors
    /// When it is no JSON, names a member twice, or is no object.
    pub fn fields(&self) -> Result<Fields, Fault> {
        match parse::value(&self.0)? {
            Value::Object(members) => Ok(Fields::of(members)),
            other => {
                let problem = Problem::WrongType {
                    expected: JsonType::Object,
                    received: JsonType::of(&other),
                };
                Err(Issue::at(FieldPath::default(), problem).into())
            }
        }
    }
}

impl From<Bytes> for JsonBody {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl FromRequest for JsonBody {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let begun = begin(request);
        let payload = payload.take();
        Box::pin(async move {
            let (max, time) = begun?;
            timeout(time, collect(payload, max))
                .await
                .unwrap_or_else(|_| Err(Fault::new(FaultKind::TimedOut)))
        })
    }
}

/// Checks what the head tells of the body. Gives the limits of its size and time.
fn begin(request: &HttpRequest) -> Result<(usize, Duration), Fault> {
    let settings = Kernel::of(request)?.settings();
    let encoded = request
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity");
    if !is_json(request) || encoded {
        return Err(Fault::new(FaultKind::UnsupportedMedia));
    }
    let announced = request.headers().get(CONTENT_LENGTH).map(|length| {
        let bytes = length.to_str().ok().and_then(|text| text.parse().ok());
        bytes.unwrap_or(usize::MAX)
    });
    if announced.is_some_and(|bytes| bytes > settings.body_bytes) {
        return Err(Fault::new(FaultKind::PayloadTooLarge));
    }
    Ok((settings.body_bytes, settings.body_time))
}

fn is_json(request: &HttpRequest) -> bool {
    let Ok(Some(mime)) = request.mime_type() else {
        return false;
    };
    mime.type_() == "application"
        && (mime.subtype() == "json" || mime.suffix().is_some_and(|suffix| suffix == "json"))
}

async fn collect(mut payload: Payload, max: usize) -> Result<JsonBody, Fault> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| match error {
            PayloadError::Overflow => Fault::new(FaultKind::PayloadTooLarge),
            _ => Fault::saying(FaultKind::Malformed, "The body did not arrive whole"),
        })?;
        if body.len() + chunk.len() > max {
            return Err(Fault::new(FaultKind::PayloadTooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(JsonBody(body.freeze()))
}
