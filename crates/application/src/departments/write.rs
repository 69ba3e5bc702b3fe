//! Writing departments, whoever does it. What is told of it is given back.

use super::{fields, name_taken};
use crate::{
    changes::{birth, differences, end},
    error::{Clash, Error, Result},
};
use tessera_domain::{
    department::{Department, DepartmentPatch},
    event::FieldChange,
    id::{DepartmentId, TenantId, UserId},
    text::Name,
};
use tessera_ports::{StoreError, counters, tx::Tx};

/// Stores the new department under the tenant's next number.
pub(super) fn insert(
    tx: &mut dyn Tx,
    tenant: TenantId,
    id: DepartmentId,
    name: &Name,
    manager: Option<UserId>,
) -> Result<(Department, Vec<FieldChange>)> {
    let department = Department {
        id,
        number: tx.counters().take(tenant, counters::DEPARTMENT, 1)?,
        name: name.clone(),
        manager,
        version: 1,
    };
    tx.departments().insert(tenant, &department).map_err(name_taken)?;
    let told = birth(fields(&department));
    Ok((department, told))
}

/// Changes what is named. Nothing is stored and nothing told where that changes nothing.
pub(super) fn update(
    tx: &mut dyn Tx,
    tenant: TenantId,
    before: &Department,
    wanted: &DepartmentPatch,
) -> Result<Option<(Department, Vec<FieldChange>)>> {
    let mut after = before.clone();
    if !after.apply(wanted) {
        return Ok(None);
    }
    tx.departments().update(tenant, &after).map_err(name_taken)?;
    let both = fields(before).into_iter().zip(fields(&after));
    let told = differences(both.map(|((field, before), (_, after))| (field, before, after)));
    Ok(Some((after, told)))
}

/// Takes it away, if no ticket and nobody belongs to it.
pub(super) fn remove(tx: &mut dyn Tx, tenant: TenantId, department: &Department) -> Result<Vec<FieldChange>> {
    if tx.departments().is_in_use(tenant, department.id)? {
        return Err(Error::Conflict(Clash::DepartmentInUse));
    }
    let removed = tx.departments().remove(tenant, department.id);
    // A ticket may have come since it was looked.
    removed.map_err(|error| match error {
        StoreError::Dangling(_) => Error::Conflict(Clash::DepartmentInUse),
        other => other.into(),
    })?;
    Ok(end(fields(department)))
}
