//! Signing in by password.
//!
//! Two steps, because the second is slow on purpose and its callers queue for it: [`knock`] counts the try and
//! refuses what need not be looked at, [`sign_in`] looks at the password. A name that no account has goes through
//! both like any other, and takes as long.

use super::{
    Visitor,
    begin::{Draft, Started},
    limits,
};
use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    id::TenantId,
    lockout::{self, Try},
    tenant::{Tenant, TenantState},
    text::fold,
    time::Time,
    user::{Login, User},
};
use tessera_ports::{
    sign_in::Account,
    throttle::TooMany,
    tokens::Audience,
    tx::Tx,
    world::{Fingerprint, Secrets},
};

/// A try that was counted and may be looked at.
#[derive(Clone)]
pub struct Admitted {
    tenant: TenantId,
    tries: Fingerprint,
    account: Option<Account>,
}

impl Admitted {
    /// Nobody gets into a closed tenant, as if there were no account.
    fn of(tenant: &Tenant, tries: Fingerprint, account: Option<Account>) -> Self {
        Self {
            tenant: tenant.id,
            tries,
            account: account.filter(|_| tenant.state == TenantState::Active),
        }
    }
}

/// Counts a try to sign in, at the account and in the account's lock.
///
/// # Errors
/// [`Error::TooMany`], or [`Error::Locked`] after too many wrong passwords. Both are the same whether there is
/// such an account or not, and whether the password would have been right.
pub fn knock(app: &Application, tenant: &Tenant, login: &str) -> Result<Admitted> {
    let tries = count_name(app, tenant, login)?;
    let now = app.clock.now();
    app.store.transact(|tx| {
        count_try(tx, tenant.id, &tries, now)?;
        let account = find(tx, tenant.id, login)?;
        Ok(Admitted::of(tenant, tries, account))
    })
}

/// The same for a client of a dialect with signed tokens. In the enterprise dialect an e-mail address is as good as
/// the login, if one active account alone has it.
///
/// # Errors
/// As for [`knock`].
pub fn knock_for(app: &Application, tenant: &Tenant, name: &str, audience: Audience) -> Result<Admitted> {
    match audience {
        Audience::Enterprise if name.contains('@') => knock_by_email(app, tenant, name),
        Audience::Enterprise | Audience::Kanban => knock(app, tenant, name),
    }
}

/// Whichever of its names an account is tried by, the tries are the account's own. So it is found before they are
/// counted.
fn knock_by_email(app: &Application, tenant: &Tenant, name: &str) -> Result<Admitted> {
    let typed = count_name(app, tenant, name)?;
    let now = app.clock.now();
    app.store.transact(|tx| {
        let account = match find(tx, tenant.id, name)? {
            None => tx.sign_in().account_by_email(tenant.id, name)?,
            found => found,
        };
        let tries = account.as_ref().map_or(typed, |account| {
            name_tries(&*app.secrets, account.user.login.as_str())
        });
        count_try(tx, tenant.id, &tries, now)?;
        Ok(Admitted::of(tenant, tries, account))
    })
}

/// Counts a try at that name, whether there is such an account or not.
fn count_name(app: &Application, tenant: &Tenant, name: &str) -> Result<Fingerprint> {
    let tries = name_tries(&*app.secrets, name);
    let subject = format!("{}:{:x}", tenant.id, short(&tries));
    app.throttle
        .take(&limits::SIGN_IN_BY_ACCOUNT, &subject, app.clock.now())?;
    Ok(tries)
}

/// What cannot be a login is looked for in vain like any other name.
fn find(tx: &mut dyn Tx, tenant: TenantId, login: &str) -> Result<Option<Account>> {
    let login = Login::parse(login).ok();
    let found = login.map(|login| tx.sign_in().account(tenant, &login));
    Ok(found.transpose()?.flatten())
}

/// Looks at the password and begins a session in a browser. Takes some 50 ms and 20 MiB.
///
/// # Errors
/// [`Error::Unauthenticated`], whatever the reason.
pub fn sign_in(app: &Application, admitted: &Admitted, password: &str, visitor: &Visitor) -> Result<Started> {
    let draft = Draft::new(app, app.clock.now());
    admit(app, admitted, password, visitor, |tx, user| {
        draft.begin(app, tx, user, visitor)
    })
}

/// Looks at the password and goes on with the account that it is of. What `begin` does may be done twice.
pub(super) fn admit<T>(
    app: &Application,
    admitted: &Admitted,
    password: &str,
    visitor: &Visitor,
    begin: impl Fn(&mut dyn Tx, &User) -> Result<T>,
) -> Result<T> {
    let Some(account) = prove(app, admitted, password) else {
        tracing::info!(tenant = %admitted.tenant, request_id = visitor.request, "sign-in refused");
        return Err(Error::Unauthenticated);
    };
    let hash = account.password_hash.as_deref().unwrap_or_default();
    let renewed = app
        .passwords
        .is_outdated(hash)
        .then(|| app.passwords.hash(password))
        .transpose()?;
    app.store.transact(|tx| {
        let now = tx.sign_in().account_of(admitted.tenant, account.user.id)?;
        // Somebody may have changed the password or disabled the account while this one was looked at.
        let still = now.filter(|now| now.user.active && now.password_hash == account.password_hash);
        let user = still.ok_or(Error::Unauthenticated)?.user;
        if let Some(hash) = &renewed {
            tx.users().set_password(user.tenant, user.id, hash)?;
        }
        tx.sign_in().forget_tries(user.tenant, &admitted.tries)?;
        begin(tx, &user)
    })
}

/// The account, if the password is its own and it may be used.
fn prove<'a>(app: &Application, admitted: &'a Admitted, password: &str) -> Option<&'a Account> {
    let account = admitted.account.as_ref();
    let Some(hash) = account.and_then(|account| account.password_hash.as_deref()) else {
        app.passwords.verify_nothing(password);
        return None;
    };
    let right = app.passwords.verify(password, hash);
    account.filter(|account| right && account.user.active)
}

/// Under which name the tries at an account are remembered, and counted.
pub(crate) fn name_tries(secrets: &dyn Secrets, login: &str) -> Fingerprint {
    secrets.fingerprint(&fold(login))
}

/// Counts a try in the account's lock, or refuses it while that lasts.
pub(super) fn count_try(tx: &mut dyn Tx, tenant: TenantId, tries: &Fingerprint, now: Time) -> Result<()> {
    let before = tx.sign_in().tries(tenant, tries)?;
    match lockout::attempt(before, now) {
        Try::Allowed(after) => Ok(tx.sign_in().remember_tries(tenant, tries, &after)?),
        Try::Locked { until } => Err(Error::Locked(TooMany::for_micros(until.micros() - now.micros()))),
    }
}

/// Enough of a fingerprint for two accounts never to be counted as one.
fn short(fingerprint: &Fingerprint) -> u128 {
    fingerprint
        .0
        .first_chunk()
        .map_or(0, |half| u128::from_be_bytes(*half))
}
