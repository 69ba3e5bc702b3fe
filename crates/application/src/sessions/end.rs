//! Ending a session of one's own.

use super::event;
use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{caller::Caller, event::EventKind, id::SessionId, session::EndReason};

/// Ends the session that the caller is in. Nothing happens to one that has ended meanwhile.
///
/// # Errors
/// When it cannot be stored.
pub fn sign_out(app: &Application, caller: &Caller, request: Option<&str>) -> Result<()> {
    match caller.session {
        Some(session) => close(app, caller, session, EndReason::SignedOut, request).map(drop),
        None => Ok(()),
    }
}

/// Ends any session of the caller's.
///
/// # Errors
/// [`Error::NotFound`] when the caller has no live session of that id.
pub fn end(app: &Application, caller: &Caller, session: SessionId, request: Option<&str>) -> Result<()> {
    if close(app, caller, session, EndReason::EndedByPerson, request)? {
        Ok(())
    } else {
        Err(Error::NotFound(Thing::Session))
    }
}

fn close(
    app: &Application,
    caller: &Caller,
    session: SessionId,
    reason: EndReason,
    request: Option<&str>,
) -> Result<bool> {
    let (tenant, now) = (caller.tenant, app.clock.now());
    app.store.transact(|tx| {
        let found = tx.sessions().find(tenant, session)?;
        let own = found.is_some_and(|found| found.user == caller.user && found.is_live(now));
        if !own || !tx.sessions().end(tenant, session, now, reason)? {
            return Ok(false);
        }
        let who = (tenant, caller.user);
        let ended = event(
            &*app.ids,
            who,
            EventKind::SessionEnded,
            session.uuid(),
            now,
            request,
        );
        tx.events().append(tenant, &[ended])?;
        Ok(true)
    })
}
