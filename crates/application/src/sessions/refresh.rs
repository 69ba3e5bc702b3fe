//! Keeping a phone's session alive: a new pair of tokens for the old refresh token.
//!
//! A refresh token is used up by one conditional update, so of many at the same time one goes first and the
//! others find it used. A used one that comes again is a phone whose answer was lost, if it comes at once and
//! nothing of what it was given has been used: then what it was given is taken back and it gets another pair, so
//! that there is one live branch. In any other case two hold the same secret, and one of them is a thief: the
//! session ends for both (RFC 9700, section 4.14.2).

use super::{Visitor, event, exchange::may, limits};
use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    event::EventKind,
    id::{CredentialId, RefreshTokenId, TenantId, UserId},
    session::{EndReason, Session},
    tenant::TenantState,
    time::Time,
    user::User,
};
use tessera_ports::{
    credentials::{Credential, CredentialKind},
    phone_tokens::RefreshToken,
    tx::Tx,
    world::{Fingerprint, Minted, SecretKind},
};

/// What a phone goes on with. The secrets are known to nobody else and cannot be had again.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// The key to send as `x-api-key`.
    pub access: String,
    /// For how many seconds the key can be used.
    pub expires_in: i64,
    /// The token to get the next pair with.
    pub refresh: String,
}

/// A new pair for the token.
///
/// # Errors
/// [`Error::Unauthenticated`] for every reason alike; [`Error::TooMany`], and then the token is as good as before;
/// [`Error::MobileOff`].
pub fn refresh(app: &Application, token: &str, visitor: &Visitor) -> Result<Pair> {
    if !app.policy.mobile {
        return Err(Error::MobileOff);
    }
    let fingerprint = app.secrets.fingerprint(token);
    let tenant = app
        .queries
        .tenant_of(&fingerprint)?
        .ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    let user = owner(app, tenant, &fingerprint)?.ok_or(Error::Unauthenticated)?;
    let subject = limits::person(tenant, user);
    app.throttle.take(&limits::REFRESH_BY_USER, &subject, now)?;
    let state = app.queries.tenant(tenant)?.map(|tenant| tenant.state);
    if state != Some(TenantState::Active) {
        return Err(Error::Unauthenticated);
    }
    let draft = PairDraft::new(app, now);
    let rotation = Rotation {
        app,
        tenant,
        fingerprint,
        draft,
        now,
        request: visitor.request.as_deref(),
    };
    // Ending the family is kept, so that outcome is no error of the transaction.
    let rotated = app.store.transact(|tx| rotation.run(tx))?;
    rotated.ok_or(Error::Unauthenticated)
}

fn owner(app: &Application, tenant: TenantId, fingerprint: &Fingerprint) -> Result<Option<UserId>> {
    app.store.transact(|tx| {
        let Some(token) = tx.phone_tokens().refresh(tenant, fingerprint)? else {
            return Ok(None);
        };
        let session = tx.sessions().find(tenant, token.session)?;
        Ok(session.map(|session| session.user))
    })
}

struct Rotation<'r> {
    app: &'r Application,
    tenant: TenantId,
    fingerprint: Fingerprint,
    draft: PairDraft,
    now: Time,
    request: Option<&'r str>,
}

