//! What an operator does with accounts that exist.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
    operator,
};
use tessera_domain::{
    event::EventKind,
    id::TenantId,
    session::EndReason,
    user::{Login, User},
};
use tessera_ports::tx::Tx;

/// The account of that login.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(app: &Application, tenant: TenantId, login: &Login) -> Result<User> {
    app.store.transact(|tx| by_login(tx, tenant, login))
}

/// Accounts by number, from the one after `after` on, at most `limit`.
///
/// # Errors
/// When they cannot be read.
pub fn list(app: &Application, tenant: TenantId, after: i64, limit: i64) -> Result<Vec<User>> {
    app.store
        .transact(|tx| Ok(tx.users().list(tenant, after, limit)?))
}

/// Lets the person in, or keeps them out: then their sessions end, and none of their keys is accepted. Whether
/// that is a change.
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_active(app: &Application, tenant: TenantId, login: &Login, active: bool) -> Result<bool> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let user = by_login(tx, tenant, login)?.id;
        let changed = tx.users().set_active(tenant, user, active)?;
        if !changed.ok_or(Error::NotFound(Thing::User))? {
            return Ok(false);
        }
        let told = |kind, subject| operator::event(&*app.ids, tenant, kind, subject, now);
        let kind = if active {
            EventKind::UserEnabled
        } else {
            EventKind::UserDisabled
        };
        let mut events = vec![told(kind, user.uuid())];
        if !active {
            let reason = EndReason::EndedByAdmin;
            let ended = tx.sessions().end_all_of(tenant, user, None, now, reason)?;
            events.extend(
                ended
                    .iter()
                    .map(|session| told(EventKind::SessionEnded, session.uuid())),
            );
        }
        tx.events().append(tenant, &events)?;
        Ok(true)
    })
}

/// Gives the person another password. Their sessions end, and a lock goes.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] naming `password`.
pub fn set_password(app: &Application, tenant: TenantId, login: &Login, password: &str) -> Result<User> {
    app.passwords
        .check_choice(password)
        .map_err(|problem| Error::invalid("password", problem))?;
    // Hashing is slow on purpose and stays outside the transaction.
    let hash = app.passwords.hash(password)?;
    let now = app.clock.now();
    app.store.transact(|tx| {
        let user = by_login(tx, tenant, login)?;
        tx.users().set_password(tenant, user.id, &hash)?;
        tx.sign_in()
            .forget_tries(tenant, &app.secrets.fingerprint(&user.login.folded()))?;
        let reason = EndReason::PasswordChanged;
        let ended = tx.sessions().end_all_of(tenant, user.id, None, now, reason)?;
        let told = |kind, subject| operator::event(&*app.ids, tenant, kind, subject, now);
        let mut events = vec![told(EventKind::PasswordChanged, user.id.uuid())];
        events.extend(
            ended
                .iter()
                .map(|session| told(EventKind::SessionEnded, session.uuid())),
        );
        tx.events().append(tenant, &events)?;
        Ok(user)
    })
}

/// Takes away the lock of an account before its time. Whether there was anything to take away.
///
/// # Errors
/// [`Error::NotFound`].
pub fn unlock(app: &Application, tenant: TenantId, login: &Login) -> Result<bool> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let user = by_login(tx, tenant, login)?;
        let tries = app.secrets.fingerprint(&user.login.folded());
        let forgotten = tx.sign_in().forget_tries(tenant, &tries)?;
        if forgotten {
            let (kind, subject) = (EventKind::UserUnlocked, user.id.uuid());
            let event = operator::event(&*app.ids, tenant, kind, subject, now);
            tx.events().append(tenant, &[event])?;
        }
        Ok(forgotten)
    })
}

fn by_login(tx: &mut dyn Tx, tenant: TenantId, login: &Login) -> Result<User> {
    tx.users()
        .by_login(tenant, login)?
        .ok_or(Error::NotFound(Thing::User))
}
