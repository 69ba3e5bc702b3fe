//! What tokens say, in the words that each dialect's clients know. A member that is missing, unknown, twice there or of
//! another type makes a token unreadable.

use super::ISSUER;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use tessera_ports::tokens::{Audience, BadToken, Claims, Profile, TokenUse};
use uuid::Uuid;

/// What a token is good for.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Use {
    Access,
    Refresh,
}

impl From<TokenUse> for Use {
    fn from(usage: TokenUse) -> Self {
        match usage {
            TokenUse::Access => Self::Access,
            TokenUse::Refresh => Self::Refresh,
        }
    }
}

impl From<Use> for TokenUse {
    fn from(usage: Use) -> Self {
        match usage {
            Use::Access => Self::Access,
            Use::Refresh => Self::Refresh,
        }
    }
}

/// A kanban token's.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kanban {
    token_type: Use,
    exp: i64,
    iat: i64,
    #[serde(with = "uuid::serde::simple")]
    jti: Uuid,
    user_id: i64,
    tid: Uuid,
    sid: Uuid,
    aud: String,
    iss: String,
}

impl Kanban {
    pub(super) fn of(claims: &Claims) -> Self {
        Self {
            token_type: claims.usage.into(),
            exp: claims.expires_at,
            iat: claims.issued_at,
            jti: claims.id.uuid(),
            user_id: claims.user,
            tid: claims.tenant.uuid(),
            sid: claims.session.uuid(),
            aud: Audience::Kanban.key().into(),
            iss: ISSUER.into(),
        }
    }

    /// What it says. Audience and issuer have been looked at.
    pub(super) fn claims(self) -> Claims {
        Claims {
            id: self.jti.into(),
            audience: Audience::Kanban,
            usage: self.token_type.into(),
            tenant: self.tid.into(),
            session: self.sid.into(),
            user: self.user_id,
            issued_at: self.iat,
            expires_at: self.exp,
        }
    }
}

/// An enterprise token's. Only an access token tells more of the person than the name.
#[derive(Serialize)]
pub(super) struct Enterprise<'p> {
    sub: String,
    username: &'p str,
    #[serde(flatten)]
    more: Option<More<'p>>,
    exp: i64,
    iat: i64,
    #[serde(rename = "type")]
    usage: Use,
    #[serde(with = "uuid::serde::simple")]
    jti: Uuid,
    tid: Uuid,
    sid: Uuid,
    aud: &'static str,
    iss: &'static str,
}

/// What an access token tells of the person besides; null where there is nothing to tell.
#[derive(Serialize)]
struct More<'p> {
    email: Option<&'p str>,
    role: &'static str,
    department_id: Option<i64>,
}

impl<'p> Enterprise<'p> {
    pub(super) fn of(claims: &Claims, profile: &'p Profile) -> Self {
        let more = More {
            email: profile.email.as_deref(),
            role: profile.role.key(),
            department_id: profile.department,
        };
        Self {
            sub: claims.user.to_string(),
            username: &profile.login,
            more: (claims.usage == TokenUse::Access).then_some(more),
            exp: claims.expires_at,
            iat: claims.issued_at,
            usage: claims.usage.into(),
            jti: claims.id.uuid(),
            tid: claims.tenant.uuid(),
            sid: claims.session.uuid(),
            aud: Audience::Enterprise.key(),
            iss: ISSUER,
        }
    }
}

/// The same as it is read: what it tells of the person is left alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadEnterprise {
    sub: String,
    #[serde(rename = "username")]
    _username: IgnoredAny,
    #[serde(rename = "email", default)]
    _email: IgnoredAny,
    #[serde(rename = "role", default)]
    _role: IgnoredAny,
    #[serde(rename = "department_id", default)]
    _department: IgnoredAny,
    exp: i64,
    iat: i64,
    #[serde(rename = "type")]
    usage: Use,
    #[serde(with = "uuid::serde::simple")]
    jti: Uuid,
    tid: Uuid,
    sid: Uuid,
    #[serde(rename = "aud")]
    _aud: String,
    #[serde(rename = "iss")]
    _iss: String,
}

impl ReadEnterprise {
    /// What it says. Audience and issuer have been looked at.
    pub(super) fn claims(self) -> Result<Claims, BadToken> {
        let user = self.sub.parse::<i64>().ok();
        let user = user.filter(|user| user.to_string() == self.sub);
        Ok(Claims {
            id: self.jti.into(),
            audience: Audience::Enterprise,
            usage: self.usage.into(),
            tenant: self.tid.into(),
            session: self.sid.into(),
            user: user.ok_or(BadToken("its subject is no number"))?,
            issued_at: self.iat,
            expires_at: self.exp,
        })
    }
}
