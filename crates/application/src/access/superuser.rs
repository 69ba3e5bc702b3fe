//! Whom the development key stands for.

use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    tenant::{Tenant, TenantState},
    user::Role,
};

/// The active admin with the lowest number or, if there is none, the active person with the lowest. Only the
/// development key may ask, because nobody has proven to be this person.
///
/// # Errors
/// [`Error::Unauthenticated`] when there is nobody, or the tenant is closed.
pub fn first_superuser(app: &Application, tenant: &Tenant) -> Result<Caller> {
    if tenant.state != TenantState::Active {
        return Err(Error::Unauthenticated);
    }
    let admin = app
        .queries
        .first_person(tenant.id, &[Role::Admin, Role::SuperAdmin])?;
    let person = match admin {
        Some(admin) => Some(admin),
        None => app.queries.first_person(tenant.id, &Role::ALL)?,
    };
    let person = person.ok_or(Error::Unauthenticated)?;
    Ok(Caller {
        tenant: tenant.id,
        user: person.id,
        kind: CallerKind::Person,
        // There is no credential that repeated requests could belong to but the person.
        credential: person.id.uuid().into(),
        session: None,
        role: person.role,
        permissions: person.permissions(),
        department: person.department,
    })
}
