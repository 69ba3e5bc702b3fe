//! Credentials: what proves who a caller is.

use crate::{error::StoreResult, world::Fingerprint};
use tessera_domain::{
    id::{CredentialId, TenantId, UserId},
    tenant::TenantState,
    time::Time,
    user::User,
};

/// A stored credential.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credential {
    /// Whose tenant it opens.
    pub tenant: TenantId,
    /// Its id, for lists and logs.
    pub id: CredentialId,
    /// What it is; one kind never passes for another.
    pub kind: CredentialKind,
    /// Whom it stands for.
    pub user: UserId,
    /// All that is known of the secret.
    pub fingerprint: Fingerprint,
    /// The secret's first characters.
    pub prefix: String,
    /// What people call it.
    pub description: String,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// When it was ended.
    pub revoked_at: Option<Time>,
    /// When it was last used, give or take a minute.
    pub last_used_at: Option<Time>,
}

/// What a credential is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CredentialKind {
    /// A key sent as `x-api-key`.
    ApiKey,
}

impl CredentialKind {
    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        (key == Self::ApiKey.key()).then_some(Self::ApiKey)
    }
}

/// A credential with everything that decides whether it counts, read in one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Presented {
    /// The credential.
    pub credential: Credential,
    /// Its owner.
    pub user: User,
    /// The state of its tenant.
    pub tenant_state: TenantState,
}

/// Stored credentials inside a transaction.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Credentials {
    /// Stores a new credential.
    fn insert(&mut self, tenant: TenantId, credential: &Credential) -> StoreResult<()>;
    /// The tenant's credentials, newest first, at most `limit`.
    fn list(&mut self, tenant: TenantId, limit: i64) -> StoreResult<Vec<Credential>>;
    /// Ends it at `at`. Whether there was one that had not ended.
    fn revoke(&mut self, tenant: TenantId, id: CredentialId, at: Time) -> StoreResult<bool>;
    /// Notes that it was used.
    fn used(&mut self, tenant: TenantId, id: CredentialId, at: Time) -> StoreResult<()>;
}
