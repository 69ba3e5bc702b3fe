//! The change feed: what happened, in the order in which it was committed, as its reader may know it.

use crate::{access::require, command::Application, error::Result};
use std::collections::BTreeSet;
use tessera_domain::{
    caller::Caller,
    event::{Event, EventKind},
    id::TicketId,
    user::Permission,
    visibility::Sight,
};
use tessera_ports::queries::FeedEntry;

/// How many places of the log are looked at for one part, whatever of it the reader may know.
const SPAN: i64 = 500;

/// A part of the feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedPart {
    /// What happened, in order.
    pub entries: Vec<FeedEntry>,
    /// The place in the log behind which the next part begins. Between it and the one that was asked for there is nothing
    /// else that the reader may know.
    pub next: i64,
    /// Whether the log is known to go on behind it.
    pub more: bool,
}

/// The end of the tenant's log, behind which nothing has happened yet.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden).
pub fn end(app: &Application, caller: &Caller) -> Result<i64> {
    require(caller, Permission::ViewTickets)?;
    let newest = app.queries.newest(caller.tenant, None, 1)?;
    Ok(newest.first().map_or(0, |newest| newest.sequence))
}

/// What the caller may know of what happened behind a place in the tenant's log, at most `limit` events. The log has no
/// gaps and grows at its end only, so whoever goes on at `next` misses nothing.
///
/// Of a ticket that is not in sight, or not any more, nothing is told; of what belongs to no ticket, only those who
/// manage people are told.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden).
pub fn read(app: &Application, caller: &Caller, after: i64, limit: i64) -> Result<FeedPart> {
    require(caller, Permission::ViewTickets)?;
    let found = app.queries.feed(caller.tenant, after, SPAN)?;
    let goes_on = i64::try_from(found.len()).is_ok_and(|found| found == SPAN);
    let end = found.last().map_or(after, |last| last.entry.logged.sequence);
    let seen = visible(app, caller, &found)?;
    let viewer = caller.viewer();
    let mut entries: Vec<FeedEntry> = found
        .into_iter()
        .filter(|entry| may_know(caller, &entry.entry.logged.event, &seen))
        .filter_map(|mut entry| {
            let event = entry.entry.logged.event.clone();
            entry.ticket_number = entry.ticket_number.or_else(|| lost_number(&event));
            entry.entry.logged.event = event.as_read_by(&viewer)?;
            Some(entry)
        })
        .collect();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if entries.len() > limit {
        entries.truncate(limit);
        let next = entries.last().map_or(after, |last| last.entry.logged.sequence);
        return Ok(FeedPart {
            entries,
            next,
            more: true,
        });
    }
    Ok(FeedPart {
        entries,
        next: end,
        more: goes_on,
    })
}

/// The tickets of the events that the caller sees.
fn visible(app: &Application, caller: &Caller, found: &[FeedEntry]) -> Result<BTreeSet<TicketId>> {
    let sight = caller.sight();
    if sight == Sight::Everything {
        return Ok(BTreeSet::new());
    }
    let tickets = found.iter().filter_map(|entry| entry.entry.logged.event.ticket);
    let tickets: Vec<_> = tickets.collect::<BTreeSet<_>>().into_iter().collect();
    if tickets.is_empty() {
        return Ok(BTreeSet::new());
    }
    let seen = app.queries.in_sight(caller.tenant, &sight, &tickets)?;
    Ok(seen.into_iter().collect())
}

/// The number of a ticket that is gone, by what was said of it last.
fn lost_number(event: &Event) -> Option<i64> {
    let mut said = event.changes.iter();
    let is_end = event.kind == EventKind::TicketDeleted;
    let number = is_end.then(|| said.find(|change| change.field == "number"))??;
    number.before.as_i64()
}

fn may_know(caller: &Caller, event: &Event, seen: &BTreeSet<TicketId>) -> bool {
    match event.ticket {
        Some(ticket) => caller.sight() == Sight::Everything || seen.contains(&ticket),
        None => caller.may(Permission::ManageUsers),
    }
}
