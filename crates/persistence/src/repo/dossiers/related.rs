//! Tickets that are like one.

use super::super::{Repo, filter, ways::Way};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, newest_bearing},
    schema::{statuses, tickets},
    types::{At, Key, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{caller::Viewer, listing::Window, priority::Rank, status::StatusCategory};
use tessera_ports::{
    StoreError, StoreResult,
    queries::{RelatedTicket, TicketSheet},
};

/// How many of a ticket's tags others are looked for by.
const TAGS: usize = 16;
/// Among how many of the newest of each tag.
const NEWEST: i64 = 50;

#[derive(Queryable)]
struct RelatedRow {
    id: Key,
    number: i64,
    reference: String,
    title: String,
    status: (String, String),
    rank: i16,
    created_at: At,
}

impl TryFrom<RelatedRow> for RelatedTicket {
    type Error = StoreError;

    fn try_from(row: RelatedRow) -> Result<Self, StoreError> {
        let bad = corrupt("tickets", row.id);
        let (status_key, category) = row.status;
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            reference: row.reference,
            title: row.title,
            status_key,
            status_category: StatusCategory::from_key(&category)
                .ok_or_else(|| bad("status_id", &category))?,
            rank: Rank::new(row.rank).ok_or_else(|| bad("rank", &row.rank))?,
            created_at: row.created_at.time(),
        })
    }
}

/// The newest tickets in sight that lie in the same department and bear one of the same tags, in one statement. None where
/// the ticket has no department or bears no tag.
pub fn to(
    repo: &mut Repo<'_>,
    viewer: &Viewer,
    sheet: &TicketSheet,
    limit: i64,
) -> StoreResult<Vec<RelatedTicket>> {
    let ticket = &sheet.ticket;
    let mut tags = sheet.tags.iter().take(TAGS).map(|tag| key(tag.id));
    let Some((department, first)) = ticket.department.zip(tags.next()) else {
        return Ok(Vec::new());
    };
    let mut wanted = filter::visible(ticket.tenant, &viewer.sight, Way::Look);
    wanted.push(Box::new(
        tickets::department_id.assume_not_null().eq(key(department)),
    ));
    wanted.push(Box::new(tickets::id.ne(key(ticket.id))));
    wanted.push(Box::new(newest_bearing(key(ticket.tenant), first, tags, NEWEST)));
    let rows = tickets::table
        .left_join(
            statuses::table.on(statuses::tenant_id
                .eq(tickets::tenant_id)
                .and(statuses::id.eq(tickets::status_id))),
        )
        .filter(Joined(wanted.all()))
        .order(tickets::id.desc())
        .select((
            tickets::id,
            tickets::number,
            tickets::reference,
            tickets::title,
            (
                statuses::key.assume_not_null(),
                statuses::category.assume_not_null(),
            ),
            tickets::rank,
            tickets::created_at,
        ))
        .part(Window { offset: 0, limit }, 0)
        .load::<RelatedRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(RelatedTicket::try_from).collect()
}
