//! Changing one's own password.

use super::{
    event, limits,
    sign_in::{count_try, name_tries},
};
use crate::{
    command::Application,
    error::{Clash, Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    event::EventKind,
    issue::{Issue, Problem},
    session::EndReason,
};
use tessera_ports::sign_in::Account;

/// A change of one's own password.
#[derive(Clone)]
pub struct NewPassword {
    /// The one that holds now.
    pub current: String,
    /// The one that shall hold.
    pub new: String,
}

/// Changes the caller's password and ends all of their sessions but this one, on phones too. Slow, like signing in.
///
/// # Errors
/// [`Error::Invalid`] naming `new_password` or `current_password`; [`Error::Locked`] after guessing too often,
/// as for signing in; [`Clash::NoPassword`].
pub fn change_password(
    app: &Application,
    caller: &Caller,
    change: &NewPassword,
    request: Option<&str>,
) -> Result<()> {
    app.passwords
        .check_choice(&change.new)
        .map_err(|problem| Error::invalid("new_password", problem))?;
    let account = try_once(app, caller)?;
    let hash = account
        .password_hash
        .as_deref()
        .ok_or(Error::Conflict(Clash::NoPassword))?;
    if !app.passwords.verify(&change.current, hash) {
        let wrong = Issue::new("current_password", Problem::Rule("is not the current password"));
        return Err(Error::Invalid(vec![wrong]));
    }
    let new = app.passwords.hash(&change.new)?;
    let (tenant, user, now) = (caller.tenant, caller.user, app.clock.now());
    let tries = name_tries(&*app.secrets, account.user.login.as_str());
    app.store.transact(|tx| {
        let before = tx.sign_in().account_of(tenant, user)?;
        if before.is_none_or(|before| before.password_hash != account.password_hash) {
            return Err(Error::Stale);
        }
        tx.users().set_password(tenant, user, &new)?;
        tx.sign_in().forget_tries(tenant, &tries)?;
        let reason = EndReason::PasswordChanged;
        let ended = tx
            .sessions()
            .end_all_of(tenant, user, caller.session, now, reason)?;
        let told = |kind, subject| event(&*app.ids, (tenant, user), kind, subject, now, request);
        let mut events = vec![told(EventKind::PasswordChanged, user.uuid())];
        events.extend(
            ended
                .iter()
                .map(|session| told(EventKind::SessionEnded, session.uuid())),
        );
        tx.events().append(tenant, &events)?;
        Ok(())
    })
}

/// Whoever found an open browser must not guess the password faster here than at the sign-in.
fn try_once(app: &Application, caller: &Caller) -> Result<Account> {
    let (tenant, now) = (caller.tenant, app.clock.now());
    let subject = limits::person(tenant, caller.user);
    app.throttle.take(&limits::SIGN_IN_BY_ACCOUNT, &subject, now)?;
    app.store.transact(|tx| {
        let account = tx.sign_in().account_of(tenant, caller.user)?;
        let account = account.ok_or(Error::NotFound(Thing::User))?;
        let tries = name_tries(&*app.secrets, account.user.login.as_str());
        count_try(tx, tenant, &tries, now)?;
        Ok(account)
    })
}
