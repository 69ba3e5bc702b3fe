//! What the operator does with departments.

use super::{field, write};
use crate::{
    command::Application,
    error::{Error, Result, Thing},
    hand::Hand,
};
use tessera_domain::{
    department::{Department, DepartmentPatch},
    event::{Event, EventKind, FieldChange},
    id::{TenantId, UserId},
    issue::Problem,
    listing::{Page, Window},
    text::Name,
    time::Time,
};
use tessera_ports::{
    departments::{DepartmentOrder, DepartmentSheet},
    tx::Tx,
};

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

/// Makes a department, which an active person may run.
///
/// # Errors
/// [`Clash::DepartmentNameTaken`](crate::Clash::DepartmentNameTaken); [`Error::Invalid`] naming the manager, when there
/// is no such active person.
pub fn make(app: &Application, tenant: TenantId, name: &Name, manager: Option<UserId>) -> Result<Department> {
    let now = app.clock.now();
    let id = app.ids.make(now);
    app.store.transact(|tx| {
        check_manager(tx, tenant, manager)?;
        let (department, told) = write::insert(tx, tenant, id, name, manager)?;
        let event = event(
            app,
            tenant,
            EventKind::DepartmentCreated,
            (&department, told),
            now,
        );
        tx.events().append(tenant, &[event])?;
        Ok(department)
    })
}

/// Changes what is named of the department that is meant. Whether that is a change, and the department after it.
///
/// # Errors
/// [`Error::NotFound`], and those of [`make`].
pub fn alter(
    app: &Application,
    tenant: TenantId,
    meant: &Wanted,
    wanted: &DepartmentPatch,
) -> Result<(bool, Department)> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let before = held(tx, tenant, meant)?;
        check_manager(tx, tenant, wanted.manager.value().copied())?;
        let Some((after, told)) = write::update(tx, tenant, &before, wanted)? else {
            return Ok((false, before));
        };
        let event = event(app, tenant, EventKind::DepartmentUpdated, (&after, told), now);
        tx.events().append(tenant, &[event])?;
        Ok((true, after))
    })
}

/// Takes the department that is meant away, if no ticket and nobody belongs to it. The department as it was.
///
/// # Errors
/// [`Error::NotFound`], [`Clash::DepartmentInUse`](crate::Clash::DepartmentInUse).
pub fn remove(app: &Application, tenant: TenantId, meant: &Wanted) -> Result<Department> {
    let now = app.clock.now();
    app.store.transact(|tx| {
        let department = held(tx, tenant, meant)?;
        let told = write::remove(tx, tenant, &department)?;
        let event = event(
            app,
            tenant,
            EventKind::DepartmentRemoved,
            (&department, told),
            now,
        );
        tx.events().append(tenant, &[event])?;
        Ok(department)
    })
}

/// The department that is meant.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(app: &Application, tenant: TenantId, meant: &Wanted) -> Result<Department> {
    app.store.transact(|tx| held(tx, tenant, meant))
}

/// The wanted part of the tenant's departments, by number.
///
/// # Errors
/// When storage fails.
pub fn list_all(app: &Application, tenant: TenantId, window: Window) -> Result<Page<DepartmentSheet>> {
    Ok(app.queries.departments(tenant, DepartmentOrder::Number, window)?)
}

fn held(tx: &mut dyn Tx, tenant: TenantId, meant: &Wanted) -> Result<Department> {
    let found = match meant {
        Wanted::Number(number) => tx.departments().by_number(tenant, *number)?,
        Wanted::Name(name) => tx.departments().by_name(tenant, name)?,
    };
    found.ok_or(Error::NotFound(Thing::Department))
}

/// Goes on only if who is to run a department, if anybody is, is there and active.
fn check_manager(tx: &mut dyn Tx, tenant: TenantId, manager: Option<UserId>) -> Result<()> {
    let Some(manager) = manager else { return Ok(()) };
    if tx.users().find(tenant, manager)?.is_some_and(|user| user.active) {
        return Ok(());
    }
    let problem = Problem::UnknownReference { what: "active user" };
    Err(Error::invalid(field::MANAGER, problem))
}

fn event(
    app: &Application,
    tenant: TenantId,
    kind: EventKind,
    (department, changes): (&Department, Vec<FieldChange>),
    now: Time,
) -> Event {
    Event {
        changes,
        ..Hand::Operator(tenant).event(app, kind, department.id.uuid(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_digits_is_a_number_and_any_other_a_name() {
        let name = |text: &str| Ok(Wanted::Name(Name::parse(text).unwrap()));
        assert_eq!(Wanted::parse("12"), Ok(Wanted::Number(12)));
        for word in ["IT Department", "+12", "-1", "12a", "99999999999999999999"] {
            assert_eq!(Wanted::parse(word), name(word), "{word}");
        }
        assert!(Wanted::parse("").is_err());
    }
}
