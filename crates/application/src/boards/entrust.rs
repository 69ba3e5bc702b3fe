//! Giving a new tenant's default project to its first administrator.

use crate::{command::Application, error::Result, hand::Hand};
use tessera_domain::{
    event::EventKind,
    project::{Member, MemberRole},
    user::User,
};

/// Makes the person superadmin of the tenant's default project, and its maker if it has none. Done twice, it
/// changes nothing.
///
/// # Errors
/// When storage fails.
pub fn entrust_default(app: &Application, user: &User) -> Result<()> {
    let (tenant, now) = (user.tenant, app.clock.now());
    app.store.transact(|tx| {
        let Some(mut project) = tx.lists().default_project(tenant)? else {
            return Ok(());
        };
        if tx.boards().role_of(tenant, project.id, user.id)? == Some(MemberRole::SuperAdmin) {
            return Ok(());
        }
        if project.created_by.is_none() {
            project.created_by = Some(user.id);
            project.version += 1;
            tx.boards().update_project(tenant, &project)?;
        }
        let member = Member {
            user: user.id,
            role: MemberRole::SuperAdmin,
            added_at: now,
        };
        tx.boards().set_member(tenant, project.id, &member)?;
        let (kind, subject) = (EventKind::MemberJoined, project.id.uuid());
        let event = Hand::Operator(tenant).event(app, kind, subject, now);
        tx.events().append(tenant, &[event])?;
        Ok(())
    })
}
