//! What a client of a dialect with signed tokens goes on with.

use super::{Visitor, event};
use crate::{command::Application, error::Result};
use tessera_domain::{
    event::{Event, EventKind},
    id::SessionId,
    session::Session,
    time::Time,
    user::User,
};
use tessera_ports::{
    token_chains::Link,
    tokens::{Audience, Claims, Profile, TokenUse},
    tx::Tx,
};

/// A pair of signed tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// The token to send with each request.
    pub access: String,
    /// For how many seconds it can be used.
    pub access_seconds: i64,
    /// The token to get the next pair with.
    pub refresh: String,
}

/// The pair that follows whatever was before.
pub(super) fn next_link(app: &Application, now: Time) -> Link {
    Link {
        refresh: app.ids.make(now),
        access: app.ids.make(now),
        given_at: now,
    }
}

/// Who gets tokens for which session.
pub(super) struct Holder {
    audience: Audience,
    pub(super) session: Session,
    user: User,
    department: Option<i64>,
}

impl Holder {
    /// Of a session that is there, with what tokens tell of its person.
    pub(super) fn of(tx: &mut dyn Tx, audience: Audience, session: Session, user: User) -> Result<Self> {
        let department = match (audience, user.department) {
            (Audience::Enterprise, Some(id)) => tx.sign_in().department_number(user.tenant, id)?,
            (Audience::Enterprise, None) | (Audience::Kanban, _) => None,
        };
        Ok(Self {
            audience,
            session,
            user,
            department,
        })
    }

    /// Signs the pair. As often as it is done, it is the same pair.
    pub(super) fn sign(self, app: &Application, link: &Link) -> Result<Grant> {
        let access = self.claims(app, TokenUse::Access, link);
        let refresh = self.claims(app, TokenUse::Refresh, link);
        let profile = Profile {
            login: self.user.login.as_str().to_owned(),
            email: self.user.email.clone(),
            role: self.user.role,
            department: self.department,
        };
        Ok(Grant {
            access: app.tokens.sign(&access, &profile)?,
            access_seconds: access.expires_at - access.issued_at,
            refresh: app.tokens.sign(&refresh, &profile)?,
            session: self.session,
            user: self.user,
        })
    }

    /// Nothing outlives its session.
    fn claims(&self, app: &Application, usage: TokenUse, link: &Link) -> Claims {
        let issued_at = seconds(link.given_at);
        let (id, lasts) = match usage {
            TokenUse::Access => (link.access, app.policy.access_seconds_of(self.audience)),
            TokenUse::Refresh => (link.refresh, app.policy.token_refresh_seconds),
        };
        Claims {
            id,
            audience: self.audience,
            usage,
            tenant: self.session.tenant,
            session: self.session.id,
            user: self.user.number,
            issued_at,
            expires_at: issued_at
                .saturating_add(lasts)
                .min(seconds(self.session.expires_at)),
        }
    }
}

/// Whole seconds since 1970 began.
fn seconds(moment: Time) -> i64 {
    moment.micros().div_euclid(1_000_000)
}

/// What a new session with signed tokens needs that a transaction must not make up.
pub(super) struct GrantDraft {
    audience: Audience,
    now: Time,
    session: SessionId,
    /// Its first pair.
    pub(super) link: Link,
}

impl GrantDraft {
    pub(super) fn new(app: &Application, audience: Audience, now: Time) -> Self {
        Self {
            audience,
            now,
            session: app.ids.make(now),
            link: next_link(app, now),
        }
    }

    /// Stores the session. Its event is still to be appended.
    pub(super) fn begin(
        &self,
        app: &Application,
        tx: &mut dyn Tx,
        user: &User,
        visitor: &Visitor,
    ) -> Result<Holder> {
        let (tenant, now) = (user.tenant, self.now);
        let session = Session {
            tenant,
            id: self.session,
            user: user.id,
            kind: self.audience.session(),
            parent: None,
            place: visitor.place.clone(),
            created_at: now,
            expires_at: now.plus_seconds(app.policy.token_session_seconds),
            ended: None,
        };
        tx.sessions().insert(tenant, &session)?;
        // A kanban client may go on with an older refresh token, so nothing is remembered of its chain.
        if self.audience == Audience::Enterprise {
            tx.token_chains().begin(tenant, session.id, &self.link)?;
        }
        Holder::of(tx, self.audience, session, user.clone())
    }

    /// The event of the beginning.
    pub(super) fn started(&self, app: &Application, user: &User, visitor: &Visitor) -> Event {
        let (kind, subject) = (EventKind::SessionStarted, self.session.uuid());
        let request = visitor.request.as_deref();
        event(
            &*app.ids,
            (user.tenant, user.id),
            kind,
            subject,
            self.now,
            request,
        )
    }
}
