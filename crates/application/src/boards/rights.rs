//! Who may do what to a project, its board and its tags.

use super::field;
use crate::{
    command::Scene,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    id::ProjectId,
    issue::Problem,
    project::{MemberRole, Project},
};
use tessera_ports::tx::Tx;

/// Where the caller named a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Named {
    /// In the address.
    InPath,
    /// In the body.
    InBody,
}

/// The project of that number, if the caller sees it.
pub(crate) fn named(tx: &mut dyn Tx, scene: &Scene<'_>, number: i64, place: Named) -> Result<Project> {
    let caller = scene.caller;
    let found = tx
        .boards()
        .project(caller.tenant, caller.project_sight(), number)?;
    found.ok_or_else(|| match place {
        Named::InPath => Error::NotFound(Thing::Project),
        Named::InBody => unknown(number),
    })
}

/// The error of a body that names a project that the caller does not see.
pub(super) fn unknown(number: i64) -> Error {
    let problem = Problem::UnknownNumber {
        what: "project",
        number,
    };
    Error::invalid(field::PROJECT, problem)
}

/// Goes on only if the caller is a member of the project, or an admin.
pub(crate) fn require_member(tx: &mut dyn Tx, scene: &Scene<'_>, project: ProjectId) -> Result<()> {
    match role(tx, scene, project)? {
        Some(MemberRole::Member | MemberRole::SuperAdmin) => Ok(()),
        None => Err(Error::NotMember),
    }
}

/// Goes on only if the caller is a superadmin of the project, or an admin.
pub(crate) fn require_superadmin(tx: &mut dyn Tx, scene: &Scene<'_>, project: ProjectId) -> Result<()> {
    match role(tx, scene, project)? {
        Some(MemberRole::SuperAdmin) => Ok(()),
        Some(MemberRole::Member) | None => Err(Error::NotSuperadmin),
    }
}

/// The caller's part in the project. Admins have the greatest in every one.
fn role(tx: &mut dyn Tx, scene: &Scene<'_>, project: ProjectId) -> Result<Option<MemberRole>> {
    let caller = scene.caller;
    if caller.is_superuser() {
        return Ok(Some(MemberRole::SuperAdmin));
    }
    Ok(tx.boards().role_of(caller.tenant, project, caller.user)?)
}
