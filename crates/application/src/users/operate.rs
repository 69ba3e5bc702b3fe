//! What is done with accounts that exist: by an admin in the console, or by the operator.

use super::field;
use crate::{
    changes::differences,
    command::Application,
    error::{Clash, Error, Result, Thing},
    hand::Hand,
    sessions::name_tries,
};
use serde_json::json;
use tessera_domain::{
    event::{Event, EventKind, FieldChange},
    id::{DepartmentId, TenantId, UserId},
    issue::Problem,
    session::EndReason,
    time::Time,
    user::{Login, Permission, Role, User},
};
use tessera_ports::tx::Tx;

/// Whoever runs a tenant.
const ADMINS: [Role; 2] = [Role::Admin, Role::SuperAdmin];

/// The account of that login.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(app: &Application, tenant: TenantId, login: &Login) -> Result<User> {
    app.store.transact(|tx| {
        tx.users()
            .by_login(tenant, login)?
            .ok_or(Error::NotFound(Thing::User))
    })
}

/// Accounts by number, from the one after `after` on, at most `limit`.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(app: &Application, hand: &Hand<'_>, after: i64, limit: i64) -> Result<Vec<User>> {
    hand.require(Permission::ManageUsers)?;
    Ok(app.queries.people(hand.tenant(), after, limit)?)
}

/// Lets the person in, or keeps them out: then their sessions end, and none of their keys is accepted. Whether
/// that is a change.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Clash::OwnAccount`], [`Clash::LastAdmin`].
pub fn set_active(app: &Application, hand: &Hand<'_>, user: UserId, active: bool) -> Result<bool> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let before = reached(tx, hand, user)?;
        if !active {
            not_oneself(hand, user)?;
            if before.active && ADMINS.contains(&before.role) {
                not_the_last(tx, hand)?;
            }
        }
        let changed = tx.users().set_active(hand.tenant(), user, active)?;
        if !changed.ok_or(Error::NotFound(Thing::User))? {
            return Ok(false);
        }
        let kind = if active {
            EventKind::UserEnabled
        } else {
            EventKind::UserDisabled
        };
        let mut events = vec![hand.event(app, kind, user.uuid(), now)];
        if !active {
            events.extend(end_sessions(app, tx, hand, user, EndReason::EndedByAdmin, now)?);
        }
        tx.events().append(hand.tenant(), &events)?;
        Ok(true)
    })
}

/// Gives the person another role. It counts with their next request. Whether that is a change.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Clash::OwnAccount`], [`Clash::LastAdmin`].
pub fn set_role(app: &Application, hand: &Hand<'_>, user: UserId, role: Role) -> Result<bool> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let before = reached(tx, hand, user)?;
        if before.role == role {
            return Ok(false);
        }
        not_oneself(hand, user)?;
        may_give(hand, role)?;
        if before.active && ADMINS.contains(&before.role) && !ADMINS.contains(&role) {
            not_the_last(tx, hand)?;
        }
        tx.users().set_role(hand.tenant(), user, role)?;
        let mut event = hand.event(app, EventKind::UserUpdated, user.uuid(), now);
        event.changes.push(FieldChange {
            field: "role".into(),
            before: before.role.key().into(),
            after: role.key().into(),
        });
        tx.events().append(hand.tenant(), &[event])?;
        Ok(true)
    })
}

/// Moves the person to that department, or out of any. It counts with their next request. Whether that is a change.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming the department, when there is no such.
pub fn set_department(
    app: &Application,
    hand: &Hand<'_>,
    user: UserId,
    department: Option<DepartmentId>,
) -> Result<bool> {
    let (now, tenant) = (app.clock.now(), hand.tenant());
    app.store.transact(|tx| {
        let before = reached(tx, hand, user)?;
        if before.department == department {
            return Ok(false);
        }
        if let Some(department) = department
            && tx.departments().find(tenant, department)?.is_none()
        {
            let problem = Problem::UnknownReference { what: "department" };
            return Err(Error::invalid(field::DEPARTMENT, problem));
        }
        tx.users().set_department(tenant, user, department)?;
        let mut event = hand.event(app, EventKind::UserUpdated, user.uuid(), now);
        event.changes = differences([(field::DEPARTMENT, json!(before.department), json!(department))]);
        tx.events().append(tenant, &[event])?;
        Ok(true)
    })
}

