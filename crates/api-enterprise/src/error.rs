//! Every refusal in the vendor's one envelope.

mod provided;

use actix_web::http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use tessera_domain::issue::{FieldPath, Issue, Step};
use tessera_http::{
    dialect::{Rendered, RequestFacts},
    fault::{Fault, FaultKind, Reason},
    moment::exact::Moment,
};
use utoipa::ToSchema;

/// A refusal.
#[derive(Serialize, ToSchema)]
#[schema(as = Failure)]
pub struct Failure {
    /// Always false.
    pub success: bool,
    /// What went wrong.
    pub error: ErrorBody,
    /// The id of the request, as in `X-Request-Id`.
    #[schema(example = "550e8400-e29b-41d4-a716-446655440000")]
    pub request_id: String,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// A stable word for programs.
    #[schema(example = "VALIDATION_ERROR")]
    pub code: &'static str,
    /// A sentence for people.
    #[schema(example = "Invalid input data")]
    pub message: String,
    /// More about it. Of an input that is not valid: `field`, `reason` and `provided_value` of the first field at fault,
    /// and all of them in `errors` where there are several.
    #[schema(value_type = Object)]
    pub details: Map<String, Value>,
    /// When.
    pub timestamp: Moment,
}

/// Input that breaks a rule or cannot be read.
pub const VALIDATION: &str = "VALIDATION_ERROR";

/// What a field that is none is called: the body itself.
const BODY: &str = "body";

/// Spells a fault as the vendor's clients read it.
pub fn render(fault: &Fault, facts: &RequestFacts<'_>) -> Rendered {
    let failure = Failure {
        success: false,
        error: ErrorBody {
            code: code(fault.kind, fault.reason),
            message: message(fault),
            details: details(fault, facts),
            timestamp: Moment(facts.now),
        },
        request_id: facts.request_id.to_owned(),
    };
    Rendered {
        status: status(fault.kind, fault.reason),
        body: serde_json::to_value(failure).unwrap_or_default(),
    }
}

/// The status: the kernel's own, but that only what must be unique conflicts. What a rule forbids is understood and not
/// done.
pub const fn status(kind: FaultKind, reason: Option<Reason>) -> StatusCode {
    match (kind, reason) {
        (FaultKind::Conflict, Some(Reason::Taken)) => StatusCode::CONFLICT,
        (FaultKind::Conflict, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (other, _) => other.status(),
    }
}

/// The word for it.
pub const fn code(kind: FaultKind, reason: Option<Reason>) -> &'static str {
    match kind {
        FaultKind::Invalid | FaultKind::Malformed => VALIDATION,
        FaultKind::Unauthenticated => "AUTHENTICATION_REQUIRED",
        FaultKind::Forbidden => "PERMISSION_DENIED",
        FaultKind::NotFound => "RESOURCE_NOT_FOUND",
        FaultKind::Conflict => match reason {
            Some(Reason::Taken) => "DUPLICATE_RESOURCE",
            _ => "BUSINESS_RULE_VIOLATION",
        },
        FaultKind::TooMany => "RATE_LIMIT_EXCEEDED",
        FaultKind::Unavailable => "EXTERNAL_SERVICE_ERROR",
        FaultKind::Bug => "INTERNAL_SERVER_ERROR",
        FaultKind::MethodNotAllowed => "METHOD_NOT_ALLOWED",
        FaultKind::Stale => "PRECONDITION_FAILED",
        FaultKind::KeyReused => "IDEMPOTENCY_KEY_REUSED",
        FaultKind::UnsupportedMedia => "UNSUPPORTED_MEDIA_TYPE",
        FaultKind::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
        FaultKind::UriTooLong => "URI_TOO_LONG",
        FaultKind::HeadersTooLarge => "HEADERS_TOO_LARGE",
        FaultKind::TimedOut => "REQUEST_TIMEOUT",
        FaultKind::Full => "INSUFFICIENT_STORAGE",
    }
}

