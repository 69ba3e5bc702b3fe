//! Answers: rendered once, kept beside the idempotency key as they went out, and sent.

use crate::fault::Fault;
use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
};
use serde::Serialize;

pub use tessera_ports::idempotency::StoredAnswer;

pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// A JSON answer, to be kept and sent.
///
/// ```
/// use tessera_http::answer;
///
/// let created = answer::with_header(answer::json(201, &[1, 2]), "location", "/numbers/7");
/// assert_eq!(created.body, b"[1,2]");
/// assert_eq!(answer::to_response(created).headers().get("location").unwrap(), "/numbers/7");
/// ```
pub fn json(status: u16, body: &impl Serialize) -> StoredAnswer {
    match serde_json::to_vec(body) {
        Ok(body) => StoredAnswer {
            status,
            headers: vec![("content-type".into(), JSON.into())],
            body,
        },
        Err(error) => {
            // Only a map whose keys are not texts comes here, and views have none. Without a type of its own
            // the answer is rendered as any fault of ours.
            tracing::error!(%error, "an answer could not be written as JSON");
            StoredAnswer {
                status: 500,
                headers: Vec::new(),
                body: Vec::new(),
            }
        }
    }
}

/// An answer without a body.
pub const fn empty(status: u16) -> StoredAnswer {
    StoredAnswer {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// The same answer with one more header.
#[must_use]
pub fn with_header(mut answer: StoredAnswer, name: &str, value: impl Into<String>) -> StoredAnswer {
    answer.headers.push((name.to_ascii_lowercase(), value.into()));
    answer
}

/// The answer as it is sent.
pub fn to_response(answer: StoredAnswer) -> HttpResponse {
    let Ok(status) = StatusCode::from_u16(answer.status) else {
        return Fault::bug(format!("an answer has the status {}", answer.status)).error_response();
    };
    let mut response = HttpResponse::new(status)
        .set_body(answer.body)
        .map_into_boxed_body();
    for (name, text) in &answer.headers {
        let value = HeaderValue::try_from(text.as_str()).ok();
        if let Some((name, value)) = HeaderName::try_from(name.as_str()).ok().zip(value) {
            response.headers_mut().append(name, value);
        } else {
            tracing::error!(header = name, "an answer has a header that cannot be sent");
        }
    }
    response
}

/// A JSON answer that nobody keeps.
pub fn respond(status: u16, body: &impl Serialize) -> HttpResponse {
    to_response(json(status, body))
}
