//! Every refusal in the vendor's one shape: `{"error", "message", "details"?}`.

use actix_web::http::StatusCode;
use serde::Serialize;
use tessera_domain::issue::{Issue, Problem, Step};
use tessera_http::{
    dialect::{Rendered, RequestFacts},
    fault::{Fault, FaultKind, Reason},
};
use utoipa::ToSchema;

/// A refusal.
#[derive(Serialize, ToSchema)]
#[schema(as = Error)]
pub struct ErrorBody {
    /// A stable word for programs.
    #[schema(example = "missing_required_field")]
    pub error: &'static str,
    /// A sentence for people.
    #[schema(example = "Missing required field: title")]
    pub message: String,
    /// Every field at fault with the rule that it breaks, where fields are to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "title: Required")]
    pub details: Option<String>,
}

/// No usable `Authorization` header.
pub const MISSING_TOKEN: &str = "missing_token";
/// A token that is not accepted.
pub const INVALID_TOKEN: &str = "invalid_token";
/// The token itself could not be looked at.
pub const VALIDATION_FAILED: &str = "validation_failed";
/// The ticket is another token's.
pub const NOT_AUTHORIZED: &str = "not_authorized";
/// A field that must be there is not.
pub const MISSING_FIELD: &str = "missing_required_field";
/// A field is there, and wrong.
pub const INVALID_FIELD: &str = "invalid_field";

/// The fields that some operation demands. No two operations mean different things by one name.
const REQUIRED: [&str; 3] = ["title", "content", "status"];

/// Spells a fault as other systems read it.
pub fn render(fault: &Fault, _facts: &RequestFacts<'_>) -> Rendered {
    let refusal = ErrorBody {
        error: code(fault),
        message: message(fault),
        details: details(fault),
    };
    Rendered {
        status: status(fault.kind),
        body: serde_json::to_value(refusal).unwrap_or_default(),
    }
}

/// The status of a kind: the kernel's own but for methods, which this dialect does not tell from paths.
pub const fn status(kind: FaultKind) -> StatusCode {
    match kind {
        FaultKind::MethodNotAllowed => StatusCode::NOT_FOUND,
        other => other.status(),
    }
}

/// The word for a kind where nothing more is known.
pub const fn word(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Invalid | FaultKind::Malformed => INVALID_FIELD,
        FaultKind::Unauthenticated => INVALID_TOKEN,
        FaultKind::Forbidden => NOT_AUTHORIZED,
        FaultKind::NotFound | FaultKind::MethodNotAllowed => "not_found",
        FaultKind::TimedOut => "request_timeout",
        FaultKind::Conflict => "conflict",
        FaultKind::Stale => "precondition_failed",
        FaultKind::PayloadTooLarge => "payload_too_large",
        FaultKind::UriTooLong => "uri_too_long",
        FaultKind::UnsupportedMedia => "unsupported_media_type",
        FaultKind::KeyReused => "idempotency_key_reused",
        FaultKind::TooMany => "rate_limit_exceeded",
        FaultKind::HeadersTooLarge => "request_header_fields_too_large",
        FaultKind::Bug => "internal_error",
        FaultKind::Unavailable => "service_unavailable",
        FaultKind::Full => "insufficient_storage",
    }
}

fn code(fault: &Fault) -> &'static str {
    if fault.issues.iter().any(is_missing) {
        return MISSING_FIELD;
    }
    match fault.reason {
        // No door and no body of this dialect gives the others.
        None
        | Some(
            Reason::Misshapen
            | Reason::OtherPurpose
            | Reason::OwnerUnknown
            | Reason::OwnerInactive
            | Reason::WrongKey
            | Reason::BodyUnread
            | Reason::Taken,
        ) => word(fault.kind),
        Some(Reason::NothingPresented) => MISSING_TOKEN,
        Some(Reason::CredentialUnread) => VALIDATION_FAILED,
        Some(Reason::NotYours) => NOT_AUTHORIZED,
    }
}

fn message(fault: &Fault) -> String {
    let missing = fault.issues.iter().find(|issue| is_missing(issue));
    if let Some(issue) = missing {
        return format!("Missing required field: {}", issue.path);
    }
    if let Some(issue) = fault.issues.first() {
        return format!("Invalid value for field: {}", issue.path);
    }
    if fault.kind == FaultKind::TooMany {
        return "Rate limit exceeded".to_owned();
    }
    if fault.reason == Some(Reason::CredentialUnread) {
        return "The token could not be validated".to_owned();
    }
    fault.message.clone()
}

fn details(fault: &Fault) -> Option<String> {
    let issues: Vec<_> = fault.issues.iter().map(ToString::to_string).collect();
    (!issues.is_empty()).then(|| issues.join("; "))
}

/// Whether it means that a required field is missing: it is absent, null, empty or of another JSON type.
fn is_missing(issue: &Issue) -> bool {
    let required = matches!(issue.path.steps(), [Step::Field(name)] if REQUIRED.contains(&name.as_str()));
    required
        && match &issue.problem {
            Problem::Required | Problem::WrongType { .. } | Problem::TooShort { .. } | Problem::Blank => true,
            Problem::NotOneOf { received, .. } => received.is_empty(),
            Problem::TooLong { .. }
            | Problem::TooSmall { .. }
            | Problem::TooLarge { .. }
            | Problem::Malformed(_)
            | Problem::Nul
            | Problem::UnknownReference { .. }
            | Problem::UnknownNumber { .. }
            | Problem::NoNumber { .. }
            | Problem::Taken { .. }
            | Problem::Repeated
            | Problem::Rule(_) => false,
        }
}

/// The refusal of a change to another token's ticket. The vendor's document has a 401 for it, like for a token that
/// does not count; the word is another one, because clients drop a token that does not count.
pub fn not_yours(fault: Fault, message: &'static str) -> Fault {
    if fault.reason == Some(Reason::NotYours) {
        Fault {
            reason: fault.reason,
            ..Fault::saying(FaultKind::Unauthenticated, message)
        }
    } else {
        fault
    }
}

#[cfg(test)]
mod tests;
