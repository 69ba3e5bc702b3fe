//! Every refusal in the vendor's shapes: a list of sentences for each field at fault, or one `detail`.

mod words;

use crate::{auth, contacts};
use actix_web::http::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};
use tessera_domain::issue::{Issue, Problem, Step};
use tessera_http::{
    dialect::{Rendered, RequestFacts},
    fault::{Fault, FaultKind, Reason},
};
use utoipa::ToSchema;

/// Where sentences stand that are about no single field.
pub const NO_FIELD: &str = "non_field_errors";
/// What the address of a person is told that may not do it.
pub const FORBIDDEN: &str = "You do not have permission to perform this action.";
/// What is said of whatever is not there, or out of sight.
pub const NOT_FOUND: &str = "Not found.";
const NOTHING_PRESENTED: &str = "Authentication credentials were not provided.";
const MISSHAPEN: &str = "Authorization header must contain two space-delimited values";
const BAD_TOKEN: &str = "Given token not valid for any token type";
const EXPIRED: &str = "Token is invalid or expired";
const WRONG_TYPE: &str = "Token has wrong type";
const TOKEN_NOT_VALID: &str = "token_not_valid";

/// A refusal that no single field is to blame for.
#[derive(Serialize, ToSchema)]
pub struct Detail {
    /// A sentence for people.
    #[schema(example = "Not found.")]
    pub detail: String,
}

/// A refusal of who asks.
#[derive(Serialize, ToSchema)]
pub struct Unauthenticated {
    /// A sentence for people.
    #[schema(example = "Authentication credentials were not provided.")]
    pub detail: &'static str,
    /// A stable word for programs, where a token was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub code: Option<&'static str>,
    /// What is wrong with the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub messages: Option<Vec<TokenMessage>>,
}

/// What is wrong with a token.
#[derive(Serialize, ToSchema)]
pub struct TokenMessage {
    /// What it was taken for.
    pub token_class: &'static str,
    /// The type that it should be of.
    pub token_type: &'static str,
    /// A sentence for people.
    #[schema(example = "Token is invalid or expired")]
    pub message: &'static str,
}

/// Spells a fault as the vendor's clients read it.
pub fn render(fault: &Fault, facts: &RequestFacts<'_>) -> Rendered {
    let body = if fault.issues.is_empty() {
        plain(fault, facts)
    } else {
        fields(fault, facts)
    };
    Rendered {
        status: status(fault.kind),
        body,
    }
}

/// The status is the kernel's own in every case.
pub const fn status(kind: FaultKind) -> StatusCode {
    kind.status()
}

fn plain(fault: &Fault, facts: &RequestFacts<'_>) -> Value {
    if fault.kind == FaultKind::Unauthenticated {
        return serde_json::to_value(unauthenticated(fault.reason, facts.path)).unwrap_or_default();
    }
    json!({ "detail": detail(fault, facts) })
}

/// The one sentence of a refusal that no field is to blame for.
fn detail(fault: &Fault, facts: &RequestFacts<'_>) -> String {
    match fault.kind {
        FaultKind::Unauthenticated => NOTHING_PRESENTED.to_owned(),
        FaultKind::Forbidden => FORBIDDEN.to_owned(),
        FaultKind::NotFound => NOT_FOUND.to_owned(),
        FaultKind::MethodNotAllowed => format!("Method \"{}\" not allowed.", facts.method),
        FaultKind::UnsupportedMedia => {
            let sent = facts.media_type.unwrap_or_default();
            format!("Unsupported media type \"{sent}\" in request.")
        }
        FaultKind::Malformed if fault.reason == Some(Reason::BodyUnread) => {
            format!("JSON parse error - {}", fault.message)
        }
        FaultKind::TooMany => throttled(fault.retry_after_seconds()),
        FaultKind::Unavailable => "Service temporarily unavailable, try again later.".to_owned(),
        FaultKind::Bug => "Internal server error.".to_owned(),
        FaultKind::Invalid
        | FaultKind::Malformed
        | FaultKind::Conflict
        | FaultKind::Stale
        | FaultKind::KeyReused
        | FaultKind::Full
        | FaultKind::PayloadTooLarge
        | FaultKind::UriTooLong
        | FaultKind::HeadersTooLarge
        | FaultKind::TimedOut => words::sentence(&fault.message),
    }
}

fn throttled(seconds: Option<u64>) -> String {
    match seconds {
        None => "Request was throttled.".to_owned(),
        Some(1) => "Request was throttled. Expected available in 1 second.".to_owned(),
        Some(seconds) => format!("Request was throttled. Expected available in {seconds} seconds."),
    }
}

/// Why nobody is let in. At the door for refresh tokens it is said shorter.
fn unauthenticated(reason: Option<Reason>, path: &str) -> Unauthenticated {
    let said = |detail, code| Unauthenticated {
        detail,
        code,
        messages: None,
    };
    let of_token = |message| {
        if auth::is_refreshing(path) {
            return said(message, Some(TOKEN_NOT_VALID));
        }
        let message = TokenMessage {
            token_class: "AccessToken",
            token_type: "access",
            message,
        };
        Unauthenticated {
            messages: Some(vec![message]),
            ..said(BAD_TOKEN, Some(TOKEN_NOT_VALID))
        }
    };
    match reason {
        Some(Reason::NothingPresented) => said(NOTHING_PRESENTED, None),
        Some(Reason::Misshapen) => said(MISSHAPEN, Some("bad_authorization_header")),
        Some(Reason::OtherPurpose) => of_token(WRONG_TYPE),
        Some(Reason::OwnerUnknown) => said("User not found", Some("user_not_found")),
        Some(Reason::OwnerInactive) => said("User is inactive", Some("user_inactive")),
        Some(Reason::WrongKey) => said("Invalid super secret key", None),
        None | Some(Reason::CredentialUnread | Reason::NotYours | Reason::Taken | Reason::BodyUnread) => {
            of_token(EXPIRED)
        }
    }
}

/// Each field at fault with its sentences. Lists and objects within a field count as the field.
fn fields(fault: &Fault, facts: &RequestFacts<'_>) -> Value {
    let mut body: Map<String, Value> = Map::new();
    let is_filter = matches!(*facts.method, Method::GET | Method::HEAD);
    let mut first = None;
    for issue in &fault.issues {
        let name = field(issue, facts.path);
        let sentence = words::of(&issue.problem, name, is_filter);
        first.get_or_insert_with(|| words::short(issue, name, &sentence));
        let sentences = body.entry(name).or_insert_with(|| json!([]));
        if let Value::Array(sentences) = sentences
            && !sentences.contains(&sentence.as_str().into())
        {
            sentences.push(sentence.into());
        }
    }
    if auth::says_error(facts.path) {
        body.insert("error".to_owned(), first.into());
    }
    body.into()
}

/// The field's name in this dialect. Contacts have titles; the title of a ticket is its name here.
fn field<'i>(issue: &'i Issue, path: &str) -> &'i str {
    let in_pair = matches!(
        issue.problem,
        Problem::Taken {
            what: "column" | "tag"
        }
    );
    match issue.path.steps().first() {
        Some(Step::Field(_)) if in_pair => NO_FIELD,
        Some(Step::Field(name)) if name == "title" && contacts::owns(path) => name,
        Some(Step::Field(name)) => words::own_name(name),
        Some(Step::Item(_)) | None => NO_FIELD,
    }
}

#[cfg(test)]
mod tests;
