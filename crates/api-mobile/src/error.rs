//! Every refusal in the app's one error shape: `{"error": {"code", "message", "details"?}}`.

use crate::sign_in;
use serde::Serialize;
use tessera_application::tickets::field;
use tessera_domain::{
    attributes,
    issue::{Format, Issue, JsonType, Problem, Step},
};
use tessera_http::{
    dialect::{Rendered, RequestFacts},
    fault::{Fault, FaultKind},
};
use utoipa::ToSchema;

/// A refusal.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    /// What was refused, and why.
    pub error: Refusal,
}

/// What was refused, and why.
#[derive(Serialize, ToSchema)]
pub struct Refusal {
    /// A stable word for programs.
    #[schema(example = "VALIDATION_ERROR")]
    pub code: &'static str,
    /// A sentence for people.
    #[schema(example = "Validation failed")]
    pub message: String,
    /// What is wrong, field by field, where fields are to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub details: Option<Details>,
}

/// More about a refusal.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Details {
    /// Every rule that the input breaks.
    Issues(Vec<ValidationIssue>),
    /// How long to wait.
    Wait(Wait),
    /// How long to wait before trying to sign in again.
    TryAgain(TryAgain),
}

/// How long to wait before asking again.
#[derive(Serialize, ToSchema)]
pub struct Wait {
    /// In milliseconds.
    #[schema(minimum = 0)]
    pub retry_after_ms: u64,
}

/// How long to wait before trying to sign in again.
#[derive(Serialize, ToSchema)]
pub struct TryAgain {
    /// In milliseconds.
    #[serde(rename = "msBeforeNext")]
    #[schema(minimum = 0, example = 300_000)]
    pub ms_before_next: u64,
}

/// One broken rule. Which members there are besides the first three depends on `code`.
#[derive(Serialize, ToSchema, Default)]
#[schema(example = json!({
    "code": "too_small", "path": ["title"], "message": "Must have at least 1 character(s)",
    "type": "string", "minimum": 1, "inclusive": true, "exact": false
}))]
pub struct ValidationIssue {
    /// The kind of rule.
    pub code: IssueCode,
    /// The way to the field.
    pub path: Vec<PathStep>,
    /// The rule in words.
    pub message: String,
    /// The type it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub expected: Option<&'static str>,
    /// The type, or the word, that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub received: Option<String>,
    /// The format it should have.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub validation: Option<&'static str>,
    /// What the bound is of: `string` or `number`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<&'static str>,
    /// The lower bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub minimum: Option<i64>,
    /// The upper bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub maximum: Option<i64>,
    /// Whether the bound itself is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub inclusive: Option<bool>,
    /// Whether nothing but the bound is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub exact: Option<bool>,
    /// The words it may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub options: Option<&'static [&'static str]>,
}

/// The kinds of rules.
#[derive(Serialize, ToSchema, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// It is missing, or of another type.
    InvalidType,
    /// A text is not of the format.
    InvalidString,
    /// Too short, or below the range.
    TooSmall,
    /// Too long, or above the range.
    TooBig,
    /// Not one of the words.
    InvalidEnumValue,
    /// Any other rule.
    #[default]
    Custom,
}

/// One step of the way to a field.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum PathStep {
    /// The member of an object.
    Field(String),
    /// The item of a list, from 0.
    Item(usize),
}

/// The message of every input that breaks rules; which ones, stands in the details.
pub const INVALID: &str = "Validation failed";

/// Spells a fault as the app reads it.
pub fn render(fault: &Fault, facts: &RequestFacts<'_>) -> Rendered {
    let refusal = Refusal {
        code: code(fault.kind),
        message: message(fault),
        details: details(fault, facts.path),
    };
    let body = serde_json::to_value(ErrorBody { error: refusal }).unwrap_or_default();
    Rendered {
        status: fault.kind.status(),
        body,
    }
}

/// The status is the kernel's own in every case; the word is the app's.
pub const fn code(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Invalid | FaultKind::Malformed => "VALIDATION_ERROR",
        FaultKind::Unauthenticated => "UNAUTHORIZED",
        FaultKind::Forbidden => "FORBIDDEN",
        FaultKind::NotFound => "NOT_FOUND",
        FaultKind::MethodNotAllowed => "METHOD_NOT_ALLOWED",
        FaultKind::TimedOut => "REQUEST_TIMEOUT",
        FaultKind::Conflict => "CONFLICT",
        FaultKind::Stale => "PRECONDITION_FAILED",
        FaultKind::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
        FaultKind::UriTooLong => "URI_TOO_LONG",
        FaultKind::UnsupportedMedia => "UNSUPPORTED_MEDIA_TYPE",
        FaultKind::KeyReused => "IDEMPOTENCY_KEY_REUSED",
        FaultKind::TooMany => "RATE_LIMITED",
        FaultKind::HeadersTooLarge => "REQUEST_HEADER_FIELDS_TOO_LARGE",
        FaultKind::Bug => "INTERNAL_ERROR",
        FaultKind::Unavailable => "SERVICE_UNAVAILABLE",
        FaultKind::Full => "INSUFFICIENT_STORAGE",
    }
}

