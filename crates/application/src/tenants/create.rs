//! Opening a tenant, complete with the lists that tickets need.

use crate::{
    command::Application,
    error::{Clash, Error, Result},
    hand::Hand,
};
use tessera_domain::{
    event::EventKind,
    id::{TenantId, UserId},
    issue::Problem,
    priority::{self, Priority},
    project::{Color, Column, DEFAULT_COLUMNS, Project, ProjectKey},
    status::{self, Status},
    tenant::{Slug, Tenant, TenantState},
    text::{Description, Name},
    time::Time,
};
use tessera_ports::{StoreError, counters, error::Unique, tx::Tx, world::Ids};

/// Opens a tenant with the default statuses and priorities and a default project with its board.
///
/// # Errors
/// [`Clash::SlugTaken`].
pub fn create(app: &Application, slug: &Slug, name: &Name) -> Result<Tenant> {
    let now = app.clock.now();
    let tenant = Tenant {
        id: app.ids.make(now),
        slug: slug.clone(),
        name: name.clone(),
        state: TenantState::Active,
        host: None,
        enrolment: None,
        records_bodies: false,
        created_at: now,
    };
    app.store.transact(|tx| {
        tx.tenants().insert(&tenant).map_err(|error| match error {
            StoreError::Taken(Unique::TenantSlug) => Error::Conflict(Clash::SlugTaken),
            other => Error::from(other),
        })?;
        let statuses = insert_statuses(tx, tenant.id, &*app.ids, now)?;
        insert_priorities(tx, tenant.id, &*app.ids, now)?;
        let help = NewProject {
            key: ProjectKey::parse("HELP").map_err(|problem| bug(&problem))?,
            name: Name::parse("Help desk").map_err(|problem| bug(&problem))?,
            description: None,
            default: true,
            created_by: None,
        };
        insert_project(tx, tenant.id, help, &statuses, &*app.ids, now)?;
        let (kind, subject) = (EventKind::TenantCreated, tenant.id.uuid());
        let opened = Hand::Operator(tenant.id).event(app, kind, subject, now);
        tx.events().append(tenant.id, &[opened])?;
        Ok(tenant.clone())
    })
}

fn insert_statuses(tx: &mut dyn Tx, tenant: TenantId, ids: &dyn Ids, now: Time) -> Result<Vec<Status>> {
    let mut statuses = Vec::with_capacity(status::DEFAULTS.len());
    for (position, (key, name, category)) in (0..).zip(status::DEFAULTS) {
        let name = Name::parse(name).map_err(|problem| bug(&problem))?;
        let status = Status {
            id: ids.make(now),
            key: key.into(),
            name,
            category,
            position,
            initial: position == 0,
        };
        tx.lists().insert_status(tenant, &status)?;
        statuses.push(status);
    }
    Ok(statuses)
}

fn insert_priorities(tx: &mut dyn Tx, tenant: TenantId, ids: &dyn Ids, now: Time) -> Result<()> {
    for (key, name, rank) in priority::DEFAULTS {
        let name = Name::parse(name).map_err(|problem| bug(&problem))?;
        tx.lists().insert_priority(
            tenant,
            &Priority {
                id: ids.make(now),
                key: key.into(),
                name,
                rank,
            },
        )?;
    }
    Ok(())
}

/// A project to be made.
pub(crate) struct NewProject {
    pub key: ProjectKey,
    pub name: Name,
    pub description: Option<Description>,
    pub default: bool,
    pub created_by: Option<UserId>,
}

/// Makes a project with the default columns, each over the tenant's status of its key.
pub(crate) fn insert_project(
    tx: &mut dyn Tx,
    tenant: TenantId,
    new: NewProject,
    statuses: &[Status],
    ids: &dyn Ids,
    now: Time,
) -> Result<Project> {
    let number = tx.counters().take(tenant, counters::PROJECT, 1)?;
    let project = Project {
        id: ids.make(now),
        number,
        key: new.key,
        name: new.name,
        description: new.description,
        default: new.default,
        created_by: new.created_by,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let amount = i64::try_from(DEFAULT_COLUMNS.len()).unwrap_or_default();
    let first = tx.counters().take(tenant, counters::COLUMN, amount)?;
    let mut columns = Vec::with_capacity(DEFAULT_COLUMNS.len());
    for (position, default) in (0..).zip(DEFAULT_COLUMNS) {
        let key = default.status;
        let status = statuses.iter().find(|status| status.key == key);
        let status = status.ok_or_else(|| StoreError::Failed(format!("the tenant has no status {key}")))?;
        columns.push(Column {
            id: ids.make(now),
            project: project.id,
            number: first + i64::from(position),
            name: Name::parse(default.name).map_err(|problem| bug(&problem))?,
            position,
            color: Color::parse(default.color).map_err(|problem| bug(&problem))?,
            status: status.id,
            category: status.category,
            created_at: now,
            updated_at: now,
            version: 1,
        });
    }
    tx.lists().insert_project(tenant, &project, &columns)?;
    Ok(project)
}

/// The default names keep the rules; one that does not is a fault of ours.
fn bug(problem: &Problem) -> Error {
    Error::Store(StoreError::Failed(format!(
        "a default name breaks a rule: {problem}"
    )))
}
