//! How storing can fail.

use tessera_domain::error::ErrorKind;

/// What storage answers.
pub type StoreResult<T> = Result<T, StoreError>;

/// Why storing or reading failed. An expected outcome ("there is no such ticket") is a value, never one of these.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// A value that must be unique is taken.
    #[error("{0:?} is taken")]
    Taken(Unique),
    /// A row that is referred to is not there.
    #[error("a row that is referred to does not exist ({0})")]
    Dangling(String),
    /// Somebody changed the row since it was read.
    #[error("the row was changed by somebody else")]
    Stale,
    /// Others hold what is needed; the unit may be run again.
    #[error("storage is busy: {0}")]
    Busy(String),
    /// No connection, or none in time.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// The disk is full.
    #[error("storage is full: {0}")]
    Full(String),
    /// A stored value is not what it must be.
    #[error("{table}.{column} holds what it must not: {detail}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row and the value.
        detail: String,
    },
    /// Anything else: a fault of ours.
    #[error("storage failed: {0}")]
    Failed(String),
}

/// The rules of uniqueness, by name. Each stands for one constraint on each database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unique {
    /// A tenant's slug in the service.
    TenantSlug,
    /// A host name in the service.
    TenantHost,
    /// An identity at a provider in the tenant.
    Identity,
    /// A login in the tenant.
    UserLogin,
    /// A tag's text in its project.
    TagText,
    /// A column's name on its board.
    ColumnName,
    /// A status's key in the tenant.
    StatusKey,
    /// A priority's key in the tenant.
    PriorityKey,
    /// A project's key in the tenant.
    ProjectKey,
    /// A department's name in the tenant, without regard to case.
    DepartmentName,
    /// The one active workflow of a ticket.
    ActiveWorkflow,
    /// A running number in the tenant.
    Number,
    /// The place where an attachment is served in the tenant.
    Media,
    /// A ticket's reference in the tenant.
    TicketReference,
    /// A credential's fingerprint in the service.
    Fingerprint,
    /// Any other key.
    Key,
}

impl StoreError {
    /// Whose fault it is.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Taken(_) | Self::Dangling(_) => ErrorKind::Conflict,
            Self::Stale => ErrorKind::Stale,
            Self::Busy(_) | Self::Unavailable(_) => ErrorKind::Unavailable,
            Self::Full(_) => ErrorKind::Full,
            Self::Corrupt { .. } | Self::Failed(_) => ErrorKind::Bug,
        }
    }

    /// Whether the same unit of work may succeed when it is run again at once.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}
