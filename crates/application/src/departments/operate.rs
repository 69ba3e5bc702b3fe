//! What the operator does with departments.

use super::{create::insert, fields};
use crate::{
    changes::birth,
    command::Application,
    error::{Error, Result, Thing},
    hand::Hand,
};
use tessera_domain::{
    department::Department,
    event::EventKind,
    id::{TenantId, UserId},
    issue::Problem,
    listing::{Page, Window},
    text::Name,
};
use tessera_ports::departments::{DepartmentOrder, DepartmentSheet};

/// A department to be made by the operator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDepartment {
    /// Whose department it is.
    pub tenant: TenantId,
    /// What people see; unique without regard to case.
    pub name: Name,
    /// Who runs it, an active person.
    pub manager: Option<UserId>,
}

/// A department, as the operator names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// By its number.
    Number(i64),
    /// By its name, without regard to case.
    Name(Name),
}

impl Wanted {
    /// What a word means: a number if it is written in digits, else a name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(word: &str) -> std::result::Result<Self, Problem> {
        match word.parse() {
            Ok(number) if word.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Self::Number(number)),
            _ => Name::parse(word).map(Self::Name),
        }
    }
}

/// Makes a department.
///
/// # Errors
/// [`Clash::DepartmentNameTaken`](crate::Clash::DepartmentNameTaken); [`Error::Invalid`] naming the manager, when there
/// is no such active person.
pub fn make(app: &Application, new: &NewDepartment) -> Result<Department> {
    let now = app.clock.now();
    let id = app.ids.make(now);
    app.store.transact(|tx| {
        if let Some(manager) = new.manager
            && tx
                .users()
                .find(new.tenant, manager)?
                .is_none_or(|user| !user.active)
        {
            let problem = Problem::UnknownReference { what: "active user" };
            return Err(Error::invalid(super::field::MANAGER, problem));
        }
        let department = insert(tx, new.tenant, id, &new.name, new.manager)?;
        let mut event = Hand::Operator(new.tenant).event(app, EventKind::DepartmentCreated, id.uuid(), now);
        event.changes = birth(fields(&department));
        tx.events().append(new.tenant, &[event])?;
        Ok(department)
    })
}

/// The department that is meant.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(app: &Application, tenant: TenantId, wanted: &Wanted) -> Result<Department> {
    app.store.transact(|tx| {
        let found = match wanted {
            Wanted::Number(number) => tx.departments().by_number(tenant, *number)?,
            Wanted::Name(name) => tx.departments().by_name(tenant, name)?,
        };
        found.ok_or(Error::NotFound(Thing::Department))
    })
}

/// The wanted part of the tenant's departments, by number.
///
/// # Errors
/// When storage fails.
pub fn list_all(app: &Application, tenant: TenantId, window: Window) -> Result<Page<DepartmentSheet>> {
    Ok(app.queries.departments(tenant, DepartmentOrder::Number, window)?)
}
