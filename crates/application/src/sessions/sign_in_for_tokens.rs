//! Signing in by password for signed tokens, from a client that is no browser.

use super::{
    Visitor,
    grant::{Grant, GrantDraft},
    sign_in::{Admitted, admit},
};
use crate::{command::Application, error::Result};
use tessera_ports::tokens::Audience;

/// Looks at the password of a try that was [admitted](super::knock_for) and begins a session. Takes some 50 ms and
/// 20 MiB.
///
/// # Errors
/// [`Error::Unauthenticated`](crate::Error::Unauthenticated), whatever the reason.
pub fn sign_in_for_tokens(
    app: &Application,
    admitted: &Admitted,
    password: &str,
    visitor: &Visitor,
    audience: Audience,
) -> Result<Grant> {
    let draft = GrantDraft::new(app, audience, app.clock.now());
    let holder = admit(app, admitted, password, visitor, |tx, user| {
        let holder = draft.begin(app, tx, user, visitor)?;
        let started = draft.started(app, user, visitor);
        tx.events().append(user.tenant, &[started])?;
        Ok(holder)
    })?;
    holder.sign(app, &draft.link)
}
