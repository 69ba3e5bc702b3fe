//! Beginning a session, once it is known whose.

use super::{Visitor, event};
use crate::{command::Application, error::Result};
use tessera_domain::{
    event::EventKind,
    id::{CredentialId, SessionId},
    session::{Session, SessionKind},
    time::Time,
    user::User,
};
use tessera_ports::{
    credentials::{Credential, CredentialKind},
    tx::Tx,
    world::{Minted, SecretKind},
};

/// A browser's session that has just begun. The secret is known to nobody else and cannot be had again.
#[derive(Clone, PartialEq, Eq)]
pub struct Started {
    /// The session.
    pub session: Session,
    /// Who is signed in.
    pub user: User,
    /// The cookie's value.
    pub secret: String,
}

/// What a new browser session needs that a transaction must not make up.
pub(super) struct Draft {
    now: Time,
    session: SessionId,
    credential: CredentialId,
    cookie: Minted,
}

impl Draft {
    pub(super) fn new(app: &Application, now: Time) -> Self {
        Self {
            now,
            session: app.ids.make(now),
            credential: app.ids.make(now),
            cookie: app.secrets.mint(SecretKind::SessionCookie),
        }
    }

    /// Begins the session in this transaction, as its last step.
    pub(super) fn begin(
        &self,
        app: &Application,
        tx: &mut dyn Tx,
        user: &User,
        visitor: &Visitor,
    ) -> Result<Started> {
        let (tenant, now) = (user.tenant, self.now);
        let session = Session {
            tenant,
            id: self.session,
            user: user.id,
            kind: SessionKind::Browser,
            parent: None,
            place: visitor.place.clone(),
            created_at: now,
            expires_at: now.plus_seconds(app.policy.browser_seconds),
            ended: None,
        };
        tx.sessions().insert(tenant, &session)?;
        let credential = Credential {
            tenant,
            id: self.credential,
            kind: CredentialKind::SessionCookie,
            user: user.id,
            session: Some(session.id),
            fingerprint: self.cookie.fingerprint,
            prefix: self.cookie.prefix.clone(),
            description: String::new(),
            created_at: now,
            expires_at: Some(session.expires_at),
            revoked_at: None,
            last_used_at: None,
        };
        tx.credentials().insert(tenant, &credential)?;
        let (kind, subject) = (EventKind::SessionStarted, session.id.uuid());
        let started = event(
            &*app.ids,
            (tenant, user.id),
            kind,
            subject,
            now,
            visitor.request.as_deref(),
        );
        tx.events().append(tenant, &[started])?;
        Ok(Started {
            session,
            user: user.clone(),
            secret: self.cookie.secret.clone(),
        })
    }
}
