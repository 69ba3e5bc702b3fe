//! Whose fault an error is: said once, where the error is defined, and read by every dialect.

/// The kind of an error. Each dialect maps it to its own status and envelope by a `match` without `_`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ErrorKind {
    /// No usable credential came with the request.
    Unauthenticated,
    /// The caller is known and may not do this.
    Forbidden,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// The input breaks a rule; the caller can mend it.
    Invalid,
    /// The input is fine, and the state of things forbids it.
    Conflict,
    /// The caller's copy is older than what is stored.
    Stale,
    /// The same idempotency key came with another request.
    KeyReused,
    /// The caller asked too often.
    TooMany,
    /// We cannot do it at the moment; trying later may help.
    Unavailable,
    /// There is no room left to store it.
    Full,
    /// A fault of ours.
    Bug,
}
