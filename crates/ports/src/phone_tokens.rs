//! The tokens of a phone's session inside a transaction: the one that begins it and the chain that keeps it alive.

use crate::{error::StoreResult, world::Fingerprint};
use tessera_domain::{
    id::{CredentialId, OneTimeTokenId, RefreshTokenId, SessionId, TenantId, UserId},
    time::Time,
};

/// A stored token that begins one session on a phone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneTimeToken {
    /// Whose tenant it is in.
    pub tenant: TenantId,
    /// Its id.
    pub id: OneTimeTokenId,
    /// Whose session it begins.
    pub user: UserId,
    /// The browser's session that it was asked from.
    pub session: SessionId,
    /// All that is known of the secret.
    pub fingerprint: Fingerprint,
    /// The fingerprint of the state that the phone sent along; it must come back.
    pub state: Fingerprint,
    /// The fingerprint of the phone's code verifier (RFC 7636, S256), if it sent a challenge.
    pub challenge: Option<Fingerprint>,
    /// When it was made.
    pub created_at: Time,
    /// When it is too late for it.
    pub expires_at: Time,
    /// When it was used.
    pub used_at: Option<Time>,
    /// The session that it gave.
    pub gave: Option<SessionId>,
}

/// A stored link of the chain that keeps a phone's session alive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefreshToken {
    /// Whose tenant it is in.
    pub tenant: TenantId,
    /// Its id.
    pub id: RefreshTokenId,
    /// Its session, which is its family too.
    pub session: SessionId,
    /// All that is known of the secret.
    pub fingerprint: Fingerprint,
    /// The access key that was given with it.
    pub access: CredentialId,
    /// When it was made.
    pub created_at: Time,
    /// When it is too late for it.
    pub expires_at: Time,
    /// When it was used up.
    pub consumed_at: Option<Time>,
    /// What was given for it, last.
    pub successor: Option<RefreshTokenId>,
}

/// Stored tokens of phones' sessions. Inserting makes a secret's tenant known to
/// [`CredentialQueries::tenant_of`](crate::queries::CredentialQueries::tenant_of).
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait PhoneTokens {
    /// Stores a new one-time token.
    fn insert_one_time(&mut self, tenant: TenantId, token: &OneTimeToken) -> StoreResult<()>;
    /// Uses the token up, by one conditional update: only one with this fingerprint and state that is unused and
    /// not too late. Of many at the same time exactly one gets it.
    fn consume_one_time(
        &mut self,
        tenant: TenantId,
        fingerprint: &Fingerprint,
        state: &Fingerprint,
        at: Time,
    ) -> StoreResult<Option<OneTimeToken>>;
    /// The one-time token, used or not.
    fn one_time(&mut self, tenant: TenantId, fingerprint: &Fingerprint) -> StoreResult<Option<OneTimeToken>>;
    /// Notes the session that the token gave.
    fn one_time_gave(&mut self, tenant: TenantId, id: OneTimeTokenId, session: SessionId) -> StoreResult<()>;

    /// Stores a new refresh token.
    fn insert_refresh(&mut self, tenant: TenantId, token: &RefreshToken) -> StoreResult<()>;
    /// Uses the token up, by one conditional update: only one with this fingerprint that is unused and not too
    /// late. Of many at the same time exactly one gets it.
    fn consume_refresh(
        &mut self,
        tenant: TenantId,
        fingerprint: &Fingerprint,
        at: Time,
    ) -> StoreResult<Option<RefreshToken>>;
    /// The refresh token, used up or not. Held against change until the transaction ends.
    fn refresh(&mut self, tenant: TenantId, fingerprint: &Fingerprint) -> StoreResult<Option<RefreshToken>>;
    /// The refresh token of that id, used up or not. Held against change until the transaction ends.
    fn refresh_by_id(&mut self, tenant: TenantId, id: RefreshTokenId) -> StoreResult<Option<RefreshToken>>;
    /// Notes what was given for the token, in place of anything earlier.
    fn refresh_succeeded(
        &mut self,
        tenant: TenantId,
        id: RefreshTokenId,
        successor: RefreshTokenId,
    ) -> StoreResult<()>;
    /// Takes the token away as if it had never been given. What was given for it is left alone.
    fn remove_refresh(&mut self, tenant: TenantId, id: RefreshTokenId) -> StoreResult<()>;
}
