//! Turning a presented secret into a caller.

use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    id::{CredentialId, TenantId},
    tenant::TenantState,
    time::Time,
};
use tessera_ports::credentials::{Credential, CredentialKind, Presented};
use uuid::Uuid;

/// How often, in seconds, a credential's last use is written down.
const NOTE_USE_AFTER: i64 = 60;

/// What a client presented.
#[derive(Clone, Copy)]
pub struct Presentation<'p> {
    /// The secret, verbatim.
    pub secret: &'p str,
    /// The kinds of credential that this door takes.
    pub kinds: &'p [CredentialKind],
    /// The tenant that the client says it belongs to. It can only narrow.
    pub tenant: Option<&'p str>,
}

/// The caller behind the secret, whose use is written down.
///
/// # Errors
/// As [`recognise`].
pub fn authenticate(app: &Application, presentation: &Presentation<'_>) -> Result<Caller> {
    let (caller, unnoted) = recognise(app, presentation)?;
    if let Some(unnoted) = unnoted {
        unnoted.note(app);
    }
    Ok(caller)
}

/// The caller behind the secret, and the use of it if that is to be written down. Reads only, so that whoever lets callers in
/// need not wait among those who write.
///
/// # Errors
/// [`Error::Unauthenticated`] for every reason alike: unknown, ended, expired, of another kind, of another
/// tenant than the named one, its session ended, the owner inactive, the tenant suspended.
pub fn recognise(app: &Application, presentation: &Presentation<'_>) -> Result<(Caller, Option<UnnotedUse>)> {
    let fingerprint = app.secrets.fingerprint(presentation.secret);
    let presented = app
        .queries
        .presented(&fingerprint)?
        .ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    if !counts(&presented, presentation, now) {
        return Err(Error::Unauthenticated);
    }
    let Presented { credential, user, .. } = presented;
    let unnoted = UnnotedUse::of(&credential, now);
    let caller = Caller {
        tenant: credential.tenant,
        user: user.id,
        kind: CallerKind::Person,
        credential: credential.id,
        session: credential.session,
        role: user.role,
        permissions: user.permissions(),
        department: user.department,
    };
    Ok((caller, unnoted))
}

fn counts(presented: &Presented, presentation: &Presentation<'_>, now: Time) -> bool {
    let credential = &presented.credential;
    let named = presentation.tenant.map(Uuid::try_parse);
    let session = presented.session.as_ref();
    presentation.kinds.contains(&credential.kind)
        && credential.revoked_at.is_none()
        && credential.expires_at.is_none_or(|end| now < end)
        && (credential.session.is_none() || session.is_some_and(|session| session.is_live(now)))
        && presented.user.active
        && presented.tenant_state == TenantState::Active
        && named.is_none_or(|tenant| tenant.is_ok_and(|id| id == credential.tenant.uuid()))
}

/// A use of a credential that was not written down yet, a minute or more after the one that was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnnotedUse {
    tenant: TenantId,
    credential: CredentialId,
    at: Time,
}

impl UnnotedUse {
    fn of(credential: &Credential, now: Time) -> Option<Self> {
        let is_fresh = credential
            .last_used_at
            .is_some_and(|at| now < at.plus_seconds(NOTE_USE_AFTER));
        (!is_fresh).then_some(Self {
            tenant: credential.tenant,
            credential: credential.id,
            at: now,
        })
    }

    /// Writes down that the credential is in use. The request goes on when that fails: a full disk must leave reading
    /// possible.
    pub fn note(self, app: &Application) {
        let Self {
            tenant,
            credential,
            at,
        } = self;
        let noted = app
            .store
            .transact(|tx| tx.credentials().used(tenant, credential, at));
        if let Err(error) = noted {
            tracing::warn!(credential_id = %credential, %error, "the credential's use could not be written down");
        }
    }
}
