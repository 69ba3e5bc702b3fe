//! Reading policies.

use super::require_admin;
use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Window},
};
use tessera_ports::sla::SlaPolicySheet;

/// The wanted part of the tenant's policies, by number. They are few. Admins may.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(app: &Application, caller: &Caller, window: Window) -> Result<Page<SlaPolicySheet>> {
    let all = all(app, caller)?;
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let [offset, limit] = [window.offset, window.limit].map(|many| usize::try_from(many).unwrap_or(0));
    Ok(Page {
        items: all.into_iter().skip(offset).take(limit).collect(),
        total,
        next: None,
    })
}

/// The policy of that number. Admins may.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn policy(app: &Application, caller: &Caller, number: i64) -> Result<SlaPolicySheet> {
    let mut all = all(app, caller)?;
    all.retain(|sheet| sheet.policy.number == number);
    all.pop().ok_or(Error::NotFound(Thing::SlaPolicy))
}

fn all(app: &Application, caller: &Caller) -> Result<Vec<SlaPolicySheet>> {
    require_admin(caller)?;
    Ok(app.queries.sla_policies(caller.tenant)?)
}
