//! The event log for its readers: with the names beside each event, and what of it is in sight.

use super::{
    Db, Repo,
    events::EventRow,
    people::{CARD, Card, card},
    sight,
    ways::Way,
};
use crate::{
    dialect::failed,
    fragments::{Paging, among},
    schema::{events, integration_tokens as tokens, tickets, users},
    types::{Key, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{TenantId, TicketId},
    visibility::Sight,
};
use tessera_ports::{
    StoreResult,
    queries::{ActorLabel, FeedEntry, LoggedEvent, TimelineEntry},
};

type Row = (EventRow, Option<Card>, Option<String>, Option<i64>);

/// The events behind that place, in order. An actor's id is unique whatever sort of actor it is.
pub fn after(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sequence: i64,
    limit: i64,
) -> StoreResult<Vec<FeedEntry>> {
    let rows = events::table
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
        .left_join(
            tickets::table.on(tickets::tenant_id
                .eq(events::tenant_id)
                .and(tickets::id.nullable().eq(events::ticket_id))),
        )
        .filter(
            events::tenant_id
                .eq(key(tenant))
                .and(events::sequence.gt(sequence)),
        )
        .order(events::sequence)
        .select((
            EventRow::as_select(),
            CARD.nullable(),
            tokens::name.nullable(),
            tickets::number.nullable(),
        ))
        .first_rows(limit)
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(entry).collect()
}

fn entry((event, person, token, ticket_number): Row) -> StoreResult<FeedEntry> {
    Ok(FeedEntry {
        entry: TimelineEntry {
            logged: LoggedEvent::try_from(event)?,
            actor: match (person, token) {
                (Some(person), _) => ActorLabel::Person(card(person)),
                (None, Some(name)) => ActorLabel::Token(name),
                (None, None) => ActorLabel::Nameless,
            },
        },
        ticket_number,
    })
}

/// Those of the tickets that are in sight.
pub fn in_sight(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: &Sight,
    wanted: &[TicketId],
) -> StoreResult<Vec<TicketId>> {
    let meant = among(tickets::id, wanted.iter().map(|id| key(*id)));
    let mut query = tickets::table
        .filter(tickets::tenant_id.eq(key(tenant)).and(meant))
        .select(tickets::id)
        .into_boxed::<Db>();
    if let Some(visible) = sight::condition(tenant, sight, Way::Look) {
        query = query.filter(visible);
    }
    let found = query.load::<Key>(repo.conn).map_err(failed)?;
    Ok(found.into_iter().map(Key::id).collect())
}
