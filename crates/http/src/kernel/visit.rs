//! One request from the moment it came in to the log line that it leaves.

use super::Kernel;
use crate::{
    allowance::Allowance,
    calls::{CallRecord, Draft},
    dialect::Said,
    fault::Fault,
    problem,
};
use actix_web::{
    HttpMessage, HttpRequest,
    dev::ServiceRequest,
    http::{
        Method, StatusCode,
        header::{CONTENT_TYPE, HeaderMap, HeaderName},
    },
    web::Bytes,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Instant,
};
use tessera_domain::{
    caller::Caller,
    id::{TenantId, UserId},
};
use uuid::Uuid;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the kernel knows of a request. It is kept beside the request, because that goes down with its handler.
pub(crate) struct Visit {
    /// The client's id for it, or ours.
    pub(crate) request_id: String,
    /// The method as it was sent; `HEAD` is routed as `GET`.
    pub(super) method: Method,
    /// The path without its query string.
    pub(super) path: String,
    /// The type that the body is said to be of, as it was sent.
    pub(super) media_type: Option<String>,
    /// Whether the client asks for problem documents.
    pub(super) wants_problem: bool,
    begun: Instant,
    who: Cell<Option<(TenantId, UserId)>>,
    allowance: Cell<Option<Allowance>>,
    call: RefCell<Option<Draft>>,
    extended: Cell<Option<tokio::time::Instant>>,
    query: String,
    body: RefCell<Bytes>,
}

impl Visit {
    /// Begins with a request that has just come in.
    pub(super) fn begin(kernel: &Kernel, request: &ServiceRequest) -> Rc<Self> {
        let request_id = client_id(request.headers()).unwrap_or_else(|| kernel.new_request_id());
        let visit = Rc::new(Self {
            request_id,
            method: request.method().clone(),
            path: request.path().to_owned(),
            media_type: media_type(request.headers()),
            wants_problem: problem::wanted(request.headers()),
            begun: Instant::now(),
            who: Cell::new(None),
            allowance: Cell::new(None),
            call: RefCell::new(None),
            extended: Cell::new(None),
            query: request.query_string().to_owned(),
            body: RefCell::default(),
        });
        request.extensions_mut().insert(Rc::clone(&visit));
        visit
    }

    /// The visit of a request.
    pub(crate) fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.extensions().get::<Rc<Self>>().cloned()
    }

    /// The visit of a request.
    ///
    /// # Errors
    /// When the request did not come in through a kernel.
    pub(crate) fn required(request: &HttpRequest) -> Result<Rc<Self>, Fault> {
        Self::of(request).ok_or_else(|| Fault::bug("the kernel's middleware is not in place"))
    }

    /// The method as it was sent.
    pub(crate) const fn method(&self) -> &Method {
        &self.method
    }

    /// Asks for time until then, because a body is on its way that may take longer than a handler.
    pub(crate) fn extend(&self, until: tokio::time::Instant) {
        self.extended.set(Some(until));
    }

    /// Until when the request may take, if it asked for more time than others have.
    pub(super) const fn extended(&self) -> Option<tokio::time::Instant> {
        self.extended.get()
    }

    /// Has the answer tell what is left to the caller.
    pub(crate) fn allow(&self, allowance: Allowance) {
        self.allowance.set(Some(allowance));
    }

    /// What is left to the caller, if somebody counts.
    pub(super) const fn allowance(&self) -> Option<Allowance> {
        self.allowance.get()
    }

    /// Has the request recorded once it is answered.
    pub(crate) fn record(&self, draft: Draft) {
        self.call.replace(Some(draft));
    }

    /// Adds the body to the record, if there is to be one, and keeps it until the request is answered: a refusal may
    /// quote it.
    pub(crate) fn note_body(&self, bytes: &Bytes) {
        if let Some(draft) = self.call.borrow_mut().as_mut() {
            draft.add_body(bytes);
        }
        self.body.replace(bytes.clone());
    }

    /// What the client said.
    pub(super) fn said(&self) -> Said {
        Said {
            query: self.query.clone(),
            body: self.body.borrow().clone(),
        }
    }

    /// The record of the request, if there is to be one, now that it is answered.
    pub(super) fn recorded(&self, status: StatusCode) -> Option<CallRecord> {
        let draft = self.call.take()?;
        Some(draft.finish(status.as_u16(), self.begun.elapsed()))
    }

    /// Notes who it is.
    pub(crate) fn enter(&self, caller: &Caller) {
        self.who.set(Some((caller.tenant, caller.user)));
    }

    /// Writes the access log's line and counts the request.
    pub(super) fn end(&self, route: &str, status: StatusCode) {
        let took = self.begun.elapsed();
        let (method, status) = (known(&self.method), status.as_u16());
        let labels = [
            ("method", method.to_owned()),
            ("route", route.to_owned()),
            ("status", status.to_string()),
        ];
        metrics::counter!("tessera_http_requests_total", &labels).increment(1);
        metrics::histogram!("tessera_http_request_seconds", &labels).record(took.as_secs_f64());
        let (tenant, user) = self.who.get().unzip();
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            request_id = self.request_id,
            tenant = tenant.map(tracing::field::display),
            user = user.map(tracing::field::display),
            method,
            route,
            status,
            ms,
            "request answered"
        );
    }
}

/// The client's own id, if it has the form that is safe to log and send back.
fn client_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let safe = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (safe && (8..=64).contains(&id.len())).then(|| id.to_owned())
}

/// The type that the body is said to be of. Bytes that are no text are replaced, because it is told in answers.
fn media_type(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(CONTENT_TYPE)?;
    Some(String::from_utf8_lossy(sent.as_bytes()).into_owned())
}

impl Kernel {
    fn new_request_id(&self) -> String {
        let application = self.application();
        application.ids.make::<Uuid>(application.clock.now()).to_string()
    }
}

/// The method as a label. Clients can make up methods, and must not make up labels.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_harmless_client_ids_are_taken() {
        let id = |value: &str| {
            client_id(
                TestRequest::default()
                    .insert_header((REQUEST_ID, value))
                    .to_http_request()
                    .headers(),
            )
        };
        for good in ["12345678", "a-B-c-9-", &"x".repeat(64)] {
            assert_eq!(id(good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "1234567",
            "1234 678",
            "1234_678",
            "<script>",
            &"x".repeat(65),
            "12345678\u{e9}",
        ] {
            assert_eq!(id(bad), None, "{bad}");
        }
    }
}
