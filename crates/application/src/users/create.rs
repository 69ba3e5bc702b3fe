//! Making an account.

use super::field;
use crate::{
    command::Application,
    error::{Clash, Error, Result},
    hand::Hand,
};
use tessera_domain::{
    event::EventKind,
    id::{DepartmentId, TenantId},
    issue::Problem,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{StoreError, counters, error::Unique, tx::Tx};

/// An account to be made by the operator.
#[derive(Clone)]
pub struct NewUser {
    /// Whose account it is.
    pub tenant: TenantId,
    /// The name to sign in with.
    pub login: Login,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// What the person is.
    pub role: Role,
    /// Rights beyond the role's own.
    pub extra: Permissions,
    /// The department that the person belongs to.
    pub department: Option<DepartmentId>,
    /// The password. Without one nobody can sign in by password.
    pub password: Option<String>,
}

/// Makes the account.
///
/// # Errors
/// [`Clash::LoginTaken`]; [`Error::Invalid`] naming the department, when there is no such.
pub fn create(app: &Application, new: &NewUser) -> Result<User> {
    let now = app.clock.now();
    // Hashing is slow on purpose and stays outside the transaction.
    let hash = new
        .password
        .as_deref()
        .map(|password| app.passwords.hash(password))
        .transpose()?;
    let id = app.ids.make(now);
    app.store.transact(|tx| {
        if let Some(department) = new.department
            && tx.departments().find(new.tenant, department)?.is_none()
        {
            let problem = Problem::UnknownReference { what: "department" };
            return Err(Error::invalid(field::DEPARTMENT, problem));
        }
        let number = tx.counters().take(new.tenant, counters::USER, 1)?;
        let user = User {
            tenant: new.tenant,
            id,
            number,
            login: new.login.clone(),
            first_name: new.first_name.clone(),
            last_name: new.last_name.clone(),
            email: new.email.clone(),
            role: new.role,
            extra: new.extra,
            department: new.department,
            active: true,
            created_at: now,
        };
        store(tx, &user, hash.as_deref())?;
        let (kind, subject) = (EventKind::UserCreated, user.id.uuid());
        let event = Hand::Operator(new.tenant).event(app, kind, subject, now);
        tx.events().append(new.tenant, &[event])?;
        Ok(user)
    })
}

fn store(tx: &mut dyn Tx, user: &User, hash: Option<&str>) -> Result<()> {
    tx.users()
        .insert(user.tenant, user)
        .map_err(|error| match error {
            StoreError::Taken(Unique::UserLogin) => Error::Conflict(Clash::LoginTaken),
            other => Error::from(other),
        })?;
    if let Some(hash) = hash {
        tx.users().set_password(user.tenant, user.id, hash)?;
    }
    Ok(())
}
