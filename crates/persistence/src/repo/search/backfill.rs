//! Bringing tickets from before into the index, batch by batch, so that it can be broken off and taken up again.

use super::{super::Repo, texts};
use crate::{
    dialect::failed,
    fragments::Paging,
    schema::{tenants, ticket_words, tickets},
    types::{Key, key},
};
use diesel::prelude::*;
use tessera_domain::id::{TenantId, TicketId};
use tessera_ports::StoreResult;

/// How many tickets one transaction brings in at most.
const BATCH: i64 = 500;

impl Repo<'_> {
    /// The tenants with tickets from before.
    pub fn unindexed(&mut self) -> StoreResult<Vec<TenantId>> {
        let tenants = tenants::table
            .filter(tenants::unindexed.eq(true))
            .order(tenants::id)
            .select(tenants::id)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(tenants.into_iter().map(Key::id).collect())
    }

    /// Brings the next tickets after that one into the index, by id, and gives the last; nothing when there are no more,
    /// and the tenant is done. Those that are in it already, having been written since, are passed over.
    pub fn index_more(
        &mut self,
        tenant: TenantId,
        after: Option<TicketId>,
    ) -> StoreResult<Option<(TicketId, usize)>> {
        let known = ticket_words::table
            .filter(
                ticket_words::tenant_id
                    .eq(key(tenant))
                    .and(ticket_words::ticket_id.eq(tickets::id)),
            )
            .select(ticket_words::ticket_id);
        let mut query = tickets::table
            .filter(
                tickets::tenant_id
                    .eq(key(tenant))
                    .and(diesel::dsl::not(diesel::dsl::exists(known))),
            )
            .order(tickets::id)
            .select(tickets::id)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(tickets::id.gt(key(after)));
        }
        let ids = query.first_rows(BATCH).load::<Key>(self.conn).map_err(failed)?;
        let ids: Vec<TicketId> = ids.into_iter().map(Key::id).collect();
        let Some(last) = ids.last() else {
            diesel::update(tenants::table.find(key(tenant)))
                .set(tenants::unindexed.eq(false))
                .execute(self.conn)
                .map_err(failed)?;
            return Ok(None);
        };
        let words = texts::all(self, tenant, &ids)?;
        self.store_words(tenant, words)?;
        Ok(Some((*last, ids.len())))
    }
}
