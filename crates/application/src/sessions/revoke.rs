//! Signing a phone out by its refresh token.

use super::{Visitor, event};
use crate::{command::Application, error::Result};
use tessera_domain::{event::EventKind, session::EndReason};

/// Ends the session of the token, its access key included. A token that is unknown, or whose session has ended,
/// is taken just so, and nobody learns which it was.
///
/// # Errors
/// When it cannot be stored.
pub fn revoke(app: &Application, token: &str, visitor: &Visitor) -> Result<()> {
    let fingerprint = app.secrets.fingerprint(token);
    let Some(tenant) = app.queries.tenant_of(&fingerprint)? else {
        return Ok(());
    };
    let now = app.clock.now();
    app.store.transact(|tx| {
        let Some(token) = tx.phone_tokens().refresh(tenant, &fingerprint)? else {
            return Ok(());
        };
        let Some(session) = tx.sessions().find(tenant, token.session)? else {
            return Ok(());
        };
        if tx.sessions().end(tenant, session.id, now, EndReason::SignedOut)? {
            let (who, kind) = ((tenant, session.user), EventKind::SessionEnded);
            let request = visitor.request.as_deref();
            let told = event(&*app.ids, who, kind, session.id.uuid(), now, request);
            tx.events().append(tenant, &[told])?;
        }
        Ok(())
    })
}
