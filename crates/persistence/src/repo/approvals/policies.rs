//! Policies.

use super::{
    super::{Repo, filter::Condition},
    sheets::people,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Locked, Paging},
    schema::{approval_policies as policies, departments},
    types::{Doc, Key, corrupt, doc, key},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep},
    id::{PolicyId, TenantId, UserId},
    listing::{Page, Window},
    priority::Rank,
    text::Name,
    ticket::Kind,
    user::Role,
};
use tessera_ports::{StoreError, StoreResult, approvals::PolicySheet, queries::DepartmentLabel};
use uuid::Uuid;

/// How many policies are looked at for a new ticket.
const MOST: i64 = 1_000;

#[derive(Queryable, Selectable)]
#[diesel(table_name = policies)]
struct PolicyRow {
    id: Key,
    number: i64,
    name: String,
    kinds: Doc,
    department_id: Option<Key>,
    ranks: Doc,
    active: bool,
    steps: Doc,
    version: i64,
}

/// A step as it stands in the document: a person, else a role, else whoever manages the department.
#[derive(Serialize, Deserialize)]
struct StoredStep {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    hours: i64,
}

impl From<&PolicyStep> for StoredStep {
    fn from(step: &PolicyStep) -> Self {
        let (user, role) = match step.approver {
            Approver::User(user) => (Some(user.uuid()), None),
            Approver::Role(role) => (None, Some(role.key().to_owned())),
            Approver::DepartmentManager => (None, None),
        };
        Self {
            user,
            role,
            hours: step.hours.get().into(),
        }
    }
}

impl TryFrom<PolicyRow> for Policy {
    type Error = StoreError;

    fn try_from(row: PolicyRow) -> Result<Self, StoreError> {
        let bad = corrupt("approval_policies", row.id);
        let kinds: Vec<String> = row.kinds.parse().map_err(|error| bad("kinds", &error))?;
        let ranks: Vec<i16> = row.ranks.parse().map_err(|error| bad("ranks", &error))?;
        let steps: Vec<StoredStep> = row.steps.parse().map_err(|error| bad("steps", &error))?;
        let kind = |word: &String| Kind::from_key(word).ok_or_else(|| bad("kinds", word));
        let rank = |rank: &i16| Rank::new(*rank).ok_or_else(|| bad("ranks", rank));
        let step = |step: &StoredStep| {
            let approver = match (step.user, &step.role) {
                (Some(user), _) => Approver::User(user.into()),
                (None, Some(word)) => Approver::Role(Role::from_key(word).ok_or_else(|| bad("steps", word))?),
                (None, None) => Approver::DepartmentManager,
            };
            let hours = DueHours::parse(step.hours).map_err(|problem| bad("steps", &problem))?;
            Ok(PolicyStep { approver, hours })
        };
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            kinds: kinds.iter().map(kind).collect::<StoreResult<_>>()?,
            department: row.department_id.map(Key::id),
            ranks: ranks.iter().map(rank).collect::<StoreResult<_>>()?,
            active: row.active,
            steps: steps.iter().map(step).collect::<StoreResult<_>>()?,
            version: row.version,
        })
    }
}

/// Everything about a policy that may change.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = policies, treat_none_as_default_value = false, treat_none_as_null = true)]
struct PolicyChange<'r> {
    name: &'r str,
    kinds: Doc,
    department_id: Option<Key>,
    ranks: Doc,
    active: bool,
    steps: Doc,
    version: i64,
}

impl<'r> From<&'r Policy> for PolicyChange<'r> {
    fn from(policy: &'r Policy) -> Self {
        let kinds: Vec<&str> = policy.kinds.iter().map(|kind| kind.key()).collect();
        let ranks: Vec<i16> = policy.ranks.iter().map(|rank| rank.get()).collect();
        let steps: Vec<StoredStep> = policy.steps.iter().map(StoredStep::from).collect();
        Self {
            name: policy.name.as_str(),
            kinds: doc(&kinds),
            department_id: policy.department.map(key),
            ranks: doc(&ranks),
            active: policy.active,
            steps: doc(&steps),
            version: policy.version,
        }
    }
}

/// Policies joined to their departments.
macro_rules! sheets {
    ($wanted:expr) => {
        policies::table
            .left_join(
                departments::table.on(departments::tenant_id
                    .eq(policies::tenant_id)
                    .and(departments::id.nullable().eq(policies::department_id))),
            )
            .filter(Joined($wanted))
            .select((
                Joined(PolicyRow::as_select()),
                (departments::id, departments::number, departments::name).nullable(),
            ))
    };
}

type SheetRow = (PolicyRow, Option<(Key, i64, String)>);

