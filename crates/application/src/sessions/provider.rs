//! Signing in through an identity provider.
//!
//! An identity is the pair of issuer and subject, and nothing else: e-mail addresses change hands. An address
//! counts once, when an identity comes for the first time: if the provider has verified it and the tenant takes in
//! people of its domain, the account of that address becomes the identity's, or a new account is made.

use super::{
    Visitor,
    begin::{Draft, Started},
    event,
};
use crate::{
    command::Application,
    error::{Clash, Error, Result},
};
use tessera_domain::{
    event::EventKind,
    id::UserId,
    tenant::{Tenant, TenantState},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{
    StoreError, counters,
    error::Unique,
    identity::{Attempt, Proven, Provider},
    sign_in::Identity,
    tx::Tx,
};

/// The providers that people can choose, in order.
pub fn providers(app: &Application) -> Vec<Provider> {
    app.providers.list()
}

/// Where to send the browser to. Slow: it may have to ask the provider how it wants to be asked.
///
/// # Errors
/// [`Error::Provider`].
pub fn address(app: &Application, provider: &str, attempt: &Attempt) -> Result<String> {
    Ok(app.providers.begin(provider, attempt)?)
}

/// Somebody who is back from a provider. That the state is the attempt's own has been seen to.
#[derive(Clone, Debug)]
pub struct ProviderSignIn {
    /// Which provider.
    pub provider: String,
    /// What was sent along.
    pub attempt: Attempt,
    /// The code that came back.
    pub code: String,
}

/// Has the provider vouch for the person and begins a session in a browser. Slow: it asks the provider.
///
/// # Errors
/// [`Error::Provider`]; [`Error::NotEnrolled`] when no account is the person's and none is to be made;
/// [`Error::Unauthenticated`] when the account or the tenant is closed.
pub fn sign_in_by_provider(
    app: &Application,
    tenant: &Tenant,
    coming: &ProviderSignIn,
    visitor: &Visitor,
) -> Result<Started> {
    let proven = app
        .providers
        .finish(&coming.provider, &coming.attempt, &coming.code)?;
    if tenant.state != TenantState::Active {
        return Err(Error::Unauthenticated);
    }
    let now = app.clock.now();
    let (draft, newcomer) = (Draft::new(app, now), app.ids.make(now));
    app.store.transact(|tx| {
        let known = tx
            .sign_in()
            .identity(tenant.id, &proven.issuer, &proven.subject)?;
        let user = match known {
            Some(identity) => identity.user,
            None => enrol(app, tx, tenant, &proven, newcomer, visitor, now)?,
        };
        let user = tx.users().hold(tenant.id, user)?;
        let user = user.filter(|user| user.active).ok_or(Error::Unauthenticated)?;
        draft.begin(app, tx, &user, visitor)
    })
}

/// Finds or makes the account of an identity that comes for the first time, and links the two.
fn enrol(
    app: &Application,
    tx: &mut dyn Tx,
    tenant: &Tenant,
    proven: &Proven,
    newcomer: UserId,
    visitor: &Visitor,
    now: Time,
) -> Result<UserId> {
    let enrolment = tenant.enrolment.as_ref().ok_or(Error::NotEnrolled)?;
    let email = proven.verified_email.as_deref();
    let email = email
        .filter(|email| enrolment.covers(email))
        .ok_or(Error::NotEnrolled)?;
    let mut bearers = tx.sign_in().by_email(tenant.id, email)?;
    let request = visitor.request.as_deref();
    let told = |user: UserId, kind| event(&*app.ids, (tenant.id, user), kind, user.uuid(), now, request);
    let user = match (bearers.pop(), bearers.is_empty(), enrolment.role) {
        (Some(user), true, _) => user.id,
        (None, _, Some(role)) => {
            make(tx, tenant, (proven, email), (newcomer, role), now)?;
            tx.events()
                .append(tenant.id, &[told(newcomer, EventKind::UserCreated)])?;
            newcomer
        }
        // Two accounts of one address: nobody can say which is meant.
        _ => return Err(Error::NotEnrolled),
    };
    let identity = Identity {
        issuer: proven.issuer.clone(),
        subject: proven.subject.clone(),
        user,
        created_at: now,
    };
    tx.sign_in().link(tenant.id, &identity).map_err(first_wins)?;
    tx.events()
        .append(tenant.id, &[told(user, EventKind::IdentityLinked)])?;
    Ok(user)
}

/// The same person may come twice at once; the second finds what the first has made.
fn first_wins(error: StoreError) -> Error {
    match error {
        StoreError::Taken(Unique::Identity | Unique::UserLogin) => {
            StoreError::Busy("the same identity is being linked".into()).into()
        }
        other => other.into(),
    }
}

fn make(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    (proven, email): (&Proven, &str),
    (id, role): (UserId, Role),
    now: Time,
) -> Result<()> {
    let login = Login::parse(email).map_err(|_problem| Error::NotEnrolled)?;
    if tx.users().by_login(tenant.id, &login)?.is_some() {
        // The login is somebody's whose own address is another one.
        return Err(Error::Conflict(Clash::LoginTaken));
    }
    let short = |name: &str| name.chars().filter(|c| *c != '\0').take(255).collect();
    let user = User {
        tenant: tenant.id,
        id,
        number: tx.counters().take(tenant.id, counters::USER, 1)?,
        login,
        first_name: short(&proven.first_name),
        last_name: short(&proven.last_name),
        email: Some(email.to_owned()),
        role,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: now,
    };
    tx.users().insert(tenant.id, &user).map_err(first_wins)
}
