//! The bounds that every request stays within: the size of its head, its time, and its own failure.

use super::{Kernel, Visit, WebSettings, panics};
use crate::fault::{Fault, FaultKind};
use actix_web::{
    Error, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{RequestHead, ServiceRequest, ServiceResponse},
    middleware::Next,
    test::TestRequest,
};
use futures_util::FutureExt;
use std::{future::Future, panic::AssertUnwindSafe, pin::pin, rc::Rc, sync::Arc};
use tokio::time::{Instant, error::Elapsed, timeout_at};

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
    let visit = Visit::of(request.request());
    let until = Instant::now() + kernel.settings().handler_time;
    // The call itself may panic too, so it is made inside the future.
    let answer = AssertUnwindSafe(in_time(visit, until, async { next.call(request).await }));
    Ok(match answer.catch_unwind().await {
        Ok(Ok(Ok(response))) => response.map_into_boxed_body(),
        Ok(Ok(Err(error))) => without_request(error.error_response()),
        Ok(Err(_)) => without_request(late().error_response()),
        Err(payload) => without_request(panics::fault(&*payload).error_response()),
    })
}

/// Ends what is not done by then, or by the later time that it has asked for until then.
async fn in_time<T>(
    visit: Option<Rc<Visit>>,
    mut until: Instant,
    work: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let mut work = pin!(work);
    loop {
        match timeout_at(until, &mut work).await {
            Err(elapsed) => {
                let later = visit.as_ref().and_then(|visit| visit.extended());
                until = later.filter(|later| *later > until).ok_or(elapsed)?;
            }
            done => return done,
        }
    }
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
