//! Sums by status, tag, kind and rank.

use super::{super::Repo, scope};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging},
    schema::{tags, ticket_tags, tickets},
    types::{Key, corrupt, key},
};
use diesel::{
    dsl::{count_star, min},
    prelude::*,
};
use tessera_domain::{
    id::{StatusId, TenantId},
    priority::Rank,
    report::Tally,
    ticket::Kind,
};
use tessera_ports::{StoreResult, reports::Reported};

/// The sums of one group, in the order in which [`sums!`] selects them.
pub type Sums = (i64, i64, i64, i64, i64, i64);

/// What is added up of the tickets of a group.
macro_rules! sums {
    () => {
        (
            diesel::dsl::count_star(),
            diesel::dsl::count(crate::schema::tickets::closed_at),
            crate::fragments::CountIf(
                crate::schema::tickets::closed_at.is_not_null().and(
                    crate::schema::tickets::breached_at
                        .is_not_null()
                        .or(crate::schema::tickets::deadline_at
                            .assume_not_null()
                            .lt(crate::schema::tickets::closed_at.assume_not_null())),
                ),
            ),
            crate::fragments::Sum(crate::fragments::MinutesBetween(
                crate::schema::tickets::created_at,
                crate::schema::tickets::closed_at,
            )),
            diesel::dsl::count(crate::schema::tickets::rating),
            crate::fragments::Sum(crate::fragments::Whole(crate::schema::tickets::rating)),
        )
    };
}
pub(super) use sums;

/// The sums in the domain's words.
pub const fn tally((tickets, finished, missed, minutes, rated, stars): Sums) -> Tally {
    Tally {
        tickets,
        finished,
        missed,
        minutes,
        rated,
        stars,
    }
}

pub fn by_status(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: &Reported,
) -> StoreResult<Vec<(StatusId, Tally)>> {
    let rows = tickets::table
        .filter(scope::of(tenant, wanted))
        .group_by(tickets::status_id)
        .select((tickets::status_id, sums!()))
        .load::<(Key, Sums)>(repo.conn)
        .map_err(failed)?;
    let read = |(status, sums): (Key, Sums)| (status.id(), tally(sums));
    Ok(rows.into_iter().map(read).collect())
}

/// A ticket bears a tag once, but may bear two that differ in case alone; that is counted as it stands.
pub fn top_tags(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: &Reported,
    limit: i64,
) -> StoreResult<Vec<(String, i64)>> {
    ticket_tags::table
        .inner_join(
            tags::table.on(tags::tenant_id
                .eq(ticket_tags::tenant_id)
                .and(tags::id.eq(ticket_tags::tag_id))),
        )
        .inner_join(
            tickets::table.on(tickets::tenant_id
                .eq(ticket_tags::tenant_id)
                .and(tickets::id.eq(ticket_tags::ticket_id))),
        )
        .filter(ticket_tags::tenant_id.eq(key(tenant)))
        .filter(Joined(scope::of(tenant, wanted)))
        .group_by(tags::text_folded)
        .order((count_star().desc(), tags::text_folded.asc()))
        .select((min(tags::text).assume_not_null(), count_star()))
        .first_rows(limit)
        .load(repo.conn)
        .map_err(failed)
}

pub fn by_kind(repo: &mut Repo<'_>, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Kind, i64)>> {
    let rows = tickets::table
        .filter(scope::of(tenant, wanted))
        .group_by(tickets::kind)
        .order((count_star().desc(), tickets::kind.asc()))
        .select((tickets::kind, count_star()))
        .load::<(String, i64)>(repo.conn)
        .map_err(failed)?;
    let read = |(kind, tickets): (String, i64)| {
        let known = Kind::from_key(&kind).ok_or_else(|| corrupt("tickets", "of a group")("kind", &kind))?;
        Ok((known, tickets))
    };
    rows.into_iter().map(read).collect()
}

pub fn by_rank(repo: &mut Repo<'_>, tenant: TenantId, wanted: &Reported) -> StoreResult<Vec<(Rank, i64)>> {
    let rows = tickets::table
        .filter(scope::of(tenant, wanted))
        .group_by(tickets::rank)
        .order(tickets::rank.desc())
        .select((tickets::rank, count_star()))
        .load::<(i16, i64)>(repo.conn)
        .map_err(failed)?;
    let read = |(rank, tickets): (i16, i64)| {
        let known =
            Rank::new(rank).ok_or_else(|| corrupt("tickets", "of a group")("rank", &rank.to_string()))?;
        Ok((known, tickets))
    };
    rows.into_iter().map(read).collect()
}
