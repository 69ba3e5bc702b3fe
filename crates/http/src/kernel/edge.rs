//! The outermost middleware: what every answer has in common, whatever made it.

use super::{Kernel, Visit, bounds::without_request, render, visit::REQUEST_ID};
use crate::pages;
use actix_web::{
    Error, HttpResponse, ResponseError,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Bytes,
};
use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

/// What every answer says, unless it says otherwise itself.
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
];
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Gives the request its id, routes `HEAD` as `GET`, has faults rendered, and sees to headers, log and counters.
pub(super) async fn edge(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kernel = match Kernel::of(request.request()) {
        Ok(kernel) => Arc::clone(kernel),
        Err(fault) => return Ok(request.into_response(fault.error_response())),
    };
    let visit = Visit::begin(&kernel, &request);
    if visit.method == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => without_request(error.error_response()),
    };
    let route = route(&kernel, &visit, &response);
    let (request, response) = response.into_parts();
    let mut response = render::fault(&kernel, &visit, response);
    add_headers(&kernel, &visit, &mut response);
    visit.end(&route, response.status());
    if let Some((sink, call)) = kernel.call_sink().zip(visit.recorded(response.status())) {
        sink.note(call);
    }
    if visit.method == Method::HEAD {
        response = response.map_body(|_, body| BoxBody::new(Withheld(body.size())));
    }
    Ok(ServiceResponse::new(request, response))
}

/// The pattern of the route that was taken. A request that went down with its handler is looked up anew.
fn route(kernel: &Kernel, visit: &Visit, response: &ServiceResponse<BoxBody>) -> String {
    let taken = response.request().match_pattern();
    let routed = if visit.method == Method::HEAD {
        &Method::GET
    } else {
        &visit.method
    };
    let known = || {
        kernel
            .routes()
            .pattern(&visit.path, routed)
            .map(ToOwned::to_owned)
    };
    taken.or_else(known).unwrap_or_else(|| "unmatched".to_owned())
}

fn add_headers(kernel: &Kernel, visit: &Visit, response: &mut HttpResponse) {
    // The answer to a preflight has nothing to say but its headers.
    if visit.method == Method::OPTIONS && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    let settings = kernel.settings();
    let policy = pages::policy(kernel, &visit.path, response);
    let headers = response.headers_mut();
    let mut default = |name: &'static str, value: &'static str| {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    if let Some(policy) = policy {
        default("content-security-policy", policy);
    }
    for (name, value) in HEADERS {
        default(name, value);
    }
    if settings.hsts {
        default("strict-transport-security", HSTS);
    }
    if !settings.origins.is_empty() {
        default("vary", "Origin");
    }
    headers.remove(header::SERVER);
    if let Some(allowance) = visit.allowance() {
        allowance.put_into(headers, kernel.application().clock.now());
    }
    if let Ok(id) = HeaderValue::try_from(&visit.request_id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// A body that is as long as the one to `GET` and is not sent.
struct Withheld(BodySize);

impl MessageBody for Withheld {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        self.0
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
