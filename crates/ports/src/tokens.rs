//! Signed tokens: what a client carries to say whose session it is in, believed because we have signed it.
//!
//! A token decides nothing by itself: whoever verified one reads session, person and tenant anew.

use tessera_domain::{
    id::{SessionId, TenantId, TokenId},
    session::SessionKind,
    time::Time,
    user::Role,
};

/// Whom a token is for. One for the one never passes for the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Audience {
    /// The kanban dialect.
    Kanban,
    /// The enterprise dialect.
    Enterprise,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 2] = [Self::Kanban, Self::Enterprise];

    /// Its name in tokens.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Kanban => "kanban",
            Self::Enterprise => "enterprise",
        }
    }

    /// The sessions that its tokens belong to.
    pub const fn session(self) -> SessionKind {
        match self {
            Self::Kanban => SessionKind::Kanban,
            Self::Enterprise => SessionKind::Enterprise,
        }
    }
}

/// What a token is good for. One for the one never passes for the other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenUse {
    /// Sent with each request.
    Access,
    /// Exchanged for new tokens.
    Refresh,
}

impl TokenUse {
    /// Every use.
    pub const ALL: [Self; 2] = [Self::Access, Self::Refresh];

    /// Its name in tokens.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}

/// What a token says and is believed. Times are whole seconds since 1970 began.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Claims {
    /// The token's own id.
    pub id: TokenId,
    /// Whom it is for.
    pub audience: Audience,
    /// What it is good for.
    pub usage: TokenUse,
    /// The tenant.
    pub tenant: TenantId,
    /// The session.
    pub session: SessionId,
    /// The tenant's number of the person.
    pub user: i64,
    /// When it was issued.
    pub issued_at: i64,
    /// When it is too late for it.
    pub expires_at: i64,
}

/// What a token tells its client of the person. It is never read from there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// The login.
    pub login: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// What the person is.
    pub role: Role,
    /// The number of the person's department.
    pub department: Option<i64>,
}

/// Signs and verifies tokens.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait TokenSigner: Send + Sync {
    /// The token of these claims. Equal claims and profiles give equal tokens as long as the keys are the same.
    ///
    /// # Errors
    /// When there is no key to sign with.
    fn sign(&self, claims: &Claims, profile: &Profile) -> Result<String, SigningFailed>;

    /// What the token says, if it is one of ours, for this audience, and not too old. Whatever else is wrong with it,
    /// the answer is the same, but for the log.
    ///
    /// MUST refuse what another key than the named one has signed, every algorithm but that key's own, and a token in
    /// any other form than [`sign`](Self::sign) gives.
    ///
    /// # Errors
    /// [`BadToken`].
    fn verify(&self, token: &str, audience: Audience, now: Time) -> Result<Claims, BadToken>;
}

/// The token does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the token does not count: {0}")]
pub struct BadToken(pub &'static str);

/// The token could not be signed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the token could not be signed: {0}")]
pub struct SigningFailed(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_audience_is_named_like_its_sessions() {
        for audience in Audience::ALL {
            assert_eq!(audience.key(), audience.session().key());
        }
    }
}