fn message(fault: &Fault) -> String {
    if fault.issues.is_empty() {
        fault.message.clone()
    } else {
        INVALID.to_owned()
    }
}

fn details(fault: &Fault, path: &str) -> Option<Details> {
    if let (FaultKind::TooMany, Some(milliseconds)) = (fault.kind, fault.retry_after_ms()) {
        return Some(wait(milliseconds, path));
    }
    (!fault.issues.is_empty()).then(|| Details::Issues(fault.issues.iter().map(issue).collect()))
}

/// The time to wait, under the name that it has on that path.
fn wait(milliseconds: u64, path: &str) -> Details {
    if sign_in::owns(path) {
        Details::TryAgain(TryAgain {
            ms_before_next: milliseconds,
        })
    } else {
        Details::Wait(Wait {
            retry_after_ms: milliseconds,
        })
    }
}

/// One broken rule in the app's words.
fn issue(issue: &Issue) -> ValidationIssue {
    let message = match &issue.problem {
        Problem::WrongType { expected, received } if *received != JsonType::Undefined => {
            format!(
                "Expected {}, received {}",
                type_name(*expected),
                type_name(*received)
            )
        }
        Problem::WrongType { .. } => Problem::Required.to_string(),
        other => other.to_string(),
    };
    ValidationIssue {
        path: path(issue),
        message,
        ..rule(&issue.problem)
    }
}

/// The way to a field, by the names this dialect gives to what the use cases report.
fn path(issue: &Issue) -> Vec<PathStep> {
    let mut path = Vec::with_capacity(2);
    for (place, step) in issue.path.steps().iter().enumerate() {
        match step {
            Step::Field(name) if place == 0 => {
                path.extend(
                    own_names(name)
                        .iter()
                        .map(|name| PathStep::Field((*name).to_owned())),
                );
            }
            Step::Field(name) => path.push(PathStep::Field(name.clone())),
            Step::Item(index) => path.push(PathStep::Item(*index)),
        }
    }
    path
}

fn own_names(name: &str) -> Vec<&str> {
    match name {
        field::PROJECT => vec!["board_id"],
        field::CONTACT => vec!["contact_name_id"],
        field::ASSIGNEE => vec!["assigned_to"],
        field::WATCHERS => vec!["attributes", attributes::WATCHERS],
        other => vec![other],
    }
}

/// The kind of rule with its own members.
fn rule(problem: &Problem) -> ValidationIssue {
    match problem {
        // Whatever this dialect demands is a text.
        Problem::Required => of_type(JsonType::String, JsonType::Undefined),
        Problem::WrongType { expected, received } => of_type(*expected, *received),
        Problem::TooShort { min } => lower("string", i64::try_from(*min).ok()),
        Problem::TooLong { max } => upper("string", i64::try_from(*max).ok()),
        Problem::TooSmall { min } => lower("number", Some(*min)),
        Problem::TooLarge { max } => upper("number", Some(*max)),
        Problem::Malformed(format) => ValidationIssue {
            code: IssueCode::InvalidString,
            validation: Some(format_name(*format)),
            ..ValidationIssue::default()
        },
        // The words are those of a flag in a query string.
        Problem::NotOneOf {
            options: ["true", "false"],
            ..
        }
        | Problem::Blank
        | Problem::Nul
        | Problem::UnknownReference { .. }
        | Problem::UnknownNumber { .. }
        | Problem::NoNumber { .. }
        | Problem::Taken { .. }
        | Problem::Repeated
        | Problem::Rule(_) => ValidationIssue::default(),
        Problem::NotOneOf { options, received } => ValidationIssue {
            code: IssueCode::InvalidEnumValue,
            received: Some(received.clone()),
            options: Some(options),
            ..ValidationIssue::default()
        },
    }
}

fn of_type(expected: JsonType, received: JsonType) -> ValidationIssue {
    ValidationIssue {
        code: IssueCode::InvalidType,
        expected: Some(type_name(expected)),
        received: Some(type_name(received).to_owned()),
        ..ValidationIssue::default()
    }
}

/// A type's name; the app's words know numbers only.
const fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Integer => JsonType::Number.name(),
        other => other.name(),
    }
}

fn lower(kind: &'static str, minimum: Option<i64>) -> ValidationIssue {
    ValidationIssue {
        code: IssueCode::TooSmall,
        minimum,
        ..bound(kind)
    }
}

fn upper(kind: &'static str, maximum: Option<i64>) -> ValidationIssue {
    ValidationIssue {
        code: IssueCode::TooBig,
        maximum,
        ..bound(kind)
    }
}

fn bound(kind: &'static str) -> ValidationIssue {
    ValidationIssue {
        kind: Some(kind),
        inclusive: Some(true),
        exact: Some(false),
        ..ValidationIssue::default()
    }
}

const fn format_name(format: Format) -> &'static str {
    match format {
        Format::Uuid => "uuid",
        Format::DateTime => "datetime",
        Format::Url => "url",
        Format::Email => "email",
        Format::Date => "date",
    }
}

#[cfg(test)]
mod tests;
