//! Reading a body within the limits of its type, its size and its time.

use crate::{
    fault::{Fault, FaultKind},
    kernel::{Kernel, Visit},
};
use actix_web::{
    HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH},
    web::{Bytes, BytesMut},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use std::time::Duration;
use tokio::time::timeout;

/// A kind of body.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    /// Whether the request says that it brings one.
    pub(crate) is_it: fn(&HttpRequest) -> bool,
    /// What to say if it does not.
    pub(crate) otherwise: &'static str,
    /// The most bytes, if that is less than what the settings allow.
    pub(crate) most: usize,
}

/// The bytes of the body.
pub(crate) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    expected: Expected,
) -> LocalBoxFuture<'static, Result<Bytes, Fault>> {
    let begun = begin(request, expected);
    let payload = payload.take();
    let visit = Visit::of(request);
    Box::pin(async move {
        let (max, time) = begun?;
        let bytes = timeout(time, collect(payload, max))
            .await
            .unwrap_or_else(|_| Err(Fault::new(FaultKind::TimedOut)))?;
        if let Some(visit) = visit {
            visit.note_body(&bytes);
        }
        Ok(bytes)
    })
}

/// Checks what the head tells of the body. Gives the limits of its size and time.
fn begin(request: &HttpRequest, expected: Expected) -> Result<(usize, Duration), Fault> {
    let settings = Kernel::of(request)?.settings();
    let encoded = request
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity");
    if !(expected.is_it)(request) || encoded {
        return Err(Fault::saying(FaultKind::UnsupportedMedia, expected.otherwise));
    }
    let max = settings.body_bytes.min(expected.most);
    let announced = request.headers().get(CONTENT_LENGTH).map(|length| {
        let bytes = length.to_str().ok().and_then(|text| text.parse().ok());
        bytes.unwrap_or(usize::MAX)
    });
    if announced.is_some_and(|bytes| bytes > max) {
        return Err(Fault::new(FaultKind::PayloadTooLarge));
    }
    Ok((max, settings.body_time))
}

async fn collect(mut payload: Payload, max: usize) -> Result<Bytes, Fault> {
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
    Ok(body.freeze())
}