impl Rotation<'_> {
    fn run(&self, tx: &mut dyn Tx) -> Result<Option<Pair>> {
        let fresh = tx
            .phone_tokens()
            .consume_refresh(self.tenant, &self.fingerprint, self.now)?;
        if let Some(token) = fresh {
            return self.go_on(tx, &token).map(Some);
        }
        let Some(token) = tx.phone_tokens().refresh(self.tenant, &self.fingerprint)? else {
            return Ok(None);
        };
        let Some(consumed_at) = token.consumed_at else {
            // Too late.
            return Ok(None);
        };
        match self.unused_successor(tx, &token, consumed_at)? {
            Some(successor) => {
                tx.phone_tokens().remove_refresh(self.tenant, successor)?;
                self.go_on(tx, &token).map(Some)
            }
            None => self.end_family(tx, &token).map(|()| None),
        }
    }

    /// Gives a new pair for a token that was just used up. An error undoes the use.
    fn go_on(&self, tx: &mut dyn Tx, token: &RefreshToken) -> Result<Pair> {
        let session = tx.sessions().find(self.tenant, token.session)?;
        let session = session.filter(|session| session.is_live(self.now));
        let session = session.ok_or(Error::Unauthenticated)?;
        let user = tx.users().find(self.tenant, session.user)?;
        let user = user
            .filter(|user| may(self.app, user))
            .ok_or(Error::Unauthenticated)?;
        tx.credentials()
            .revoke_all_of(self.tenant, session.id, self.now)?;
        let pair = self.draft.give(self.app, tx, &session, user)?;
        tx.phone_tokens()
            .refresh_succeeded(self.tenant, token.id, self.draft.refresh_id)?;
        self.tell(tx, &session, &[EventKind::SessionRefreshed])?;
        Ok(pair)
    }

    /// What the token was given, if it came again at once and nothing of that has been used.
    fn unused_successor(
        &self,
        tx: &mut dyn Tx,
        token: &RefreshToken,
        consumed_at: Time,
    ) -> Result<Option<RefreshTokenId>> {
        if self.now >= consumed_at.plus_seconds(self.app.policy.grace_seconds) {
            return Ok(None);
        }
        let Some(id) = token.successor else {
            return Ok(None);
        };
        let Some(successor) = tx.phone_tokens().refresh_by_id(self.tenant, id)? else {
            return Ok(None);
        };
        let access = tx.credentials().find(self.tenant, successor.access)?;
        let unused =
            successor.consumed_at.is_none() && access.is_some_and(|access| access.last_used_at.is_none());
        Ok(unused.then_some(id))
    }

    fn end_family(&self, tx: &mut dyn Tx, token: &RefreshToken) -> Result<()> {
        let Some(session) = tx.sessions().find(self.tenant, token.session)? else {
            return Ok(());
        };
        if tx
            .sessions()
            .end(self.tenant, session.id, self.now, EndReason::RefreshReused)?
        {
            let (tenant, user) = (self.tenant, session.user);
            tracing::warn!(%tenant, %user, session = %session.id, "a refresh token was used twice");
            self.tell(tx, &session, &[EventKind::RefreshReused, EventKind::SessionEnded])?;
        }
        Ok(())
    }

    fn tell(&self, tx: &mut dyn Tx, session: &Session, kinds: &[EventKind]) -> Result<()> {
        let who = (self.tenant, session.user);
        let told = |kind: &EventKind| {
            event(
                &*self.app.ids,
                who,
                *kind,
                session.id.uuid(),
                self.now,
                self.request,
            )
        };
        let events: Vec<_> = kinds.iter().map(told).collect();
        Ok(tx.events().append(self.tenant, &events)?)
    }
}

/// What a new pair needs that a transaction must not make up.
pub(super) struct PairDraft {
    now: Time,
    access_id: CredentialId,
    access: Minted,
    refresh_id: RefreshTokenId,
    refresh: Minted,
}

impl PairDraft {
    pub(super) fn new(app: &Application, now: Time) -> Self {
        Self {
            now,
            access_id: app.ids.make(now),
            access: app.secrets.mint(SecretKind::AccessKey),
            refresh_id: app.ids.make(now),
            refresh: app.secrets.mint(SecretKind::RefreshToken),
        }
    }

    /// Stores the pair as the session's own. Nothing of it outlives the session.
    pub(super) fn give(
        &self,
        app: &Application,
        tx: &mut dyn Tx,
        session: &Session,
        user: User,
    ) -> Result<Pair> {
        let (tenant, now) = (session.tenant, self.now);
        let end = |seconds| now.plus_seconds(seconds).min(session.expires_at);
        let access_end = end(app.policy.access_seconds);
        let credential = Credential {
            tenant,
            id: self.access_id,
            kind: CredentialKind::AccessKey,
            user: user.id,
            session: Some(session.id),
            fingerprint: self.access.fingerprint,
            prefix: self.access.prefix.clone(),
            description: String::new(),
            created_at: now,
            expires_at: Some(access_end),
            revoked_at: None,
            last_used_at: None,
        };
        tx.credentials().insert(tenant, &credential)?;
        let token = RefreshToken {
            tenant,
            id: self.refresh_id,
            session: session.id,
            fingerprint: self.refresh.fingerprint,
            access: credential.id,
            created_at: now,
            expires_at: end(app.policy.refresh_seconds),
            consumed_at: None,
            successor: None,
        };
        tx.phone_tokens().insert_refresh(tenant, &token)?;
        Ok(Pair {
            session: session.clone(),
            user,
            access: self.access.secret.clone(),
            expires_in: (access_end.micros() - now.micros()) / 1_000_000,
            refresh: self.refresh.secret.clone(),
        })
    }
}
