//! Answers kept for repeated requests.

use crate::error::StoreResult;
use tessera_domain::{
    id::{CredentialId, TenantId},
    time::Time,
};

/// What a client sends so that a retry changes nothing twice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RepeatKey {
    /// Whose request it is.
    pub tenant: TenantId,
    /// The credential it came with: keys of others are other keys.
    pub credential: CredentialId,
    /// The client's text, 1 to 255 characters.
    pub key: String,
    /// The SHA-256 of method, path and body.
    pub request: [u8; 32],
}

/// An answer as it went out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The headers that belong to the answer, such as `ETag` and `Location`.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte.
    pub body: Vec<u8>,
}

/// What is known of a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Claim {
    /// Nothing: it is now this transaction's.
    Fresh,
    /// The same request was answered before.
    Answered(StoredAnswer),
    /// Another request used it.
    OtherRequest,
}

/// How long an answer is kept, in seconds: 24 hours.
pub const KEPT_SECONDS: i64 = 86_400;

/// Kept answers inside a transaction.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Answers {
    /// Takes the key, or says what is known of it. A key older than [`KEPT_SECONDS`] is unknown. A key that
    /// another transaction holds is waited for; [`Busy`](crate::StoreError::Busy) when that takes too long.
    fn claim(&mut self, key: &RepeatKey, now: Time) -> StoreResult<Claim>;

    /// Keeps the answer beside the claimed key.
    fn keep(&mut self, key: &RepeatKey, answer: &StoredAnswer) -> StoreResult<()>;
}
