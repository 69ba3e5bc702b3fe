//! Making a project with its board.

use super::written;
use crate::{
    changes::birth,
    command::{Command, Scene},
    error::{Clash, Error, Result},
    tenants::create::{NewProject, insert_project},
};
use serde_json::json;
use tessera_domain::{
    event::EventKind,
    id::{TenantId, UserId},
    project::{Member, MemberRole, Project, ProjectKey},
    text::{Description, Name},
    time::Time,
    user::Permission,
    visibility::ProjectSight,
};
use tessera_ports::{StoreError, error::Unique, queries::ProjectSheet, tx::Tx, world::Ids};

/// Makes a project. The caller becomes a member and its superadmin, and the board gets the usual columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateProject {
    /// `HELP`, unique in the tenant.
    pub key: ProjectKey,
    /// What people see.
    pub name: Name,
    /// What it is about.
    pub description: Option<Description>,
}

impl Command for CreateProject {
    type Outcome = ProjectSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<ProjectSheet> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::CreateTickets)?;
        if scene.caller.project_sight() == ProjectSight::Nothing {
            return Err(Error::NotMember);
        }
        let founder = Founder {
            tenant,
            user: scene.caller.user,
            ids: scene.ids,
            now: scene.now,
        };
        let project = found(tx, &founder, self)?;
        let made = scene.event_apart(
            EventKind::ProjectCreated,
            project.id.uuid(),
            birth([("key", json!(project.key)), ("name", json!(project.name))]),
        );
        let sheet = written(tx.boards().project_sheet(tenant, project.id)?)?;
        tx.events().append(tenant, &[made])?;
        Ok(sheet)
    }
}

/// Who makes a project, and when.
pub(crate) struct Founder<'f> {
    /// Whose project it is.
    pub tenant: TenantId,
    /// The person, who becomes a member and superadmin.
    pub user: UserId,
    /// Chance, for ids.
    pub ids: &'f dyn Ids,
    /// The moment.
    pub now: Time,
}

/// Makes the project for whoever it is, without telling of it.
pub(crate) fn found(tx: &mut dyn Tx, founder: &Founder<'_>, wanted: &CreateProject) -> Result<Project> {
    let tenant = founder.tenant;
    let statuses = tx.lists().statuses(tenant)?;
    let new = NewProject {
        key: wanted.key.clone(),
        name: wanted.name.clone(),
        description: wanted.description.clone(),
        default: false,
        created_by: Some(founder.user),
    };
    let project = insert_project(tx, tenant, new, &statuses, founder.ids, founder.now);
    let project = project.map_err(|error| match error {
        Error::Store(error) => key_taken(error),
        other => other,
    })?;
    let member = Member {
        user: founder.user,
        role: MemberRole::SuperAdmin,
        added_at: founder.now,
    };
    tx.boards().set_member(tenant, project.id, &member)?;
    Ok(project)
}

/// A key that another project has is the caller's to change.
pub(super) fn key_taken(error: StoreError) -> Error {
    match error {
        StoreError::Taken(Unique::ProjectKey) => Error::Conflict(Clash::ProjectKeyTaken),
        other => other.into(),
    }
}
