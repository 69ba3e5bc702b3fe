//! Where one is signed in.

use crate::{command::Application, error::Result};
use tessera_domain::{caller::Caller, session::Session};

/// How many sessions are listed.
const MOST: i64 = 100;

/// The caller's live sessions, newest first; at most 100.
///
/// # Errors
/// When they cannot be read.
pub fn list(app: &Application, caller: &Caller) -> Result<Vec<Session>> {
    let now = app.clock.now();
    app.store
        .transact(|tx| Ok(tx.sessions().live_of(caller.tenant, caller.user, now, MOST)?))
}
