//! Issuing an API key.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
    hand::Hand,
};
use tessera_domain::{event::EventKind, id::TenantId, time::Time, user::Login};
use tessera_ports::{
    credentials::{Credential, CredentialKind},
    world::SecretKind,
};

/// A key to be issued by the operator.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// Which tenant it opens.
    pub tenant: TenantId,
    /// Whom it stands for.
    pub login: Login,
    /// What people call it.
    pub description: String,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
}

/// A key that was just issued. The secret is known to nobody else and cannot be shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// What is stored.
    pub credential: Credential,
    /// The key itself.
    pub secret: String,
}

/// Issues a key.
///
/// # Errors
/// [`Error::NotFound`] when there is no such user.
pub fn issue_api_key(app: &Application, new: &NewApiKey) -> Result<Issued> {
    let now = app.clock.now();
    let minted = app.secrets.mint(SecretKind::ApiKey);
    let id = app.ids.make(now);
    let credential = app.store.transact(|tx| {
        let user = tx
            .users()
            .by_login(new.tenant, &new.login)?
            .ok_or(Error::NotFound(Thing::User))?;
        let credential = Credential {
            tenant: new.tenant,
            id,
            kind: CredentialKind::ApiKey,
            user: user.id,
            session: None,
            fingerprint: minted.fingerprint,
            prefix: minted.prefix.clone(),
            description: new.description.clone(),
            created_at: now,
            expires_at: new.expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        tx.credentials().insert(new.tenant, &credential)?;
        let (kind, subject) = (EventKind::CredentialIssued, credential.id.uuid());
        let event = Hand::Operator(new.tenant).event(app, kind, subject, now);
        tx.events().append(new.tenant, &[event])?;
        Ok::<_, Error>(credential)
    })?;
    Ok(Issued {
        credential,
        secret: minted.secret,
    })
}
