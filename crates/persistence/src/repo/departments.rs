//! Departments.

use super::{
    Repo,
    filter::Condition,
    people::{CARD, Card, card},
};
use crate::{
    dialect::failed,
    fragments::{Joined, Locked, Paging, among},
    reads::DepartmentReads,
    schema::{departments, tickets, users},
    types::{Key, corrupt, key},
};
use diesel::{
    dsl::{count_star, exists},
    prelude::*,
};
use std::collections::HashMap;
use tessera_domain::{
    department::Department,
    id::{DepartmentId, TenantId},
    listing::{Page, Window},
    text::Name,
};
use tessera_ports::{
    StoreError, StoreResult,
    departments::{DepartmentOrder, DepartmentSheet, Departments},
};

/// What is shown of a department.
#[derive(Queryable, Selectable)]
#[diesel(table_name = departments)]
struct DepartmentRow {
    id: Key,
    number: i64,
    name: String,
    manager_id: Option<Key>,
    version: i64,
}

impl TryFrom<DepartmentRow> for Department {
    type Error = StoreError;

    fn try_from(row: DepartmentRow) -> Result<Self, StoreError> {
        let bad = corrupt("departments", row.id);
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            manager: row.manager_id.map(Key::id),
            version: row.version,
        })
    }
}

/// Everything about a department that may change.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = departments, treat_none_as_default_value = false, treat_none_as_null = true)]
struct DepartmentChange<'r> {
    name: &'r str,
    name_folded: String,
    manager_id: Option<Key>,
    version: i64,
}

impl<'r> From<&'r Department> for DepartmentChange<'r> {
    fn from(department: &'r Department) -> Self {
        Self {
            name: department.name.as_str(),
            name_folded: Department::folded(&department.name),
            manager_id: department.manager.map(key),
            version: department.version,
        }
    }
}

/// Departments joined to who runs them.
macro_rules! sheets {
    ($wanted:expr) => {
        departments::table
            .left_join(
                users::table.on(users::tenant_id
                    .eq(departments::tenant_id)
                    .and(users::id.nullable().eq(departments::manager_id))),
            )
            .filter(Joined($wanted))
            .select((DepartmentRow::as_select(), CARD.nullable()))
    };
}

type SheetRow = (DepartmentRow, Option<Card>);

fn of(tenant: TenantId) -> Condition<departments::table> {
    Box::new(departments::tenant_id.eq(key(tenant)))
}

/// The one wanted department of the tenant, which nobody else can change until the transaction ends.
fn held(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<departments::table>,
) -> StoreResult<Option<Department>> {
    let query = departments::table
        .filter(of(tenant))
        .filter(wanted)
        .select(DepartmentRow::as_select());
    let row = Locked(query)
        .get_result::<DepartmentRow>(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Department::try_from).transpose()
}

/// The one wanted department of the tenant, with who runs it and how many belong to it.
fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<departments::table>,
) -> StoreResult<Option<DepartmentSheet>> {
    let meant: Condition<departments::table> = Box::new(BoolExpressionMethods::and(of(tenant), wanted));
    let rows = sheets!(meant).load::<SheetRow>(repo.conn).map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// Adds how many people belong to them.
fn complete(repo: &mut Repo<'_>, tenant: TenantId, rows: Vec<SheetRow>) -> StoreResult<Vec<DepartmentSheet>> {
    let ids: Vec<Key> = rows.iter().map(|(department, _)| department.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let belonging = users::department_id.assume_not_null();
    let people: HashMap<Key, i64> = users::table
        .filter(users::tenant_id.eq(key(tenant)).and(among(belonging, ids)))
        .group_by(users::department_id)
        .select((belonging, count_star()))
        .load::<(Key, i64)>(repo.conn)
        .map_err(failed)?
        .into_iter()
        .collect();
    let sheet = |(row, manager): SheetRow| {
        Ok(DepartmentSheet {
            people: people.get(&row.id).copied().unwrap_or_default(),
            department: row.try_into()?,
            manager: manager.map(card),
        })
    };
    rows.into_iter().map(sheet).collect()
}

impl Departments for Repo<'_> {
    fn find(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<Option<Department>> {
        let row = departments::table
            .filter(
                departments::tenant_id
                    .eq(key(tenant))
                    .and(departments::id.eq(key(id))),
            )
            .select(DepartmentRow::as_select())
            .get_result::<DepartmentRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Department::try_from).transpose()
    }

    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Department>> {
        held(self, tenant, Box::new(departments::number.eq(number)))
    }

    fn by_name(&mut self, tenant: TenantId, name: &Name) -> StoreResult<Option<Department>> {
        let folded = Department::folded(name);
        held(self, tenant, Box::new(departments::name_folded.eq(folded)))
    }

    fn sheet(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<Option<DepartmentSheet>> {
        one(self, tenant, Box::new(departments::id.eq(key(id))))
    }

    fn insert(&mut self, tenant: TenantId, department: &Department) -> StoreResult<()> {
        let row = (
            departments::tenant_id.eq(key(tenant)),
            departments::id.eq(key(department.id)),
            departments::number.eq(department.number),
            DepartmentChange::from(department),
        );
        diesel::insert_into(departments::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn update(&mut self, tenant: TenantId, department: &Department) -> StoreResult<()> {
        let row = departments::table.filter(
            departments::tenant_id
                .eq(key(tenant))
                .and(departments::id.eq(key(department.id)))
                .and(departments::version.eq(department.version - 1)),
        );
        let updated = diesel::update(row)
            .set(DepartmentChange::from(department))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    fn is_in_use(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<bool> {
        let handled = tickets::table.filter(
            tickets::tenant_id
                .eq(key(tenant))
                .and(tickets::department_id.assume_not_null().eq(key(id))),
        );
        let belonging = users::table.filter(
            users::tenant_id
                .eq(key(tenant))
                .and(users::department_id.assume_not_null().eq(key(id))),
        );
        diesel::select(exists(handled).or(exists(belonging)))
            .get_result(self.conn)
            .map_err(failed)
    }

    fn remove(&mut self, tenant: TenantId, id: DepartmentId) -> StoreResult<()> {
        let row = departments::table.filter(
            departments::tenant_id
                .eq(key(tenant))
                .and(departments::id.eq(key(id))),
        );
        diesel::delete(row).execute(self.conn).map(drop).map_err(failed)
    }
}

impl DepartmentReads for Repo<'_> {
    fn departments(
        &mut self,
        tenant: TenantId,
        order: DepartmentOrder,
        window: Window,
    ) -> StoreResult<Page<DepartmentSheet>> {
        let total = departments::table
            .filter(of(tenant))
            .count()
            .get_result(self.conn)
            .map_err(failed)?;
        let wanted = sheets!(of(tenant));
        let rows = match order {
            DepartmentOrder::Name => wanted
                .order(departments::name_folded)
                .part(window, 0)
                .load::<SheetRow>(self.conn),
            DepartmentOrder::Number => wanted
                .order(departments::number)
                .part(window, 0)
                .load::<SheetRow>(self.conn),
        };
        let items = complete(self, tenant, rows.map_err(failed)?)?;
        Ok(Page {
            items,
            total,
            next: None,
        })
    }

    fn department(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<DepartmentSheet>> {
        one(self, tenant, Box::new(departments::number.eq(number)))
    }
}