fn message(fault: &Fault) -> String {
    match fault.kind {
        FaultKind::Invalid => "Invalid input data".to_owned(),
        FaultKind::Unauthenticated => unauthenticated(fault.reason).to_owned(),
        // Which right is missing is not told.
        FaultKind::Forbidden => "Insufficient permissions".to_owned(),
        FaultKind::TooMany => "Too many requests".to_owned(),
        FaultKind::NotFound
        | FaultKind::Malformed
        | FaultKind::Conflict
        | FaultKind::Stale
        | FaultKind::KeyReused
        | FaultKind::Unavailable
        | FaultKind::Full
        | FaultKind::Bug
        | FaultKind::MethodNotAllowed
        | FaultKind::UnsupportedMedia
        | FaultKind::PayloadTooLarge
        | FaultKind::UriTooLong
        | FaultKind::HeadersTooLarge
        | FaultKind::TimedOut => fault.message.clone(),
    }
}

const fn unauthenticated(reason: Option<Reason>) -> &'static str {
    match reason {
        Some(Reason::NothingPresented) => "A token is required",
        Some(Reason::Misshapen) => "The Authorization header must be Bearer and one token",
        Some(Reason::OtherPurpose) => "The token is of the other kind",
        Some(Reason::OwnerUnknown | Reason::OwnerInactive) => "The token's user cannot sign in",
        Some(Reason::WrongKey) => "The key is not valid",
        Some(Reason::CredentialUnread | Reason::NotYours | Reason::BodyUnread | Reason::Taken) | None => {
            "Invalid or expired credentials"
        }
    }
}

fn details(fault: &Fault, facts: &RequestFacts<'_>) -> Map<String, Value> {
    if fault.kind == FaultKind::Malformed {
        let field = match fault.reason {
            Some(Reason::BodyUnread) => BODY,
            _ => "request",
        };
        return told(field, &fault.message, Value::Null);
    }
    let mut errors = fault.issues.iter().map(|issue| of_issue(issue, facts));
    let Some(mut first) = errors.next() else {
        return fault
            .retry_after_seconds()
            .map(|seconds| Map::from_iter([("retry_after".to_owned(), json!(seconds))]))
            .unwrap_or_default();
    };
    if fault.issues.len() > 1 {
        let all: Vec<Value> = std::iter::once(first.clone())
            .chain(errors)
            .map(Value::from)
            .collect();
        first.insert("errors".to_owned(), all.into());
    }
    first
}

fn of_issue(issue: &Issue, facts: &RequestFacts<'_>) -> Map<String, Value> {
    let path = own_path(&issue.path);
    let provided = provided::value(&path, &issue.problem, facts);
    let field = if path.steps().is_empty() {
        BODY.to_owned()
    } else {
        path.to_string()
    };
    told(&field, &issue.problem.to_string(), provided)
}

fn told(field: &str, reason: &str, provided: Value) -> Map<String, Value> {
    Map::from_iter([
        ("field".to_owned(), field.into()),
        ("reason".to_owned(), reason.into()),
        ("provided_value".to_owned(), provided),
    ])
}

/// The way to a field in this dialect's words.
fn own_path(path: &FieldPath) -> FieldPath {
    let mut own = FieldPath::default();
    for (place, step) in path.steps().iter().enumerate() {
        own = match step {
            Step::Field(name) if place == 0 => own.then(own_name(name)),
            Step::Field(name) => own.then(name),
            Step::Item(index) => own.item(*index),
        };
    }
    own
}

/// What this dialect calls the fields that the use cases report.
pub fn own_name(name: &str) -> &str {
    match name {
        "status_id" => "status",
        "priority_id" => "priority",
        "kind" => "ticket_type",
        "assignee_id" | "assignee_ids" | "assigned_to" => "assigned_to_id",
        "due_at" => "due_date",
        "breached_at" => "sla_breach_time",
        "tag_ids" => "tags",
        "text" => "content",
        "rating" => "customer_satisfaction_rating",
        "expected_files" => "attachments",
        "manager" => "manager_id",
        other => other,
    }
}

#[cfg(test)]
mod tests;
