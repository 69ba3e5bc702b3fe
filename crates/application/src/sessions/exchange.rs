//! Beginning a phone's session with a one-time token.

use super::{Visitor, event, limits, refresh::Pair, refresh::PairDraft};
use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    event::EventKind,
    id::TenantId,
    session::{EndReason, Session, SessionKind},
    tenant::TenantState,
    time::Time,
    user::User,
};
use tessera_ports::{phone_tokens::OneTimeToken, tx::Tx, world::Fingerprint};

/// What the phone presents.
#[derive(Clone)]
pub struct Exchange {
    /// The token.
    pub token: String,
    /// What it was asked for with.
    pub state: String,
    /// The code verifier, if the token was asked for with a challenge.
    pub verifier: Option<String>,
    /// How the phone came, and what it tells of itself.
    pub visitor: Visitor,
}

/// Uses the token up and begins a session on the phone. A token is used up by the first who presents it with its
/// state, even if nothing comes of it. Who presents it again ends the session that it gave (RFC 6749, section 4.1.2).
///
/// # Errors
/// [`Error::Unauthenticated`] for every reason alike; [`Error::TooMany`]; [`Error::MobileOff`].
pub fn exchange(app: &Application, wanted: &Exchange) -> Result<Pair> {
    if !app.policy.mobile {
        return Err(Error::MobileOff);
    }
    let fingerprint = app.secrets.fingerprint(&wanted.token);
    let tenant = app
        .queries
        .tenant_of(&fingerprint)?
        .ok_or(Error::Unauthenticated)?;
    let now = app.clock.now();
    let token = consume(app, tenant, &fingerprint, wanted, now)?.ok_or(Error::Unauthenticated)?;
    let subject = limits::person(tenant, token.user);
    app.throttle.take(&limits::EXCHANGE_BY_USER, &subject, now)?;
    let verifier = wanted
        .verifier
        .as_deref()
        .map(|text| app.secrets.fingerprint(text));
    if verifier != token.challenge || is_closed(app, tenant)? {
        return Err(Error::Unauthenticated);
    }
    begin(app, &token, &wanted.visitor, now)
}

/// Uses the token up, or sees to the session that it gave when it was used before. Either is kept.
fn consume(
    app: &Application,
    tenant: TenantId,
    fingerprint: &Fingerprint,
    wanted: &Exchange,
    now: Time,
) -> Result<Option<OneTimeToken>> {
    let state = app.secrets.fingerprint(&wanted.state);
    app.store.transact(|tx| {
        if let Some(token) = tx
            .phone_tokens()
            .consume_one_time(tenant, fingerprint, &state, now)?
        {
            return Ok(Some(token));
        }
        if let Some(used) = tx.phone_tokens().one_time(tenant, fingerprint)? {
            end_given(app, tx, &used, wanted.visitor.request.as_deref(), now)?;
        }
        Ok(None)
    })
}

fn end_given(
    app: &Application,
    tx: &mut dyn Tx,
    used: &OneTimeToken,
    request: Option<&str>,
    now: Time,
) -> Result<()> {
    let Some(session) = used.gave else { return Ok(()) };
    let reason = EndReason::OneTimeTokenReused;
    if tx.sessions().end(used.tenant, session, now, reason)? {
        tracing::warn!(tenant = %used.tenant, user = %used.user, %session, "a one-time token was used twice");
        let who = (used.tenant, used.user);
        let told = |kind| event(&*app.ids, who, kind, session.uuid(), now, request);
        let events = [told(EventKind::OneTimeTokenReused), told(EventKind::SessionEnded)];
        tx.events().append(used.tenant, &events)?;
    }
    Ok(())
}

fn is_closed(app: &Application, tenant: TenantId) -> Result<bool> {
    let tenant = app.queries.tenant(tenant)?;
    Ok(tenant.is_none_or(|tenant| tenant.state != TenantState::Active))
}

fn begin(app: &Application, token: &OneTimeToken, visitor: &Visitor, now: Time) -> Result<Pair> {
    let (tenant, id) = (token.tenant, app.ids.make(now));
    let draft = PairDraft::new(app, now);
    app.store.transact(|tx| {
        let user = tx.users().hold(tenant, token.user)?;
        let parent = tx.sessions().find(tenant, token.session)?;
        let user = user.filter(|user| parent.is_some_and(|parent| parent.is_live(now)) && may(app, user));
        let user = user.ok_or(Error::Unauthenticated)?;
        let session = Session {
            tenant,
            id,
            user: user.id,
            kind: SessionKind::Mobile,
            parent: Some(token.session),
            place: visitor.place.clone(),
            created_at: now,
            expires_at: now.plus_seconds(app.policy.mobile_seconds),
            ended: None,
        };
        tx.sessions().insert(tenant, &session)?;
        tx.phone_tokens().one_time_gave(tenant, token.id, session.id)?;
        let pair = draft.give(app, tx, &session, user)?;
        let (who, kind) = ((tenant, session.user), EventKind::SessionStarted);
        let told = event(&*app.ids, who, kind, id.uuid(), now, visitor.request.as_deref());
        tx.events().append(tenant, &[told])?;
        Ok(pair)
    })
}

/// Whether the person may be signed in on a phone.
pub(super) fn may(app: &Application, user: &User) -> bool {
    user.active && app.policy.mobile_roles.contains(&user.role)
}
