//! How a use case can fail.

use std::fmt;
use tessera_domain::{
    error::ErrorKind,
    issue::{Issue, Problem},
    user::Permission,
};
use tessera_ports::{
    StoreError, files::FileError, identity::ProviderError, store::UnitError, throttle::TooMany,
    tokens::SigningFailed, webhooks::NoKey, world::HashingFailed,
};

/// What a use case answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use case did nothing.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// The credential does not count: unknown, ended, of another kind or tenant, or its owner may not get in.
    /// One answer for all of these, so that nobody learns which it was.
    #[error("the credential is not valid")]
    Unauthenticated,
    /// A provider vouches for the person, and no account is theirs.
    #[error("no account belongs to this identity")]
    NotEnrolled,
    /// The account is locked after wrong passwords. No password was looked at.
    #[error("the account is locked for a while")]
    Locked(TooMany),
    /// It was asked for too often.
    #[error(transparent)]
    TooMany(TooMany),
    /// An identity provider is needed and does not answer.
    #[error(transparent)]
    Provider(ProviderError),
    /// The ticket exists, and another system opened it.
    #[error("not authorized for this ticket")]
    NotYours,
    /// Signing in on phones is switched off.
    #[error("Signing in with the mobile app is switched off")]
    MobileOff,
    /// People cannot make accounts for themselves.
    #[error("Registration is closed")]
    RegistrationClosed,
    /// The caller may not do this.
    #[error("missing permission: {}", .0.key())]
    Forbidden(Permission),
    /// Only whoever runs the project, or the tenant, may do this.
    #[error("only a superadmin of the project may do this")]
    NotSuperadmin,
    /// Only a member of the project, or whoever runs the tenant, may do this.
    #[error("only a member of the project may do this")]
    NotMember,
    /// Only who is to decide may, who runs the ticket's department, or who runs the tenant.
    #[error("somebody else is to decide")]
    NotApprover,
    /// There is no such thing, or it is not in the caller's sight.
    #[error("{0} not found")]
    NotFound(Thing),
    /// The input breaks these rules.
    #[error("the input is not valid: {}", Listed(.0))]
    Invalid(Vec<Issue>),
    /// The state of things forbids it.
    #[error("{0}")]
    Conflict(Clash),
    /// The caller's copy is older than what is stored.
    #[error("the resource has changed since it was read")]
    Stale,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// There is no more room for files of the tenant, or of the person.
    #[error("{0}")]
    OverQuota(Quota),
    /// A file could not be kept or read.
    #[error(transparent)]
    Files(FileError),
    /// Storage failed.
    #[error(transparent)]
    Store(StoreError),
}

/// What was not found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Thing {
    /// A ticket.
    Ticket,
    /// A comment.
    Comment,
    /// An attachment.
    Attachment,
    /// A project.
    Project,
    /// A column.
    Column,
    /// A tag.
    Tag,
    /// A contact.
    Contact,
    /// A department.
    Department,
    /// A decision of an approval.
    Approval,
    /// An approval policy.
    Policy,
    /// A policy of service levels.
    SlaPolicy,
    /// A user.
    User,
    /// A tenant.
    Tenant,
    /// A credential.
    Credential,
    /// A session.
    Session,
    /// A webhook.
    Webhook,
    /// A delivery to a webhook.
    Delivery,
    /// A notification.
    Notification,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ticket => "Ticket",
            Self::Comment => "Comment",
            Self::Attachment => "Attachment",
            Self::Project => "Project",
            Self::Column => "Column",
            Self::Tag => "Tag",
            Self::Contact => "Contact",
            Self::Department => "Department",
            Self::Approval => "Approval",
            Self::Policy => "Approval policy",
            Self::SlaPolicy => "SLA policy",
            Self::User => "User",
            Self::Tenant => "Tenant",
            Self::Credential => "Credential",
            Self::Session => "Session",
            Self::Webhook => "Webhook",
            Self::Delivery => "Delivery",
            Self::Notification => "Notification",
        })
    }
}

/// What stands in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clash {
    /// The caller already recorded time in that span.
    OverlappingTimeEntry,
    /// The login exists.
    LoginTaken,
    /// The tenant's slug exists.
    SlugTaken,
    /// Nobody would be left to run the tenant.
    LastAdmin,
    /// People do not close their own account or change their own role.
    OwnAccount,
    /// Another tenant is reached under this host name.
    HostTaken,
    /// No way leads from the ticket's status to the wanted one, but for an admin.
    Transition,
    /// Only a decision leads a ticket out of an approval.
    Approval,
    /// There is nobody who could approve.
    NoApprover,
    /// The decision was taken already, or is not needed any more.
    Decided,
    /// Others decide first.
    NotAtTurn,
    /// The decision was handed on too often.
    HandedOnTooOften,
    /// Nobody agrees to their own wish as long as somebody else can.
    OwnRequest,
    /// The person signs in through a provider and has no password to change.
    NoPassword,
    /// The virus scanner has not looked at the file yet, or could not.
    NotScanned,
    /// The virus scanner found something in the file.
    Infected,
    /// Another project of the tenant has this key.
    ProjectKeyTaken,
    /// Tickets lie in the project.
    ProjectNotEmpty,
    /// Tickets that name no project have to go somewhere.
    DefaultProject,
    /// Another column of the board has this name.
    ColumnNameTaken,
    /// Tickets lie in the column.
    ColumnNotEmpty,
    /// A board has one column at least.
    LastColumn,
    /// Another tag of the project has this text.
    TagTextTaken,
    /// Tickets name the contact.
    ContactInUse,
    /// Another department of the tenant has this name.
    DepartmentNameTaken,
    /// Tickets or people belong to the department.
    DepartmentInUse,
    /// The webhook is told nothing, because it is switched off.
    WebhookOff,
    /// The tenant has as many webhooks as it may have.
    TooManyWebhooks,
}

