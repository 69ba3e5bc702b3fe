//! The web kernel: everything that stands between actix-web and a documented API.
//!
//! A dialect writes handlers and says how it words a fault; all else is alike for every dialect and lives here.
//!
//! | Module | Holds |
//! |---|---|
//! | [`kernel`] | the middleware stack, put together once: request ids, log and counters, headers, limits, CORS |
//! | [`dialect`], [`routing`] | what a dialect brings along; its routes and its document from one list; 404 and 405 |
//! | [`fault`], [`problem`] | what went wrong, in no dialect's words; RFC 9457 for clients that ask for it |
//! | [`pages`] | pages for people, rendered here: their routes, their errors, their content security policy |
//! | [`caller`] | authentication in front of a scope, permissions in a handler's signature |
//! | [`bearer`], [`doors`] | the `Authorization` header, and the doors that take signed tokens |
//! | [`address`], [`guest`], [`throttle`] | where a request comes from, who is not signed in yet, and counting what is done too often |
//! | [`rates`], [`allowance`], [`calls`] | limits on requests; what is left, told with each answer; the record of counted calls |
//! | [`json`], [`form`], [`query`], [`conditional`] | what comes in: body, query string and `If-Match`, issue by issue |
//! | [`ticket_address`], [`number_address`], [`moment`] | what dialects spell alike |
//! | [`document`], [`schema`] | what dialects build their documents from |
//! | [`work`], [`slots`], [`answer`] | one use case on a thread that may block; answers and their repetition |
//! | [`upload`], [`download`] | files on their way in and out |
//! | [`bells`], [`live`] | waiting for what happens; answers that go on while it does |
//! | [`pieces`] | answers that are written while they are sent |
//! | [`health`] | `/healthz`, `/readyz`, `/metrics` |
//!
//! A request is checked in this order: its head's size, its route, its credential, the caller's permission, the
//! `Idempotency-Key`, the body's type, size and text, and then by the use case. The order of the first steps is
//! the middleware's; from the permission on it is the order of the handler's arguments. A handler that fails
//! returns a [`Fault`](fault::Fault), which the outermost middleware has rendered by the dialect that owns the
//! path. The framework's own errors go the same way, so every body below a dialect's prefix is the dialect's.
//!
//! ```
//! use actix_web::{HttpResponse, dev::ServiceRequest, post, web};
//! use tessera_application::tickets::{UpdateTicket, Written};
//! use tessera_domain::{text::Title, ticket::TicketPatch};
//! use tessera_http::{
//!     answer::{self, StoredAnswer},
//!     caller::{Authenticate, CredentialKind, May, OwnedPresentation, needs},
//!     conditional::{IfMatch, etag},
//!     dialect::{Dialect, Rendered, RequestFacts},
//!     fault::Fault,
//!     json::JsonBody,
//!     once_document::OnceDocument,
//!     rates,
//!     work::Work,
//! };
//! use utoipa::OpenApi;
//!
//! #[utoipa::path(context_path = "/demo", responses((status = 200, description = "Renamed")))]
//! #[post("/tickets/{id}/title")]
//! async fn rename(
//!     may: May<needs::EditTickets>,
//!     work: Work,
//!     expected: IfMatch,
//!     ticket: web::Path<uuid::Uuid>,
//!     body: JsonBody,
//! ) -> Result<HttpResponse, Fault> {
//!     let mut fields = body.fields()?;
//!     let title = fields.required("title").parsed(None, |text| Title::parse(text).map(Some));
//!     fields.finish()?;
//!     let patch = TicketPatch { title, ..TicketPatch::default() };
//!     let command = UpdateTicket { ticket: (*ticket).into(), patch, expected: expected.0 };
//!     work.write(may.caller, &body, command, renamed).await
//! }
//!
//! fn renamed(outcome: &Written) -> StoredAnswer {
//!     let version = outcome.ticket.version;
//!     answer::with_header(answer::json(200, &version), "etag", etag(version))
//! }
//!
//! tessera_http::operations! {
//!     /// The demonstration.
//!     pub struct Document;
//!     rename,
//! }
//!
//! fn api_key(request: &ServiceRequest) -> Option<OwnedPresentation> {
//!     let secret = request.headers().get("x-api-key")?.to_str().ok()?.to_owned();
//!     Some(OwnedPresentation { secret, kinds: &[CredentialKind::ApiKey], tenant: None })
//! }
//!
//! fn render(fault: &Fault, facts: &RequestFacts<'_>) -> Rendered {
//!     let body = serde_json::json!({ "error": fault.message, "request": facts.request_id });
//!     Rendered { status: fault.kind.status(), body }
//! }
//!
//! static DOCUMENT: OnceDocument = OnceDocument::of(Document::openapi);
//!
//! const DEMO: Dialect = Dialect {
//!     name: "demo",
//!     owns: |path| path.starts_with("/demo/"),
//!     routes: |config| {
//!         config.service(web::scope("/demo").wrap(Authenticate::by(api_key)).configure(routes));
//!     },
//!     challenge: "Bearer",
//!     document: || &DOCUMENT,
//!     category: rates::general,
//!     render,
//! };
//! ```
//!
//! To serve dialects: make one [`Kernel`](kernel::Kernel) and give each worker thread its
//! [`kernel::app`]; tests give that same app to `actix_web::test::init_service`.

pub mod address;
pub mod allowance;
pub mod answer;
pub mod bearer;
pub mod bells;
mod body;
pub mod caller;
pub mod calls;
pub mod conditional;
pub mod cursor;
pub mod dialect;
pub mod document;
pub mod doors;
pub mod download;
pub mod fault;
pub mod form;
pub mod guest;
pub mod health;
pub mod json;
pub mod kernel;
pub mod live;
pub mod moment;
pub mod number_address;
pub mod once_document;
pub mod pages;
pub mod pieces;
pub mod problem;
pub mod query;
pub mod rates;
mod readers;
mod reading;
pub mod routing;
pub mod schema;
pub mod slots;
pub mod throttle;
pub mod ticket_address;
pub mod upload;
pub mod work;
