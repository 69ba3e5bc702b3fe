//! Faults into bodies, in the words of the dialect whose path it is.

use super::{Kernel, Visit};
use crate::{
    answer::JSON,
    dialect::{Rendered, RequestFacts},
    fault::{Fault, FaultKind},
    pages::HTML,
    problem,
};
use actix_web::{
    HttpResponse,
    http::{
        ConnectionType, StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
};

/// How to authenticate where no dialect says it.
const CHALLENGE: &str = "Bearer";

/// The response, or the rendered fault in its place, if it stands for one. Its headers stay.
pub(super) fn fault(kernel: &Kernel, visit: &Visit, response: HttpResponse) -> HttpResponse {
    let Some(mut fault) = fault_of(&response) else {
        return response;
    };
    log(visit, &fault);
    if fault.kind == FaultKind::MethodNotAllowed && fault.allow.is_empty() {
        fault.allow = kernel.routes().allowed(&visit.path);
    }
    if fault.kind.is_ours() {
        fault.kind.message().clone_into(&mut fault.message);
        fault.issues.clear();
    }
    let said = visit.said();
    let facts = RequestFacts {
        said: &said,
        request_id: &visit.request_id,
        path: &visit.path,
        method: &visit.method,
        media_type: visit.media_type.as_deref(),
        now: kernel.application().clock.now(),
    };
    let body = body(kernel, visit, &fault, &facts);
    let mut response = response.set_body(body.text).map_into_boxed_body();
    *response.status_mut() = body.status;
    let challenge = kernel
        .dialect_of(&visit.path)
        .map_or(CHALLENGE, |dialect| dialect.challenge);
    add_headers(&fault, body.status, challenge, response.headers_mut());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(body.content_type));
    // What is left of the body is not waited for.
    if matches!(fault.kind, FaultKind::PayloadTooLarge | FaultKind::TimedOut) {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    response
}

/// A fault as it is sent.
struct Body {
    status: StatusCode,
    content_type: &'static str,
    text: String,
}

impl Body {
    fn json(rendered: &Rendered, content_type: &'static str) -> Self {
        Self {
            status: rendered.status,
            content_type,
            text: rendered.body.to_string(),
        }
    }
}

fn body(kernel: &Kernel, visit: &Visit, fault: &Fault, facts: &RequestFacts<'_>) -> Body {
    let problem = || Body::json(&problem::render(fault, facts), problem::CONTENT_TYPE);
    if visit.wants_problem {
        problem()
    } else if let Some(dialect) = kernel.dialect_of(&visit.path) {
        Body::json(&(dialect.render)(fault, facts), JSON)
    } else if let Some(pages) = kernel.pages_of(&visit.path) {
        let page = (pages.render)(fault, facts);
        Body {
            status: page.status,
            content_type: HTML,
            text: page.html,
        }
    } else {
        problem()
    }
}

/// The fault that a response stands for: one of ours, or one of the framework's, which come as errors or
/// without a content type.
fn fault_of(response: &HttpResponse) -> Option<Fault> {
    if let Some(fault) = response.extensions().get::<Fault>() {
        return Some(fault.clone());
    }
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let bare = !response.headers().contains_key(header::CONTENT_TYPE);
    (failed && (bare || response.error().is_some())).then(|| Fault::new(FaultKind::of_status(status)))
}

fn add_headers(fault: &Fault, status: StatusCode, challenge: &'static str, headers: &mut HeaderMap) {
    let busy = status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE;
    if let Some(seconds) = fault.retry_after_seconds().or_else(|| busy.then_some(1)) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if fault.kind == FaultKind::MethodNotAllowed {
        let allow: Vec<_> = fault.allow.iter().map(ToString::to_string).collect();
        if let Ok(allow) = HeaderValue::try_from(allow.join(", ")) {
            headers.insert(header::ALLOW, allow);
        }
    }
}

/// Each failure is logged here, once. What a client did wrong stands in the access log already, unless it
/// tried what it may not.
fn log(visit: &Visit, fault: &Fault) {
    let request_id = visit.request_id.as_str();
    let cause = fault.cause.as_deref().unwrap_or("unknown");
    match fault.kind {
        FaultKind::Bug => tracing::error!(request_id, cause, "request failed"),
        FaultKind::Unavailable | FaultKind::Full => tracing::warn!(request_id, cause, "request not served"),
        FaultKind::Unauthenticated | FaultKind::Forbidden => {
            tracing::info!(request_id, reason = fault.message, "request refused");
        }
        _ => {
            if let Some(cause) = &fault.cause {
                tracing::info!(request_id, cause, "request refused");
            }
        }
    }
}