impl Clash {
    /// Whether something that must be unique is there already; else a rule forbids it.
    pub const fn is_taken(self) -> bool {
        match self {
            Self::LoginTaken
            | Self::SlugTaken
            | Self::HostTaken
            | Self::ProjectKeyTaken
            | Self::ColumnNameTaken
            | Self::TagTextTaken
            | Self::DepartmentNameTaken => true,
            Self::OverlappingTimeEntry
            | Self::LastAdmin
            | Self::OwnAccount
            | Self::Transition
            | Self::Approval
            | Self::NoApprover
            | Self::Decided
            | Self::NotAtTurn
            | Self::HandedOnTooOften
            | Self::OwnRequest
            | Self::NoPassword
            | Self::NotScanned
            | Self::Infected
            | Self::ProjectNotEmpty
            | Self::DefaultProject
            | Self::ColumnNotEmpty
            | Self::LastColumn
            | Self::ContactInUse
            | Self::DepartmentInUse
            | Self::WebhookOff
            | Self::TooManyWebhooks => false,
        }
    }
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OverlappingTimeEntry => "The time entry overlaps another one of yours",
            Self::LoginTaken => "A user with this login exists already",
            Self::SlugTaken => "A tenant with this slug exists already",
            Self::LastAdmin => "Somebody must remain who runs the tenant",
            Self::OwnAccount => "Somebody else has to do this to your own account",
            Self::HostTaken => "Another tenant has this host name",
            Self::Transition => "A ticket cannot go from its status to this one",
            Self::Approval => "Only a decision leads out of an approval",
            Self::NoApprover => "There is nobody who could approve this",
            Self::Decided => "This approval has been decided already",
            Self::NotAtTurn => "Others decide before this approval",
            Self::HandedOnTooOften => "This approval was handed on too often",
            Self::OwnRequest => "Somebody else has to approve your own request",
            Self::ProjectKeyTaken => "A project with this key exists already",
            Self::ProjectNotEmpty => "Tickets lie in this project",
            Self::DefaultProject => "Tickets that name no project go to this one",
            Self::ColumnNameTaken => "A column with this name is on the board already",
            Self::ColumnNotEmpty => "Tickets lie in this column",
            Self::LastColumn => "A board needs one column at least",
            Self::TagTextTaken => "The project has this tag already",
            Self::ContactInUse => "Tickets name this contact",
            Self::DepartmentNameTaken => "A department with this name exists already",
            Self::DepartmentInUse => "Tickets or people belong to this department",
            Self::WebhookOff => "This webhook is switched off",
            Self::TooManyWebhooks => "There are as many webhooks as there may be",
            Self::NoPassword => "This account has no password; it signs in through an identity provider",
            Self::NotScanned => "The file has not passed the virus scan",
            Self::Infected => "The file is infected",
        })
    }
}

/// Whose room for files is used up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quota {
    /// The tenant's.
    Tenant,
    /// The person's.
    Person,
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tenant => "The tenant's room for files is used up",
            Self::Person => "Your room for files is used up",
        })
    }
}

struct Listed<'i>(&'i [Issue]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, issue) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("; ")?;
            }
            issue.fmt(f)?;
        }
        Ok(())
    }
}

impl Error {
    /// An input with one bad field.
    pub fn invalid(field: &str, problem: Problem) -> Self {
        Self::Invalid(vec![Issue::new(field, problem)])
    }

    /// Whose fault it is.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Unauthenticated | Self::NotEnrolled | Self::Provider(ProviderError::Refused(_)) => {
                ErrorKind::Unauthenticated
            }
            Self::Locked(_) | Self::TooMany(_) => ErrorKind::TooMany,
            Self::Provider(ProviderError::Down(_)) | Self::Files(FileError::Unavailable(_)) => {
                ErrorKind::Unavailable
            }
            Self::Forbidden(_)
            | Self::NotYours
            | Self::MobileOff
            | Self::RegistrationClosed
            | Self::NotSuperadmin
            | Self::NotMember
            | Self::NotApprover => ErrorKind::Forbidden,
            Self::NotFound(_) | Self::Provider(ProviderError::Unknown) => ErrorKind::NotFound,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Conflict(_) => ErrorKind::Conflict,
            Self::Stale => ErrorKind::Stale,
            Self::KeyReused => ErrorKind::KeyReused,
            Self::OverQuota(_) | Self::Files(FileError::Full(_)) => ErrorKind::Full,
            Self::Files(FileError::Failed(_)) => ErrorKind::Bug,
            Self::Store(error) => error.kind(),
        }
    }
}

/// A row that changed under a unit of work is the caller's stale copy; everything else stays a store's error.
impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            other => Self::Store(other),
        }
    }
}

impl From<TooMany> for Error {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Self::Files(error)
    }
}

impl From<ProviderError> for Error {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}

/// A password that keeps every rule and cannot be hashed is a fault of ours.
impl From<HashingFailed> for Error {
    fn from(failed: HashingFailed) -> Self {
        Self::Store(StoreError::Failed(failed.to_string()))
    }
}

/// The keys are checked before the service starts, so this is a fault of ours.
impl From<SigningFailed> for Error {
    fn from(failed: SigningFailed) -> Self {
        Self::Store(StoreError::Failed(failed.to_string()))
    }
}

/// The key is there before the service starts, so this is a fault of ours.
impl From<NoKey> for Error {
    fn from(failed: NoKey) -> Self {
        Self::Store(StoreError::Failed(failed.to_string()))
    }
}

impl UnitError for Error {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
