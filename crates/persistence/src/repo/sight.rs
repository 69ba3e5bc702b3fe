//! The visibility rule: [`Sight::sees`](tessera_domain::visibility::Sight::sees) in SQL, in two forms that mean
//! the same. A property test holds them and the rule together.

use super::{filter::Condition, ways::Way};
use crate::{
    fragments::found_by,
    schema::{project_members, ticket_assignees, ticket_watchers, tickets},
    types::{Key, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{CredentialId, DepartmentId, TenantId, UserId},
    visibility::Sight,
};

diesel::alias!(const OPENED: Alias<Opened> = tickets as opened);
diesel::alias!(const ASSIGNED: Alias<Assigned> = tickets as assigned);
diesel::alias!(const JOINED: Alias<JoinedIn> = tickets as joined_in);
diesel::alias!(const SOURCED: Alias<Sourced> = tickets as sourced);
diesel::alias!(const MANAGED: Alias<Managed> = tickets as managed);

/// What makes a ticket be in sight; nothing when all of the tenant's are.
pub fn condition(tenant: TenantId, sight: &Sight, way: Way) -> Option<Condition<tickets::table>> {
    match (sight, way) {
        (Sight::Everything, _) => None,
        (Sight::Personal { user, department }, Way::Look) => Some(looked_at(key(tenant), *user, *department)),
        (Sight::Personal { user, department }, Way::Gather) => {
            Some(gathered(key(tenant), *user, *department))
        }
        (Sight::OpenedBy { token }, Way::Look) => {
            Some(Box::new(tickets::source_id.assume_not_null().eq(key(*token))))
        }
        (Sight::OpenedBy { token }, Way::Gather) => Some(opened_by(key(tenant), *token)),
    }
}

/// What the person opened or works on, as the assignee or beside one.
pub fn own(tenant: TenantId, user: UserId) -> Condition<tickets::table> {
    let (tenant, user) = (key(tenant), key(user));
    let opened = OPENED
        .filter(OPENED.field(tickets::tenant_id).eq(tenant))
        .filter(OPENED.field(tickets::created_by).assume_not_null().eq(user))
        .select(OPENED.field(tickets::id));
    let assigned = ASSIGNED
        .filter(ASSIGNED.field(tickets::tenant_id).eq(tenant))
        .filter(ASSIGNED.field(tickets::assignee_id).assume_not_null().eq(user))
        .select(ASSIGNED.field(tickets::id));
    let own = opened
        .union_all(assigned)
        .union_all(further_assigned(tenant, user));
    Box::new(found_by(tickets::id, own))
}

fn looked_at(tenant: Key, user: UserId, department: Option<DepartmentId>) -> Condition<tickets::table> {
    let user = key(user);
    let connected = tickets::created_by
        .assume_not_null()
        .eq(user)
        .or(tickets::assignee_id.assume_not_null().eq(user))
        .or(tickets::id.eq_any(watched(tenant, user)))
        .or(tickets::id.eq_any(further_assigned(tenant, user)))
        .or(tickets::project_id.eq_any(member_of(tenant, user)));
    match department {
        Some(id) => Box::new(connected.or(tickets::department_id.assume_not_null().eq(key(id)))),
        None => Box::new(connected),
    }
}

fn opened_by(tenant: Key, token: CredentialId) -> Condition<tickets::table> {
    let sourced = SOURCED
        .filter(SOURCED.field(tickets::tenant_id).eq(tenant))
        .filter(SOURCED.field(tickets::source_id).assume_not_null().eq(key(token)))
        .select(SOURCED.field(tickets::id));
    Box::new(found_by(tickets::id, sourced))
}

fn gathered(tenant: Key, user: UserId, department: Option<DepartmentId>) -> Condition<tickets::table> {
    let user = key(user);
    let opened = OPENED
        .filter(OPENED.field(tickets::tenant_id).eq(tenant))
        .filter(OPENED.field(tickets::created_by).assume_not_null().eq(user))
        .select(OPENED.field(tickets::id));
    let assigned = ASSIGNED
        .filter(ASSIGNED.field(tickets::tenant_id).eq(tenant))
        .filter(ASSIGNED.field(tickets::assignee_id).assume_not_null().eq(user))
        .select(ASSIGNED.field(tickets::id));
    let joined = JOINED
        .filter(JOINED.field(tickets::tenant_id).eq(tenant))
        .filter(JOINED.field(tickets::project_id).eq_any(member_of(tenant, user)))
        .select(JOINED.field(tickets::id));
    let connected = opened
        .union_all(assigned)
        .union_all(joined)
        .union_all(watched(tenant, user))
        .union_all(further_assigned(tenant, user));
    match department {
        Some(id) => {
            let managed = MANAGED
                .filter(MANAGED.field(tickets::tenant_id).eq(tenant))
                .filter(
                    MANAGED
                        .field(tickets::department_id)
                        .assume_not_null()
                        .eq(key(id)),
                )
                .select(MANAGED.field(tickets::id));
            Box::new(found_by(tickets::id, connected.union_all(managed)))
        }
        None => Box::new(found_by(tickets::id, connected)),
    }
}

#[diesel::dsl::auto_type]
fn watched(tenant: Key, user: Key) -> _ {
    ticket_watchers::table
        .filter(
            ticket_watchers::tenant_id
                .eq(tenant)
                .and(ticket_watchers::user_id.eq(user)),
        )
        .select(ticket_watchers::ticket_id)
}

#[diesel::dsl::auto_type]
fn further_assigned(tenant: Key, user: Key) -> _ {
    ticket_assignees::table
        .filter(
            ticket_assignees::tenant_id
                .eq(tenant)
                .and(ticket_assignees::user_id.eq(user)),
        )
        .select(ticket_assignees::ticket_id)
}

#[diesel::dsl::auto_type]
pub(super) fn member_of(tenant: Key, user: Key) -> _ {
    project_members::table
        .filter(
            project_members::tenant_id
                .eq(tenant)
                .and(project_members::user_id.eq(user)),
        )
        .select(project_members::project_id)
}
