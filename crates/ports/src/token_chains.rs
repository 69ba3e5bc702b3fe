//! The chains of signed refresh tokens inside a transaction: which one of a session counts.
//!
//! No token is stored, nor anything that one could be made from without the signing key.

use crate::error::StoreResult;
use tessera_domain::{
    id::{SessionId, TenantId, TokenId},
    time::Time,
};

/// The newest link of a session's chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The refresh token that counts.
    pub refresh: TokenId,
    /// The access token that was given with it.
    pub access: TokenId,
    /// When both were given.
    pub given_at: Time,
}

/// The end of a session's chain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TokenChain {
    /// The newest link.
    pub newest: Link,
    /// The refresh token that it was given for; none for the first link.
    pub used: Option<TokenId>,
}

/// Stored chains, one for each session that has one.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait TokenChains {
    /// Begins the chain of a session.
    fn begin(&mut self, tenant: TenantId, session: SessionId, first: &Link) -> StoreResult<()>;
    /// Uses the refresh token up and puts the next link in its place, by one conditional update: only if it is the one
    /// that counts. Of many at the same time exactly one gets `true`.
    fn turn(&mut self, tenant: TenantId, session: SessionId, used: TokenId, next: &Link)
    -> StoreResult<bool>;
    /// The end of the session's chain. Held against change until the transaction ends.
    fn find(&mut self, tenant: TenantId, session: SessionId) -> StoreResult<Option<TokenChain>>;
}
