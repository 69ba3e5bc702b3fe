//! Tickets for screens.

mod cards;
mod source;
mod views;

use super::{Repo, filter};
use crate::{
    dialect::failed,
    fragments::{Paging, Sum, among},
    reads::TicketReads,
    schema::{tags, ticket_tags, ticket_totals, tickets},
    types::{Key, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    id::{TenantId, TicketId},
    listing::{Page, Sort, TicketFilter, Window},
    time::Time,
    visibility::Sight,
};
use tessera_ports::{
    StoreResult,
    queries::{CommentView, CommentsWanted, PersonName, TagLabel, TicketCard, TicketStats, TicketView},
};

/// Two columns of a person, where there is one.
type Person = Option<(String, String)>;

fn person((first, last): (String, String)) -> PersonName {
    PersonName { first, last }
}

impl TicketReads for Repo<'_> {
    fn cards(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketCard>> {
        let Some(wanted) = filter::wanted(tenant, sight, filter) else {
            return Ok(empty());
        };
        let items = cards::page(self, tenant, wanted, sort, window)?;
        let total = self.total(tenant, sight, filter, window, items.len())?;
        Ok(Page { items, total })
    }

    fn views(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketView>> {
        let Some(wanted) = filter::wanted(tenant, sight, filter) else {
            return Ok(empty());
        };
        let items = views::page(self, tenant, wanted, sort, window)?;
        let total = self.total(tenant, sight, filter, window, items.len())?;
        Ok(Page { items, total })
    }

    fn view(&mut self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<TicketView>> {
        views::one(self, tenant, filter::one(tenant, sight, id))
    }

    fn stats(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        now: Time,
        created_since: &[Time],
    ) -> StoreResult<TicketStats> {
        super::stats::of(self, tenant, sight, now, created_since)
    }

    fn comments(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        ticket: TicketId,
        wanted: &CommentsWanted,
    ) -> StoreResult<Option<Vec<CommentView>>> {
        super::comments::page(self, tenant, sight, ticket, wanted)
    }
}

const fn empty<T>() -> Page<T> {
    Page {
        items: Vec::new(),
        total: 0,
    }
}

impl Repo<'_> {
    /// How many tickets pass the filter, given that so many were found in a part of them. A part that ends
    /// early tells it already; else the kept totals know most answers, and the tickets the rest.
    fn total(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        window: Window,
        found: usize,
    ) -> StoreResult<i64> {
        let found = i64::try_from(found).unwrap_or(i64::MAX);
        if found < window.limit && (found > 0 || window.offset == 0) {
            return Ok(window.offset + found);
        }
        if let Some(wanted) = filter::counted(tenant, sight, filter) {
            let conditions = wanted.conditions();
            let counts = ticket_totals::table
                .filter(wanted.all())
                .select(Sum(ticket_totals::tickets));
            return counts.whole(conditions).get_result(self.conn).map_err(failed);
        }
        let Some(wanted) = filter::wanted(tenant, sight, filter) else {
            return Ok(0);
        };
        let conditions = wanted.conditions();
        let count = tickets::table.filter(wanted.all()).count();
        count.whole(conditions).get_result(self.conn).map_err(failed)
    }

    /// The tags of tickets, by text.
    fn tags_of(
        &mut self,
        tenant: TenantId,
        tickets: impl IntoIterator<Item = TicketId>,
    ) -> StoreResult<HashMap<TicketId, Vec<TagLabel>>> {
        let tickets: Vec<Key> = tickets.into_iter().map(key).collect();
        if tickets.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = ticket_tags::table
            .left_join(
                tags::table.on(tags::tenant_id
                    .eq(ticket_tags::tenant_id)
                    .and(tags::id.eq(ticket_tags::tag_id))),
            )
            .filter(
                ticket_tags::tenant_id
                    .eq(key(tenant))
                    .and(among(ticket_tags::ticket_id, tickets)),
            )
            .order((tags::text, ticket_tags::tag_id))
            .select((
                ticket_tags::ticket_id,
                ticket_tags::tag_id,
                tags::text.assume_not_null(),
            ))
            .load::<(Key, Key, String)>(self.conn)
            .map_err(failed)?;
        let mut found = HashMap::<TicketId, Vec<TagLabel>>::new();
        for (ticket, tag, text) in rows {
            found
                .entry(ticket.id())
                .or_default()
                .push(TagLabel { id: tag.id(), text });
        }
        Ok(found)
    }
}
