//! What happened to a ticket.

use super::super::{
    Repo,
    events::EventRow,
    people::{CARD, Card, card},
};
use crate::{
    dialect::failed,
    fragments::{Paging, by},
    schema::{events, integration_tokens as tokens, users},
    types::key,
};
use diesel::prelude::*;
use tessera_domain::{
    caller::Viewer,
    id::{TenantId, TicketId},
    listing::{Direction, Window},
};
use tessera_ports::{
    StoreResult,
    queries::{ActorLabel, LoggedEvent, TimelineEntry, TimelineWanted},
};

/// The wanted part of it, as the viewer reads it. An actor's id is unique whatever sort of actor it is.
pub fn of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    ticket: TicketId,
    wanted: &TimelineWanted,
) -> StoreResult<Vec<TimelineEntry>> {
    let mut query = events::table
        .left_join(
            users::table.on(users::tenant_id
                .eq(events::tenant_id)
                .and(users::id.nullable().eq(events::actor_id))),
        )
        .left_join(
            tokens::table.on(tokens::tenant_id
                .eq(events::tenant_id)
                .and(tokens::id.nullable().eq(events::actor_id))),
        )
        .filter(
            events::tenant_id
                .eq(key(tenant))
                .and(events::ticket_id.assume_not_null().eq(key(ticket))),
        )
        .select((EventRow::as_select(), CARD.nullable(), tokens::name.nullable()))
        .into_boxed();
    if !viewer.internal {
        query = query.filter(events::internal.eq(false));
    }
    if let Some(place) = wanted.behind {
        query = match wanted.direction {
            Direction::Ascending => query.filter(events::sequence.gt(place)),
            Direction::Descending => query.filter(events::sequence.lt(place)),
        };
    }
    let part = Window {
        offset: 0,
        limit: wanted.limit,
    };
    let rows = query
        .order(by(events::sequence, wanted.direction))
        .part(part, 0)
        .load::<(EventRow, Option<Card>, Option<String>)>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(entry).collect()
}

fn entry((event, person, token): (EventRow, Option<Card>, Option<String>)) -> StoreResult<TimelineEntry> {
    Ok(TimelineEntry {
        logged: LoggedEvent::try_from(event)?,
        actor: match (person, token) {
            (Some(person), _) => ActorLabel::Person(card(person)),
            (None, Some(name)) => ActorLabel::Token(name),
            (None, None) => ActorLabel::Nameless,
        },
    })
}
