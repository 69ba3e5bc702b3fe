//! The bounds that every request stays within: the size of its head, its time, and its own failure.

use super::{Kernel, WebSettings, panics};
use crate::fault::{Fault, FaultKind};
use actix_web::{
    Error, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{RequestHead, ServiceRequest, ServiceResponse},
    middleware::Next,
    test::TestRequest,
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc};
use tokio::time::timeout;

/// Refuses heads that are too large, and ends what takes too long or panics.
pub(super) async fn within_bounds(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kernel = match Kernel::of(request.request()) {
        Ok(kernel) => Arc::clone(kernel),
        Err(fault) => return Ok(request.into_response(fault.error_response())),
    };
    if let Err(fault) = check_head(request.head(), kernel.settings()) {
        return Ok(request.into_response(fault.error_response()));
    }
    let time = kernel.settings().handler_time;
    // The call itself may panic too, so it is made inside the future.
    let answer = AssertUnwindSafe(timeout(time, async { next.call(request).await }));
    Ok(match answer.catch_unwind().await {
        Ok(Ok(Ok(response))) => response.map_into_boxed_body(),
        Ok(Ok(Err(error))) => without_request(error.error_response()),
        Ok(Err(_)) => without_request(late().error_response()),
        Err(payload) => without_request(panics::fault(&*payload).error_response()),
    })
}

fn late() -> Fault {
    Fault::unavailable("the handler's time limit has passed")
}

/// A response whose request went down with its handler. The framework wants one beside every response and
/// looks at nothing of it.
pub(super) fn without_request(response: HttpResponse) -> ServiceResponse<BoxBody> {
    ServiceResponse::new(TestRequest::default().to_http_request(), response)
}

fn check_head(head: &RequestHead, settings: &WebSettings) -> Result<(), Fault> {
    let url = head
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if url > settings.url_bytes {
        return Err(Fault::new(FaultKind::UriTooLong));
    }
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len());
    if headers.sum::<usize>() > settings.head_bytes {
        return Err(Fault::new(FaultKind::HeadersTooLarge));
    }
    Ok(())
}
