//! All tickets one after the other, in parts.

use super::{
    super::{Repo, filter, reports::narrow, ways::Ways},
    Found, sheets,
};
use crate::{schema::tickets, types::key};
use diesel::prelude::*;
use tessera_domain::{
    caller::Viewer,
    id::TenantId,
    listing::{Direction, Sort, SortKey, Window},
};
use tessera_ports::{StoreResult, queries::TicketSheet, reports::ExportPart};

/// By id, which is by age: each part begins where the one before it ended, however many there are, and a ticket that is
/// opened meanwhile comes at the end.
const BY_AGE: Sort = Sort {
    key: SortKey::Created,
    direction: Direction::Ascending,
};

/// The next part.
pub fn export_part(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    part: &ExportPart,
) -> StoreResult<Vec<TicketSheet>> {
    let named = repo.named(tenant, &part.filter)?;
    let Some(mut wanted) = filter::wanted(tenant, &viewer.sight, (&part.filter, &named), Ways::TO_THE_FIRST)
    else {
        return Ok(Vec::new());
    };
    narrow(&mut wanted, tenant, part.scope);
    if let Some(after) = part.after {
        wanted.push(Box::new(tickets::id.gt(key(after))));
    }
    let found = Found {
        tenant,
        wanted,
        sort: BY_AGE,
        then: Vec::new(),
        window: Window {
            offset: 0,
            limit: part.limit,
        },
        ids: None,
    };
    sheets::load(repo, found, viewer)
}
