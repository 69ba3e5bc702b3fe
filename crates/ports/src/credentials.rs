//! Credentials: what proves who a caller is.

use crate::{error::StoreResult, world::Fingerprint};
use tessera_domain::{
    id::{CredentialId, SessionId, TenantId, UserId},
    session::Session,
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
    /// The session that it proves, and ends with. Keys have none.
    pub session: Option<SessionId>,
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
    /// A key sent as `x-api-key` that an operator or admin issued.
    ApiKey,
    /// A key sent as `x-api-key` that belongs to a phone's session.
    AccessKey,
    /// The cookie of a browser's session.
    SessionCookie,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ApiKey, Self::AccessKey, Self::SessionCookie];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::AccessKey => "access_key",
            Self::SessionCookie => "session_cookie",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A credential with everything that decides whether it counts, read in one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Presented {
    /// The credential.
    pub credential: Credential,
    /// Its owner.
    pub user: User,
    /// The session that it proves, if it is of a kind that does.
    pub session: Option<Session>,
    /// The state of its tenant.
    pub tenant_state: TenantState,
}

/// A session with everything that decides whether what is presented for it counts, read in one statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PresentedSession {
    /// The session.
    pub session: Session,
    /// Who is signed in.
    pub user: User,
    /// The state of its tenant.
    pub tenant_state: TenantState,
}

/// Stored credentials inside a transaction.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Credentials {
    /// Stores a new credential.
    fn insert(&mut self, tenant: TenantId, credential: &Credential) -> StoreResult<()>;
    /// The tenant's credentials of that kind, or of one person, newest first, at most `limit`.
    fn list(
        &mut self,
        tenant: TenantId,
        kind: CredentialKind,
        user: Option<UserId>,
        limit: i64,
    ) -> StoreResult<Vec<Credential>>;
    /// Ends it at `at`. Whether there was one that had not ended.
    fn revoke(&mut self, tenant: TenantId, id: CredentialId, at: Time) -> StoreResult<bool>;
    /// One credential.
    fn find(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<Credential>>;
    /// Ends every credential of the session that has not ended.
    fn revoke_all_of(&mut self, tenant: TenantId, session: SessionId, at: Time) -> StoreResult<()>;
    /// Notes that it was used.
    fn used(&mut self, tenant: TenantId, id: CredentialId, at: Time) -> StoreResult<()>;
}
