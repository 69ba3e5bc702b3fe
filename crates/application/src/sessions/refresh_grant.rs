//! New signed tokens for a refresh token.
//!
//! A kanban client may use a refresh token as often as it likes until that expires, because its documented clients
//! keep the first one; only the session's end ends them all. An enterprise client's is used up by one conditional
//! update. If it comes again at once, an answer was lost or two of the client's windows refreshed together: then the
//! same pair is given again, made from its stored ids, so that there is one live branch. In any other case two hold
//! the same secret, and the session ends for both (RFC 9700, section 4.14.2).

use super::{
    Visitor, event,
    grant::{Grant, Holder, next_link},
    limits,
};
use crate::{
    access::{BearerRefused, standing, verified},
    command::Application,
    error::Result,
};
use tessera_domain::{
    event::EventKind,
    session::{EndReason, Session},
    time::Time,
};
use tessera_ports::{
    token_chains::Link,
    tokens::{Audience, Claims, TokenUse},
    tx::Tx,
};

/// A new pair for the token.
///
/// # Errors
/// Why the token does not count; [`Error::TooMany`](crate::Error::TooMany), and then it is as good as before.
pub fn refresh_grant(
    app: &Application,
    audience: Audience,
    token: &str,
    visitor: &Visitor,
) -> Result<Grant, BearerRefused> {
    let now = app.clock.now();
    let claims = verified(app, token, (audience, TokenUse::Refresh), now)?;
    let found = app.queries.presented_session(claims.tenant, claims.session)?;
    let (_, user) = standing(found, &claims, now)?;
    let subject = limits::person(claims.tenant, user.id);
    app.throttle
        .take(&limits::TOKEN_REFRESH_BY_USER, &subject, now)
        .map_err(crate::Error::from)?;
    let renewal = Renewal {
        app,
        claims,
        next: next_link(app, now),
        now,
        request: visitor.request.as_deref(),
    };
    // Ending the session is kept, so that outcome is no error of the transaction.
    let renewed = app.store.transact(|tx| renewal.run(tx))?;
    let (holder, link) = renewed.ok_or(BearerRefused::Invalid)?;
    Ok(holder.sign(app, &link)?)
}

struct Renewal<'r> {
    app: &'r Application,
    claims: Claims,
    next: Link,
    now: Time,
    request: Option<&'r str>,
}

impl Renewal<'_> {
    /// Who gets which pair. Nobody, when the token had been used; then its session is over.
    fn run(&self, tx: &mut dyn Tx) -> Result<Option<(Holder, Link)>, BearerRefused> {
        let Claims { tenant, audience, .. } = self.claims;
        // Held from here on, so that nobody ends it meanwhile and of many refreshes one goes first.
        let session = tx.sessions().find(tenant, self.claims.session)?;
        let session = session.filter(|session| session.is_live(self.now));
        let session = session.ok_or(BearerRefused::Invalid)?;
        let user = tx.users().find(tenant, session.user)?;
        let user = user.ok_or(BearerRefused::UserUnknown)?;
        if !user.active {
            return Err(BearerRefused::UserInactive);
        }
        let link = match audience {
            Audience::Kanban => self.next,
            Audience::Enterprise => {
                let Some(link) = self.turn(tx, &session)? else {
                    return Ok(None);
                };
                link
            }
        };
        let holder = Holder::of(tx, audience, session, user)?;
        if link == self.next {
            self.tell(tx, &holder.session, &[EventKind::SessionRefreshed])?;
        }
        Ok(Some((holder, link)))
    }

    /// Uses the token up. A used one that comes again at once is given what it was given before.
    fn turn(&self, tx: &mut dyn Tx, session: &Session) -> Result<Option<Link>> {
        let (tenant, token) = (session.tenant, self.claims.id);
        if tx.token_chains().turn(tenant, session.id, token, &self.next)? {
            return Ok(Some(self.next));
        }
        let chain = tx.token_chains().find(tenant, session.id)?;
        let forgiven = chain.filter(|chain| {
            let newest = chain.newest.given_at;
            chain.used == Some(token) && self.now < newest.plus_seconds(self.app.policy.grace_seconds)
        });
        if forgiven.is_none() {
            self.end_family(tx, session)?;
        }
        Ok(forgiven.map(|chain| chain.newest))
    }

    fn end_family(&self, tx: &mut dyn Tx, session: &Session) -> Result<()> {
        let reason = EndReason::RefreshReused;
        if tx.sessions().end(session.tenant, session.id, self.now, reason)? {
            let (tenant, user) = (session.tenant, session.user);
            tracing::warn!(%tenant, %user, session = %session.id, "a refresh token was used twice");
            self.tell(tx, session, &[EventKind::RefreshReused, EventKind::SessionEnded])?;
        }
        Ok(())
    }

    fn tell(&self, tx: &mut dyn Tx, session: &Session, kinds: &[EventKind]) -> Result<()> {
        let (who, subject) = ((session.tenant, session.user), session.id.uuid());
        let told = |kind: &EventKind| event(&*self.app.ids, who, *kind, subject, self.now, self.request);
        let events: Vec<_> = kinds.iter().map(told).collect();
        Ok(tx.events().append(session.tenant, &events)?)
    }
}
