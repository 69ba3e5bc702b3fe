//! Turning a signed token into a caller.

use crate::{command::Application, error::Error};
use tessera_domain::{
    caller::{Caller, CallerKind},
    session::Session,
    tenant::TenantState,
    time::Time,
    user::User,
};
use tessera_ports::{
    StoreError,
    credentials::PresentedSession,
    store::UnitError,
    tokens::{Audience, Claims, TokenUse},
};
use uuid::Uuid;

/// What a client presented.
#[derive(Clone, Copy)]
pub struct Bearer<'b> {
    /// The token, verbatim.
    pub token: &'b str,
    /// For whom this door takes tokens.
    pub audience: Audience,
    /// The tenant that the client says it belongs to. It can only narrow.
    pub tenant: Option<&'b str>,
}

/// Why a signed token does not open anything. What is told apart here is known only to whoever holds a token that we
/// signed; all others get [`Invalid`](Self::Invalid).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BearerRefused {
    /// It is not one of ours, it is too old, its session is over, its tenant is closed or another one than named.
    #[error("the token is invalid or expired")]
    Invalid,
    /// It is good for something else: a refresh token where an access token is asked for, or the other way round.
    #[error("the token is of another use")]
    WrongType,
    /// There is no such session and so nobody it is of.
    #[error("the token's user does not exist")]
    UserUnknown,
    /// Its owner may not get in.
    #[error("the token's user is not active")]
    UserInactive,
    /// It could not be found out, or was asked for too often.
    #[error(transparent)]
    Failed(Error),
}

impl From<Error> for BearerRefused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for BearerRefused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl UnitError for BearerRefused {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Failed(error) => error.as_store_error(),
            Self::Invalid | Self::WrongType | Self::UserUnknown | Self::UserInactive => None,
        }
    }
}

/// The caller behind the token. Everything but who it is comes from the database, read anew in one statement, so what
/// was ended or changed there counts at once.
///
/// # Errors
/// Why not.
pub fn authenticate_bearer(app: &Application, bearer: &Bearer<'_>) -> Result<Caller, BearerRefused> {
    let now = app.clock.now();
    let claims = verified(app, bearer.token, (bearer.audience, TokenUse::Access), now)?;
    let named = bearer.tenant.map(Uuid::try_parse);
    if !named.is_none_or(|tenant| tenant.is_ok_and(|id| id == claims.tenant.uuid())) {
        return Err(BearerRefused::Invalid);
    }
    let found = app.queries.presented_session(claims.tenant, claims.session)?;
    let (session, user) = standing(found, &claims, now)?;
    Ok(Caller {
        tenant: session.tenant,
        user: user.id,
        kind: CallerKind::Person,
        // Whatever token comes next, it is the same client that repeats itself.
        credential: session.id.uuid().into(),
        session: Some(session.id),
        role: user.role,
        permissions: user.permissions(),
        department: user.department,
    })
}

/// What the token says, if it is one of ours for this audience and use.
pub(crate) fn verified(
    app: &Application,
    token: &str,
    (audience, usage): (Audience, TokenUse),
    now: Time,
) -> Result<Claims, BearerRefused> {
    let claims = app.tokens.verify(token, audience, now).map_err(|bad| {
        tracing::debug!(why = bad.0, "a signed token was refused");
        BearerRefused::Invalid
    })?;
    if claims.usage == usage {
        Ok(claims)
    } else {
        Err(BearerRefused::WrongType)
    }
}

/// Session and person, if they are those of the token and may go on.
pub(crate) fn standing(
    found: Option<PresentedSession>,
    claims: &Claims,
    now: Time,
) -> Result<(Session, User), BearerRefused> {
    let PresentedSession {
        session,
        user,
        tenant_state,
    } = found.ok_or(BearerRefused::UserUnknown)?;
    if user.number != claims.user {
        return Err(BearerRefused::UserUnknown);
    }
    if !user.active {
        return Err(BearerRefused::UserInactive);
    }
    let of_its_kind = session.kind == claims.audience.session();
    if of_its_kind && session.is_live(now) && tenant_state == TenantState::Active {
        Ok((session, user))
    } else {
        Err(BearerRefused::Invalid)
    }
}
