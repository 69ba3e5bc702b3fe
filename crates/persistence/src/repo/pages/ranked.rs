//! The best matches of a search first.

use super::{
    super::{Repo, filter, ways::Ways},
    Asked, Found, source,
};
use crate::{
    dialect::failed,
    fragments::Paging,
    schema::tickets,
    types::{Key, key},
};
use diesel::prelude::*;
use std::{cmp::Reverse, collections::HashMap};
use tessera_domain::{
    id::TicketId,
    listing::{Direction, RANKED, Sort, SortKey, SortValue, Window},
    search::Query,
    text::SearchTerm,
};
use tessera_ports::{
    StoreResult,
    queries::{TicketCard, TicketSheet, TicketView},
};

/// What a page can be put into order by.
pub trait Listed {
    /// The ticket.
    fn id(&self) -> TicketId;
}

impl Listed for TicketCard {
    fn id(&self) -> TicketId {
        self.id
    }
}

impl Listed for TicketSheet {
    fn id(&self) -> TicketId {
        self.ticket.id
    }
}

impl Listed for TicketView {
    fn id(&self) -> TicketId {
        self.ticket.id
    }
}

/// In this order, the older ones stand behind those that are ranked.
const NEWEST: Sort = Sort {
    key: SortKey::Created,
    direction: Direction::Descending,
};

/// The asked part of the tickets that answer the term.
pub fn load<'c, T: Listed>(
    repo: &mut Repo<'c>,
    asked: &Asked<'_>,
    ways: Ways,
    term: &SearchTerm,
    load: impl FnOnce(&mut Repo<'c>, Found) -> StoreResult<Vec<T>>,
) -> StoreResult<Vec<T>> {
    let ids = part(repo, asked, ways, &Query::of(term))?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = Found {
        tenant: asked.tenant,
        wanted: filter::these(asked.tenant, ids.clone()),
        sort: NEWEST,
        then: Vec::new(),
        window: Window {
            offset: 0,
            limit: asked.window.limit,
        },
        ids: Some(ids.clone()),
    };
    let mut loaded: HashMap<Key, T> = load(repo, found)?
        .into_iter()
        .map(|item| (key(item.id()), item))
        .collect();
    Ok(ids.iter().filter_map(|id| loaded.remove(id)).collect())
}

/// The ids of the asked part, in order.
fn part(repo: &mut Repo<'_>, asked: &Asked<'_>, ways: Ways, query: &Query) -> StoreResult<Vec<Key>> {
    let filter = (asked.filter, asked.named);
    let Some(mut wanted) = filter::wanted(asked.tenant, asked.sight, filter, ways) else {
        return Ok(Vec::new());
    };
    let mut window = asked.window;
    if let Some(position) = &asked.filter.after {
        // Among those that there were when the list began.
        wanted.push(Box::new(tickets::id.lt(key(position.id))));
        if let SortValue::Number(passed) = position.value {
            window.offset = passed;
        }
    }
    let conditions = wanted.conditions();
    let newest = source::ordered(wanted, NEWEST, &[]);
    if window.offset >= RANKED {
        let ids = newest.select(tickets::id).part(window, conditions);
        return ids.load(repo.conn).map_err(failed);
    }
    let end = window.offset.saturating_add(window.limit);
    let looked_at = Window {
        offset: 0,
        limit: RANKED.max(end),
    };
    let mut rows = newest
        .select((tickets::id, tickets::reference, tickets::title))
        .part(looked_at, conditions)
        .load::<(Key, String, String)>(repo.conn)
        .map_err(failed)?;
    let older = rows.split_off(rows.len().min(usize::try_from(RANKED).unwrap_or(usize::MAX)));
    // Those of equal score stay in their order.
    rows.sort_by_cached_key(|(_, reference, title)| Reverse(query.score(reference, title)));
    let skipped = usize::try_from(window.offset).unwrap_or(usize::MAX);
    let limit = usize::try_from(window.limit).unwrap_or_default();
    let ids = rows.into_iter().chain(older).map(|(id, ..)| id);
    Ok(ids.skip(skipped).take(limit).collect())
}
