//! Service levels: what a tenant promises for which tickets, where a ticket's clock stands and why, and noticing that a
//! deadline passed.

mod change;
mod create;
mod delete;
mod list;
mod promise;
mod recount;
mod show;
mod watch;

pub use change::ChangePolicy;
pub use create::CreatePolicy;
pub use delete::DeletePolicy;
pub use list::{list, policy};
pub(crate) use promise::{Terms, of_changed};
pub use show::{Clock, Clocks, clocks};
pub(crate) use watch::breached;
pub use watch::watch;

use crate::{
    command::Scene,
    error::{Error, Result},
};
use serde_json::{Value, json};
use tessera_domain::{
    caller::Caller,
    id::{DepartmentId, TenantId},
    issue::Problem,
    sla::{Allowance, Policy},
    user::Permission,
};
use tessera_ports::{sla::SlaPolicySheet, tx::Tx};

/// The names under which the use cases report bad fields. Dialects translate them into their own.
pub mod field {
    /// The department.
    pub const DEPARTMENT: &str = "department_id";
}

/// Goes on only if the caller runs the tenant.
const fn require_admin(caller: &Caller) -> Result<()> {
    if caller.is_superuser() {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::ManageUsers))
    }
}

/// The department of that number, which a policy is for. Until the transaction ends nobody takes it away.
fn department(tx: &mut dyn Tx, tenant: TenantId, number: i64) -> Result<DepartmentId> {
    let found = tx.departments().by_number(tenant, number)?;
    let unknown = || {
        let what = "department";
        Error::invalid(field::DEPARTMENT, Problem::UnknownNumber { what, number })
    };
    Ok(found.ok_or_else(unknown)?.id)
}

/// The policy as it stands after a change.
fn sheet(tx: &mut dyn Tx, tenant: TenantId, policy: Policy) -> Result<SlaPolicySheet> {
    let department = match policy.department {
        Some(id) => tx
            .departments()
            .find(tenant, id)?
            .map(|department| department.number),
        None => None,
    };
    Ok(SlaPolicySheet { policy, department })
}

/// What the event log says of a policy.
fn fields(policy: &Policy) -> [(&'static str, Value); 7] {
    [
        ("name", json!(policy.name)),
        (
            "rank",
            json!(policy.rank.map(tessera_domain::priority::Rank::get)),
        ),
        ("department_id", json!(policy.department)),
        ("response_minutes", json!(policy.response.map(Allowance::get))),
        ("resolution_minutes", json!(policy.resolution.get())),
        ("time_zone", json!(policy.calendar.zone.name())),
        ("active", json!(policy.active)),
    ]
}

/// Goes on only if the scene's caller runs the tenant.
const fn require(scene: &Scene<'_>) -> Result<()> {
    require_admin(scene.caller)
}
