//! Which ticket bears which tags, and how many tickets bear each.
//!
//! Whoever changes that holds the tags first, in the order of their ids, then writes the links, then the counts. So
//! two who need the same tags wait for each other, and never in a circle; nor with somebody who takes a tag away.

use super::{
    super::{BATCH, Repo},
    TagRow,
};
use crate::{
    dialect::failed,
    fragments::{Locked, among},
    schema::{tags, ticket_tags},
    types::{Key, key},
};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tessera_domain::{
    id::{TagId, TenantId, TicketId},
    tag::Tag,
};
use tessera_ports::{StoreError, StoreResult};

#[derive(Insertable)]
#[diesel(table_name = ticket_tags, treat_none_as_default_value = false)]
struct LinkRow {
    tenant_id: Key,
    ticket_id: Key,
    tag_id: Key,
    position: i32,
}

/// The tags of a ticket, in the order in which they were put on it.
pub fn of_ticket(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Tag>> {
    let meant = tags::tenant_id
        .eq(ticket_tags::tenant_id)
        .and(tags::id.eq(ticket_tags::tag_id));
    let rows = ticket_tags::table
        .inner_join(tags::table.on(meant))
        .filter(
            ticket_tags::tenant_id
                .eq(key(tenant))
                .and(ticket_tags::ticket_id.eq(key(ticket))),
        )
        .order((ticket_tags::position, ticket_tags::tag_id))
        .select(TagRow::as_select())
        .load::<TagRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(Tag::try_from).collect()
}

/// Puts tags on tickets that bear none yet.
pub fn add(repo: &mut Repo<'_>, tenant: TenantId, links: &[(TicketId, TagId)]) -> StoreResult<()> {
    let mut rows = Vec::with_capacity(links.len());
    let mut seen = BTreeSet::new();
    let mut places = BTreeMap::<TicketId, i32>::new();
    let mut more = BTreeMap::<Key, i64>::new();
    for (ticket, tag) in links {
        if !seen.insert((*ticket, *tag)) {
            continue;
        }
        let place = places.entry(*ticket).or_default();
        rows.push(link(tenant, *ticket, key(*tag), *place));
        *place += 1;
        *more.entry(key(*tag)).or_default() += 1;
    }
    let tags: Vec<Key> = more.keys().copied().collect();
    if hold(repo, tenant, &tags)? != tags {
        return Err(gone());
    }
    insert_rows!(repo, ticket_tags::table, rows)?;
    count(repo, tenant, &more)
}

/// Makes exactly these the ticket's tags.
pub fn replace(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId, tags: &[TagId]) -> StoreResult<()> {
    let borne = ticket_tags::table
        .filter(
            ticket_tags::tenant_id
                .eq(key(tenant))
                .and(ticket_tags::ticket_id.eq(key(ticket))),
        )
        .select(ticket_tags::tag_id)
        .load::<Key>(repo.conn)
        .map_err(failed)?;
    let mut wanted: Vec<Key> = Vec::with_capacity(tags.len());
    for tag in tags.iter().map(|tag| key(*tag)) {
        if !wanted.contains(&tag) {
            wanted.push(tag);
        }
    }
    let mut more = BTreeMap::<Key, i64>::new();
    for tag in &wanted {
        *more.entry(*tag).or_default() += 1;
    }
    for tag in borne {
        *more.entry(tag).or_default() -= 1;
    }
    let all: Vec<Key> = more.keys().copied().collect();
    let held = hold(repo, tenant, &all)?;
    if wanted.iter().any(|tag| !held.contains(tag)) {
        return Err(gone());
    }
    let here = ticket_tags::tenant_id
        .eq(key(tenant))
        .and(ticket_tags::ticket_id.eq(key(ticket)));
    diesel::delete(ticket_tags::table.filter(here))
        .execute(repo.conn)
        .map_err(failed)?;
    let rows: Vec<_> = (0..)
        .zip(wanted)
        .map(|(place, tag)| link(tenant, ticket, tag, place))
        .collect();
    insert_rows!(repo, ticket_tags::table, rows)?;
    count(repo, tenant, &more)
}

fn link(tenant: TenantId, ticket: TicketId, tag_id: Key, position: i32) -> LinkRow {
    LinkRow {
        tenant_id: key(tenant),
        ticket_id: key(ticket),
        tag_id,
        position,
    }
}

/// When the unit is run again the tag is not found any more.
fn gone() -> StoreError {
    StoreError::Busy("a tag was taken away at the same time".into())
}

/// Holds the tags, which come in the order of their ids, until the transaction ends. Those that there are.
pub fn hold(repo: &mut Repo<'_>, tenant: TenantId, tags: &[Key]) -> StoreResult<Vec<Key>> {
    let mut held = Vec::with_capacity(tags.len());
    for batch in tags.chunks(BATCH) {
        let these = among(tags::id, batch.iter().copied());
        let query = tags::table
            .filter(tags::tenant_id.eq(key(tenant)).and(these))
            .order(tags::id)
            .select(tags::id);
        held.extend(Locked(query).load::<Key>(repo.conn).map_err(failed)?);
    }
    Ok(held)
}

/// Adds to the counts of tags that are held: one statement for all of which as many come.
fn count(repo: &mut Repo<'_>, tenant: TenantId, more: &BTreeMap<Key, i64>) -> StoreResult<()> {
    let mut alike = BTreeMap::<i64, Vec<Key>>::new();
    for (tag, more) in more.iter().filter(|(_, more)| **more != 0) {
        alike.entry(*more).or_default().push(*tag);
    }
    for (more, all) in alike {
        for batch in all.chunks(BATCH) {
            let these = among(tags::id, batch.iter().copied());
            let rows = tags::table.filter(tags::tenant_id.eq(key(tenant)).and(these));
            diesel::update(rows)
                .set(tags::tickets.eq(tags::tickets + more))
                .execute(repo.conn)
                .map_err(failed)?;
        }
    }
    Ok(())
}
