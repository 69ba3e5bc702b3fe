//! Whose tickets a report is about, as conditions.

use super::super::{
    filter::{self, Condition, Wanted},
    sight,
    ways::Way,
};
use crate::{schema::tickets, types::key};
use diesel::prelude::*;
use tessera_domain::{
    id::{TenantId, earliest_at},
    report::{Scope, Whose},
    visibility::Sight,
};
use tessera_ports::reports::Reported;

/// The tickets that the report is about. A ticket's id is made of the time of its opening, so both ends of that are
/// places in the primary key.
pub fn of(tenant: TenantId, wanted: &Reported) -> Condition<tickets::table> {
    let mut conditions = filter::visible(tenant, &Sight::Everything, Way::Look);
    conditions.push(Box::new(tickets::id.ge(key(earliest_at(wanted.opened.from)))));
    conditions.push(Box::new(tickets::id.lt(key(earliest_at(wanted.opened.until)))));
    narrow(&mut conditions, tenant, wanted.scope);
    conditions.all()
}

/// Only the tickets of the scope.
pub fn narrow(conditions: &mut Wanted<tickets::table>, tenant: TenantId, scope: Scope) {
    if let Some(department) = scope.department {
        conditions.push(Box::new(
            tickets::department_id.assume_not_null().eq(key(department)),
        ));
    }
    match scope.whose {
        Whose::Everybodys => {}
        Whose::Of(user) => conditions.push(sight::own(tenant, user)),
    }
}
