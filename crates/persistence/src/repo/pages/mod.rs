//! Tickets for screens.

mod cards;
mod export;
mod keyset;
mod ranked;
mod sheets;
mod source;
mod views;

pub use export::export_part;

use super::{
    Repo,
    filter::{self, Wanted},
    named::Named,
    ways::{self, Way, Ways},
};
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
    caller::Viewer,
    id::{CommentId, TenantId, TicketId},
    listing::{Page, Position, RANKED, Sort, SortKey, TicketFilter, Window},
    time::Time,
    visibility::{ProjectSight, Sight},
};
use tessera_ports::{
    StoreResult,
    numbers::{NumbersFound, NumbersWanted},
    queries::{
        CommentSheet, CommentView, CommentsWanted, PersonName, TagLabel, TicketCard, TicketSheet,
        TicketStats, TicketView,
    },
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
        let named = self.named(tenant, filter)?;
        self.page(
            &Asked {
                tenant,
                sight,
                filter,
                named: &named,
                sort,
                then: &[],
                window,
            },
            cards::load,
        )
    }

    fn views(
        &mut self,
        tenant: TenantId,
        sight: &Sight,
        filter: &TicketFilter,
        sort: Sort,
        window: Window,
    ) -> StoreResult<Page<TicketView>> {
        let named = self.named(tenant, filter)?;
        self.page(
            &Asked {
                tenant,
                sight,
                filter,
                named: &named,
                sort,
                then: &[],
                window,
            },
            views::load,
        )
    }

    fn view(&mut self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<TicketView>> {
        views::one(self, tenant, filter::one(tenant, sight, id))
    }

    fn position(&mut self, tenant: TenantId, sort: SortKey, id: TicketId) -> StoreResult<Option<Position>> {
        keyset::position(self, tenant, sort, id)
    }

    fn sheets(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: &TicketFilter,
        sort: Sort,
        then: &[Sort],
        window: Window,
    ) -> StoreResult<Page<TicketSheet>> {
        let named = self.named(tenant, filter)?;
        let asked = Asked {
            tenant,
            sight: &viewer.sight,
            filter,
            named: &named,
            sort,
            then,
            window,
        };
        self.page(&asked, |repo, found| sheets::load(repo, found, viewer))
    }

    fn sheet(&mut self, tenant: TenantId, viewer: &Viewer, number: i64) -> StoreResult<Option<TicketSheet>> {
        let wanted = filter::numbered(tenant, &viewer.sight, number);
        Ok(sheets::read(self, tenant, wanted, viewer)?.pop())
    }

    fn numbers(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound> {
        super::numbers::find(self, tenant, sight, wanted)
    }

    fn comment_sheets(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: Option<i64>,
        after: Option<CommentId>,
        window: Window,
    ) -> StoreResult<Option<Page<CommentSheet>>> {
        super::comment_sheets::page(self, tenant, viewer, (ticket, after), window)
    }

    fn comment_sheet(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
    ) -> StoreResult<Option<CommentSheet>> {
        super::comment_sheets::one(self, tenant, viewer, number)
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

pub use sheets::bare;

/// One ticket as its viewer reads it, wherever their sight ends.
pub fn sheet(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    id: TicketId,
) -> StoreResult<Option<TicketSheet>> {
    Ok(sheets::read(repo, tenant, filter::these(tenant, vec![key(id)]), viewer)?.pop())
}

/// A list that somebody asks for.
struct Asked<'q> {
    tenant: TenantId,
    sight: &'q Sight,
    filter: &'q TicketFilter,
    named: &'q Named,
    sort: Sort,
    then: &'q [Sort],
    window: Window,
}

/// The tickets of one page, as a statement finds them.
struct Found {
    tenant: TenantId,
    wanted: Wanted<tickets::table>,
    sort: Sort,
    then: Vec<Sort>,
    window: Window,
    /// Their ids in this order, where they were found first.
    ids: Option<Vec<Key>>,
}

impl Repo<'_> {
    /// The asked part of the list and how long the list is. How long it is comes first where that says how best to find the
    /// part.
    fn page<T: ranked::Listed>(
        &mut self,
        asked: &Asked<'_>,
        load: impl FnOnce(&mut Self, Found) -> StoreResult<Vec<T>>,
    ) -> StoreResult<Page<T>> {
        let counts_first = *asked.sight != Sight::Everything
            || asked.window.offset > 0
            || filter::asks_for_words_alone(asked.filter);
        let (items, total) = if counts_first {
            let total = self.count(asked)?;
            (self.part(asked, total, load)?, total)
        } else {
            let items = self.items(asked, Ways::TO_THE_FIRST, load)?;
            let total = self.total(asked, items.len())?;
            (items, total)
        };
        Ok(Page {
            items,
            total,
            next: None,
        })
    }

    /// The asked part of a list of so many tickets, read from whichever end is nearer.
    fn part<T: ranked::Listed>(
        &mut self,
        asked: &Asked<'_>,
        total: i64,
        load: impl FnOnce(&mut Self, Found) -> StoreResult<Vec<T>>,
    ) -> StoreResult<Vec<T>> {
        if total <= asked.window.offset {
            return Ok(Vec::new());
        }
        // What is best has no other end.
        let mut sorts = asked.then.iter().chain([&asked.sort]);
        let has_ends = !sorts.any(|sort| sort.key == SortKey::Relevance);
        let Some(window) = asked.window.from_end(total).filter(|_| has_ends) else {
            let ways = self.best_ways(asked, total)?;
            return self.items(asked, ways, load);
        };
        let then: Vec<Sort> = asked.then.iter().map(|sort| sort.reversed()).collect();
        let backwards = Asked {
            sort: asked.sort.reversed(),
            then: &then,
            // Of the usual size, so that the statement is a usual one; what lies before the part is left out again.
            window: Window {
                offset: window.offset,
                limit: asked.window.limit,
            },
            ..*asked
        };
        let ways = self.best_ways(&backwards, total)?;
        let mut items = self.items(&backwards, ways, load)?;
        items.truncate(usize::try_from(window.limit).unwrap_or(usize::MAX));
        items.reverse();
        Ok(items)
    }

    fn items<T: ranked::Listed>(
        &mut self,
        asked: &Asked<'_>,
        ways: Ways,
        load: impl FnOnce(&mut Self, Found) -> StoreResult<Vec<T>>,
    ) -> StoreResult<Vec<T>> {
        match (asked.sort.key, &asked.filter.search) {
            (SortKey::Relevance, Some(term)) => ranked::load(self, asked, ways, term, load),
            _ => match self.find_page(asked, ways)? {
                Some(found) => load(self, found),
                None => Ok(Vec::new()),
            },
        }
    }

    /// The best ways to a page of a list of so many tickets.
    fn best_ways(&mut self, asked: &Asked<'_>, total: i64) -> StoreResult<Ways> {
        let end = asked.window.offset.saturating_add(asked.window.limit);
        let first = match asked.sort.key {
            SortKey::Relevance => RANKED.max(end),
            _ => end,
        };
        let can_look = *asked.sight == Sight::Everything
            && filter::asks_for_words_alone(asked.filter)
            && source::has_index(asked.sort.key, asked.then);
        let words = if can_look && ways::may_look_for_words(first, total) {
            let everything = Asked {
                filter: &TicketFilter::default(),
                named: &Named::default(),
                ..*asked
            };
            ways::to_words(first, total, self.count(&everything)?)
        } else {
            Way::Gather
        };
        Ok(Ways {
            sight: ways::to_sight(total),
            words,
        })
    }

    /// What finds the tickets of the page; nothing when there are none. Where no index gives the order, many tickets
    /// have to be passed over, or the index of words says which they are, their ids are found first, so that only those of
    /// the page are joined to what they refer to.
    fn find_page(&mut self, asked: &Asked<'_>, ways: Ways) -> StoreResult<Option<Found>> {
        let Asked {
            tenant,
            sight,
            filter,
            named,
            sort,
            then,
            window,
        } = *asked;
        let Some(mut wanted) = filter::wanted(tenant, sight, (filter, named), ways) else {
            return Ok(None);
        };
        if let Some(position) = &filter.after {
            keyset::of_index(&mut wanted, sort, position)?;
        }
        if window.offset == 0 && source::has_index(sort.key, then) && !wanted.is_looked_up() {
            return Ok(Some(Found {
                tenant,
                wanted,
                sort,
                then: then.to_vec(),
                window,
                ids: None,
            }));
        }
        let conditions = wanted.conditions();
        let mut query = source::ordered(wanted, sort, then);
        if let Some(position) = &filter.after {
            query = keyset::of_others(query, sort, position)?;
        }
        let ids = query.select(tickets::id).part(window, conditions);
        let ids = ids.load::<Key>(self.conn).map_err(failed)?;
        if ids.is_empty() {
            return Ok(None);
        }
        let window = Window {
            offset: 0,
            limit: window.limit,
        };
        Ok(Some(Found {
            tenant,
            wanted: filter::these(tenant, ids.clone()),
            sort,
            then: then.to_vec(),
            window,
            ids: Some(ids),
        }))
    }

    /// How long the list is, given that so many tickets were found at its beginning, or behind a place in it. A beginning
    /// that ends early tells it already.
    fn total(&mut self, asked: &Asked<'_>, found: usize) -> StoreResult<i64> {
        let found = i64::try_from(found).unwrap_or(i64::MAX);
        if asked.filter.after.is_none() && found < asked.window.limit {
            return Ok(found);
        }
        self.count(asked)
    }

    /// How long the list is: the kept totals know most answers, and the tickets the rest.
    fn count(&mut self, asked: &Asked<'_>) -> StoreResult<i64> {
        let Asked {
            tenant,
            sight,
            filter,
            named,
            ..
        } = *asked;
        if let Some(hits) = filter::hits(tenant, sight, filter) {
            return hits.get_result(self.conn).map_err(failed);
        }
        let Some(wanted) = filter::wanted(tenant, sight, (filter, named), Ways::TO_ALL) else {
            return Ok(0);
        };
        if let Some(wanted) = filter::counted(tenant, sight, (filter, named)) {
            let conditions = wanted.conditions();
            let counts = ticket_totals::table
                .filter(wanted.all())
                .select(Sum(ticket_totals::tickets));
            return counts.whole(conditions).get_result(self.conn).map_err(failed);
        }
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
        let mut found = self.tags_as_given(tenant, tickets)?;
        for labels in found.values_mut() {
            labels.sort_unstable_by(|a, b| (&a.text, a.id).cmp(&(&b.text, b.id)));
        }
        Ok(found)
    }

    /// The tags of tickets, in the order in which they were given.
    fn tags_as_given(
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
            .order((ticket_tags::position, ticket_tags::tag_id))
            .select((
                ticket_tags::ticket_id,
                ticket_tags::tag_id,
                tags::number.assume_not_null(),
                tags::text.assume_not_null(),
            ))
            .load::<(Key, Key, i64, String)>(self.conn)
            .map_err(failed)?;
        let mut found = HashMap::<TicketId, Vec<TagLabel>>::new();
        for (ticket, tag, number, text) in rows {
            found.entry(ticket.id()).or_default().push(TagLabel {
                id: tag.id(),
                number,
                text,
            });
        }
        Ok(found)
    }
}