/// Gives the person another password. Their sessions end, and a lock goes.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Invalid`] naming `password`.
pub fn set_password(app: &Application, hand: &Hand<'_>, user: UserId, password: &str) -> Result<User> {
    hand.require(Permission::ManageUsers)?;
    app.passwords
        .check_choice(password)
        .map_err(|problem| Error::invalid("password", problem))?;
    // Hashing is slow on purpose and stays outside the transaction.
    let hash = app.passwords.hash(password)?;
    let now = app.clock.now();
    app.store.transact(|tx| {
        let person = reached(tx, hand, user)?;
        tx.users().set_password(hand.tenant(), user, &hash)?;
        tx.sign_in()
            .forget_tries(hand.tenant(), &name_tries(&*app.secrets, person.login.as_str()))?;
        let mut events = vec![hand.event(app, EventKind::PasswordChanged, user.uuid(), now)];
        events.extend(end_sessions(
            app,
            tx,
            hand,
            user,
            EndReason::PasswordChanged,
            now,
        )?);
        tx.events().append(hand.tenant(), &events)?;
        Ok(person)
    })
}

/// Takes away the lock of an account before its time. Whether there was anything to take away.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn unlock(app: &Application, hand: &Hand<'_>, user: UserId) -> Result<bool> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let person = reached(tx, hand, user)?;
        let tries = name_tries(&*app.secrets, person.login.as_str());
        let forgotten = tx.sign_in().forget_tries(hand.tenant(), &tries)?;
        if forgotten {
            let event = hand.event(app, EventKind::UserUnlocked, user.uuid(), now);
            tx.events().append(hand.tenant(), &[event])?;
        }
        Ok(forgotten)
    })
}

/// The account, if this hand reaches so high: only a super admin does anything to a super admin.
fn reached(tx: &mut dyn Tx, hand: &Hand<'_>, user: UserId) -> Result<User> {
    hand.require(Permission::ManageUsers)?;
    let found = tx.users().find(hand.tenant(), user)?;
    let found = found.ok_or(Error::NotFound(Thing::User))?;
    may_give(hand, found.role)?;
    Ok(found)
}

fn may_give(hand: &Hand<'_>, role: Role) -> Result<()> {
    match hand {
        Hand::Person { caller, .. } if caller.role < role => Err(Error::Forbidden(Permission::ManageUsers)),
        Hand::Person { .. } | Hand::Operator(_) => Ok(()),
    }
}

fn not_oneself(hand: &Hand<'_>, user: UserId) -> Result<()> {
    match hand {
        Hand::Person { caller, .. } if caller.user == user => Err(Error::Conflict(Clash::OwnAccount)),
        Hand::Person { .. } | Hand::Operator(_) => Ok(()),
    }
}

fn not_the_last(tx: &mut dyn Tx, hand: &Hand<'_>) -> Result<()> {
    if tx.users().count_active(hand.tenant(), &ADMINS)? > 1 {
        Ok(())
    } else {
        Err(Error::Conflict(Clash::LastAdmin))
    }
}

fn end_sessions(
    app: &Application,
    tx: &mut dyn Tx,
    hand: &Hand<'_>,
    user: UserId,
    reason: EndReason,
    now: Time,
) -> Result<Vec<Event>> {
    let ended = tx.sessions().end_all_of(hand.tenant(), user, None, now, reason)?;
    let told = |session: &tessera_domain::id::SessionId| {
        hand.event(app, EventKind::SessionEnded, session.uuid(), now)
    };
    Ok(ended.iter().map(told).collect())
}
