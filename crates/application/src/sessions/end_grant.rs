//! Signing out of a client with signed tokens.

use super::{end, event};
use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{caller::Caller, event::EventKind, session::EndReason};

/// How far signing out goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The session that the caller is in.
    Here,
    /// Every session of the caller's, in browsers and on phones too.
    Everywhere,
}

/// Ends what the caller is signed in to. None of its tokens counts from the next request on, refresh tokens included.
/// Nothing happens to what has ended meanwhile.
///
/// # Errors
/// When it cannot be stored.
pub fn end_grant(app: &Application, caller: &Caller, reach: Reach, request: Option<&str>) -> Result<()> {
    match reach {
        Reach::Here => end::sign_out(app, caller, request),
        Reach::Everywhere => end_all(app, caller, request),
    }
}

fn end_all(app: &Application, caller: &Caller, request: Option<&str>) -> Result<()> {
    let (tenant, user, now) = (caller.tenant, caller.user, app.clock.now());
    app.store.transact(|tx| {
        // Held, so that a session that is just beginning is not missed.
        tx.users().hold(tenant, user)?;
        let reason = EndReason::SignedOut;
        let ended = tx.sessions().end_all_of(tenant, user, None, now, reason)?;
        if ended.is_empty() {
            return Ok(());
        }
        let kind = EventKind::SessionEnded;
        let told = |session: &tessera_domain::id::SessionId| {
            event(&*app.ids, (tenant, user), kind, session.uuid(), now, request)
        };
        let events: Vec<_> = ended.iter().map(told).collect();
        tx.events().append(tenant, &events)?;
        Ok::<_, Error>(())
    })
}
