//! Why a request got no good answer, before any dialect has put it into words.

use actix_web::{
    HttpResponse, ResponseError,
    error::BlockingError,
    http::{Method, StatusCode},
};
use std::time::Duration;
use tessera_application::Error;
use tessera_domain::{error::ErrorKind, issue::Issue};
use tessera_ports::{StoreError, throttle::TooMany};

/// How long what is busy is left alone.
const SOON: Duration = Duration::from_secs(1);
/// How long an identity provider that does not answer is left alone.
const PROVIDER: Duration = Duration::from_secs(5);

/// What went wrong, seen from the web. Dialects map it by a `match` without `_`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FaultKind {
    /// No usable credential came with the request.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// There is no such thing, no such path, or the caller may not know of it.
    NotFound,
    /// The input can be read and breaks a rule.
    Invalid,
    /// The input cannot be read.
    Malformed,
    /// The input is fine, and the state of things forbids it.
    Conflict,
    /// The caller's copy is older than what is stored.
    Stale,
    /// The same idempotency key came with another request.
    KeyReused,
    /// The caller asked too often.
    TooMany,
    /// It cannot be done at the moment; trying later may help.
    Unavailable,
    /// There is no room left to store it.
    Full,
    /// A fault of ours.
    Bug,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body is not of a type that is understood.
    UnsupportedMedia,
    /// The body is too large.
    PayloadTooLarge,
    /// The address is too long.
    UriTooLong,
    /// The headers are too large.
    HeadersTooLarge,
    /// The body did not arrive in time.
    TimedOut,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Invalid,
        Self::Malformed,
        Self::Conflict,
        Self::Stale,
        Self::KeyReused,
        Self::TooMany,
        Self::Unavailable,
        Self::Full,
        Self::Bug,
        Self::MethodNotAllowed,
        Self::UnsupportedMedia,
        Self::PayloadTooLarge,
        Self::UriTooLong,
        Self::HeadersTooLarge,
        Self::TimedOut,
    ];

    /// The status that says it, unless a dialect says it otherwise.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid | Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Bug => StatusCode::INTERNAL_SERVER_ERROR,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// The words for it where nothing more can be said.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unauthenticated => "Missing or invalid credential",
            Self::Forbidden => "You may not do this",
            Self::NotFound => "Not found",
            Self::Invalid => "The request is not valid",
            Self::Malformed => "The request cannot be read",
            Self::Conflict => "It conflicts with what is stored",
            Self::Stale => "The resource has changed since it was read",
            Self::KeyReused => "The idempotency key was used for another request",
            Self::TooMany => "Too many requests",
            Self::Unavailable => "The service is busy, try again later",
            Self::Full => "There is no room to store this",
            Self::Bug => "An internal error occurred",
            Self::MethodNotAllowed => "This method is not allowed here",
            Self::UnsupportedMedia => "The body must be application/json",
            Self::PayloadTooLarge => "The body is too large",
            Self::UriTooLong => "The address is too long",
            Self::HeadersTooLarge => "The headers are too large",
            Self::TimedOut => "The body did not arrive in time",
        }
    }

    /// Whether the fault lies with us: its cause is logged, and the client learns a constant text only.
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Unavailable | Self::Full | Self::Bug)
    }

    /// The kind behind a status that the framework chose by itself.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        // Several kinds may share a status; the more general one stands later in the list and is taken.
        let exact = Self::ALL.into_iter().rev().find(|kind| kind.status() == status);
        exact.unwrap_or(if status.is_server_error() {
            Self::Bug
        } else {
            Self::Malformed
        })
    }
}

impl From<ErrorKind> for FaultKind {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Unauthenticated => Self::Unauthenticated,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Invalid => Self::Invalid,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::Stale => Self::Stale,
            ErrorKind::KeyReused => Self::KeyReused,
            ErrorKind::TooMany => Self::TooMany,
            ErrorKind::Unavailable => Self::Unavailable,
            ErrorKind::Full => Self::Full,
            ErrorKind::Bug => Self::Bug,
        }
    }
}

/// What dialects may tell apart within one kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// Nothing was presented that could be a credential.
    NothingPresented,
    /// It could not be found out whether the credential counts.
    CredentialUnread,
    /// The thing exists, and is another system's.
    NotYours,
    /// The header that carries the credential is not of its form.
    Misshapen,
    /// The credential counts, but not for this.
    OtherPurpose,
    /// The person that the credential names is not there any more.
    OwnerUnknown,
    /// The person that the credential names may not get in any more.
    OwnerInactive,
    /// A key that opens everything was presented, and is not the one that was set.
    WrongKey,
    /// The body cannot be read as what it says it is.
    BodyUnread,
    /// What must be unique is there already. Any other conflict is with a rule.
    Taken,
}