fn of(tenant: TenantId) -> Condition<policies::table> {
    Box::new(policies::tenant_id.eq(key(tenant)))
}

macro_rules! row_of {
    ($tenant:expr, $id:expr) => {
        policies::table.filter(
            policies::tenant_id
                .eq(key($tenant))
                .and(policies::id.eq(key($id))),
        )
    };
}

pub fn active(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Vec<Policy>> {
    let rows = policies::table
        .filter(policies::tenant_id.eq(key(tenant)).and(policies::active.eq(true)))
        .order(policies::number)
        .select(PolicyRow::as_select())
        .first_rows(MOST)
        .load::<PolicyRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(Policy::try_from).collect()
}

pub fn held(repo: &mut Repo<'_>, tenant: TenantId, number: i64) -> StoreResult<Option<Policy>> {
    let query = policies::table
        .filter(
            policies::tenant_id
                .eq(key(tenant))
                .and(policies::number.eq(number)),
        )
        .select(PolicyRow::as_select());
    let row = Locked(query)
        .get_result::<PolicyRow>(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(Policy::try_from).transpose()
}

pub fn insert(repo: &mut Repo<'_>, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
    let row = (
        policies::tenant_id.eq(key(tenant)),
        policies::id.eq(key(policy.id)),
        policies::number.eq(policy.number),
        PolicyChange::from(policy),
    );
    diesel::insert_into(policies::table)
        .values(row)
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}

pub fn update(repo: &mut Repo<'_>, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
    let row = row_of!(tenant, policy.id).filter(policies::version.eq(policy.version - 1));
    let updated = diesel::update(row)
        .set(PolicyChange::from(policy))
        .execute(repo.conn)
        .map_err(failed)?;
    if updated == 1 {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

pub fn remove(repo: &mut Repo<'_>, tenant: TenantId, id: PolicyId) -> StoreResult<()> {
    diesel::delete(row_of!(tenant, id))
        .execute(repo.conn)
        .map(drop)
        .map_err(failed)
}

pub fn by_id(repo: &mut Repo<'_>, tenant: TenantId, id: PolicyId) -> StoreResult<Option<PolicySheet>> {
    one(repo, tenant, Box::new(policies::id.eq(key(id))))
}

pub fn by_number(repo: &mut Repo<'_>, tenant: TenantId, number: i64) -> StoreResult<Option<PolicySheet>> {
    one(repo, tenant, Box::new(policies::number.eq(number)))
}

fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<policies::table>,
) -> StoreResult<Option<PolicySheet>> {
    let meant: Condition<policies::table> = Box::new(BoolExpressionMethods::and(of(tenant), wanted));
    let rows = sheets!(meant).load::<SheetRow>(repo.conn).map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// The wanted part of them by number, and how many there are, in three statements.
pub fn page(repo: &mut Repo<'_>, tenant: TenantId, window: Window) -> StoreResult<Page<PolicySheet>> {
    let total = policies::table
        .filter(of(tenant))
        .count()
        .get_result(repo.conn)
        .map_err(failed)?;
    let rows = sheets!(of(tenant))
        .order(policies::number)
        .part(window, 0)
        .load::<SheetRow>(repo.conn)
        .map_err(failed)?;
    Ok(Page {
        items: complete(repo, tenant, rows)?,
        total,
        next: None,
    })
}

/// Adds the people whom their steps name.
fn complete(repo: &mut Repo<'_>, tenant: TenantId, rows: Vec<SheetRow>) -> StoreResult<Vec<PolicySheet>> {
    let mut parts = Vec::with_capacity(rows.len());
    for (row, department) in rows {
        parts.push((Policy::try_from(row)?, department));
    }
    let wanted = parts.iter().flat_map(|(policy, _)| named(policy)).map(key);
    let known = people(repo, tenant, wanted.collect())?;
    let sheet = |(policy, department): (Policy, Option<(Key, i64, String)>)| {
        let mut people = Vec::new();
        for user in named(&policy) {
            let card = known.get(&key(user)).cloned();
            people.extend(card.filter(|card| !people.contains(card)));
        }
        PolicySheet {
            policy,
            department: department.map(|(id, number, name)| DepartmentLabel {
                id: id.id(),
                number,
                name,
            }),
            people,
        }
    };
    Ok(parts.into_iter().map(sheet).collect())
}

fn named(policy: &Policy) -> Vec<UserId> {
    let user = |step: &PolicyStep| match step.approver {
        Approver::User(user) => Some(user),
        Approver::Role(_) | Approver::DepartmentManager => None,
    };
    policy.steps.iter().filter_map(user).collect()
}