/// A request's failure. Handlers return it; the outermost middleware has the dialect of the path render it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// What went wrong.
    pub kind: FaultKind,
    /// For people. Faults of ours are sent with their kind's constant text whatever stands here.
    pub message: String,
    /// The fields at fault, if fields are.
    pub issues: Vec<Issue>,
    /// How long to wait before trying again.
    pub retry_after: Option<Duration>,
    /// More about it, for dialects that tell apart what is one kind.
    pub reason: Option<Reason>,
    /// The methods that the path has, for [`FaultKind::MethodNotAllowed`].
    pub allow: Vec<Method>,
    /// For the log, where it is written once. Never sent.
    pub cause: Option<String>,
}

impl Fault {
    /// A fault with its kind's own words.
    pub fn new(kind: FaultKind) -> Self {
        Self::saying(kind, kind.message())
    }

    /// A fault with words of its own.
    pub fn saying(kind: FaultKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            kind,
            message,
            issues: Vec::new(),
            retry_after: None,
            reason: None,
            allow: Vec::new(),
            cause: None,
        }
    }

    /// A fault of ours, with what the log should say.
    pub fn bug(cause: impl Into<String>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::new(FaultKind::Bug)
        }
    }

    /// Something is busy or down, with what the log should say.
    pub fn unavailable(cause: impl Into<String>) -> Self {
        Self {
            cause: Some(cause.into()),
            retry_after: Some(SOON),
            ..Self::new(FaultKind::Unavailable)
        }
    }

    /// How long to wait before trying again, in whole seconds rounded up, at least 1: what `Retry-After` says.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let wait = self.retry_after?;
        let begun = u64::from(wait.subsec_nanos() > 0);
        Some(wait.as_secs().saturating_add(begun).max(1))
    }

    /// How long to wait before trying again, in whole milliseconds rounded up, for dialects that say it in the body.
    pub fn retry_after_ms(&self) -> Option<u64> {
        let nanos = self.retry_after?.as_nanos();
        Some(u64::try_from(nanos.div_ceil(1_000_000)).unwrap_or(u64::MAX))
    }

    /// The path has other methods.
    pub fn method_not_allowed(allow: Vec<Method>) -> Self {
        Self {
            allow,
            ..Self::new(FaultKind::MethodNotAllowed)
        }
    }
}

/// The body is left empty: the outermost middleware finds the fault in the extensions and renders it.
impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let kind = FaultKind::from(error.kind());
        match error {
            Error::Unauthenticated | Error::Stale | Error::KeyReused => Self::new(kind),
            // Why exactly nobody was let in is for the log alone.
            Error::NotEnrolled => Self {
                cause: Some(error.to_string()),
                ..Self::new(kind)
            },
            Error::NotYours => Self {
                reason: Some(Reason::NotYours),
                ..Self::saying(kind, error.to_string())
            },
            Error::Conflict(clash) => Self {
                reason: clash.is_taken().then_some(Reason::Taken),
                ..Self::saying(kind, error.to_string())
            },
            Error::Forbidden(_)
            | Error::NotSuperadmin
            | Error::NotMember
            | Error::NotApprover
            | Error::MobileOff
            | Error::RegistrationClosed
            | Error::NotFound(_) => Self::saying(kind, error.to_string()),
            Error::Locked(wait) | Error::TooMany(wait) => Self {
                retry_after: Some(duration(wait)),
                ..Self::new(kind)
            },
            Error::Provider(provider) => Self {
                retry_after: (kind == FaultKind::Unavailable).then_some(PROVIDER),
                cause: Some(provider.to_string()),
                ..Self::new(kind)
            },
            // It is for the caller to make room, so it is said, unlike what the disk lacks.
            Error::OverQuota(_) => Self::saying(FaultKind::PayloadTooLarge, error.to_string()),
            Error::Files(files) => {
                let retry_after = (kind == FaultKind::Unavailable).then_some(SOON);
                Self {
                    retry_after,
                    cause: Some(files.to_string()),
                    ..Self::new(kind)
                }
            }
            Error::Invalid(issues) => Self::from(issues),
            // What storage says is for the log alone, whoever's fault it is.
            Error::Store(store) => {
                let retry_after = (kind == FaultKind::Unavailable).then_some(SOON);
                Self {
                    retry_after,
                    reason: matches!(store, StoreError::Taken(_)).then_some(Reason::Taken),
                    cause: Some(store.to_string()),
                    ..Self::new(kind)
                }
            }
        }
    }
}

fn duration(wait: TooMany) -> Duration {
    Duration::from_millis(wait.milliseconds.get())
}

impl From<Vec<Issue>> for Fault {
    fn from(issues: Vec<Issue>) -> Self {
        Self {
            issues,
            ..Self::new(FaultKind::Invalid)
        }
    }
}

impl From<Issue> for Fault {
    fn from(issue: Issue) -> Self {
        Self::from(vec![issue])
    }
}

/// The blocking pool is going away; a panic inside the work has become a fault before it gets here.
impl From<BlockingError> for Fault {
    fn from(error: BlockingError) -> Self {
        Self::unavailable(error.to_string())
    }
}

#[cfg(test)]
mod tests;
