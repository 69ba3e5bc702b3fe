//! Sums by person.

use super::{
    super::{
        Repo,
        people::{CARD, Card, card},
    },
    scope,
    tallies::{Sums, sums, tally},
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging},
    schema::{tickets, users},
    types::key,
};
use diesel::{dsl::count_star, prelude::*};
use tessera_domain::id::TenantId;
use tessera_ports::{
    StoreResult,
    reports::{PersonOpened, PersonTally, Reported},
};

/// The people that a column of the tickets names, each with the tickets that name them, most tickets first.
macro_rules! by_person {
    ($repo:expr, $tenant:expr, $wanted:expr, $limit:expr, $column:expr, $sums:expr) => {{
        let person = CARD;
        tickets::table
            .inner_join(
                users::table.on(users::tenant_id
                    .eq(tickets::tenant_id)
                    .and(users::id.nullable().eq($column))),
            )
            .filter(Joined(users::tenant_id.eq(key($tenant))))
            .filter(Joined(scope::of($tenant, $wanted)))
            .group_by(person)
            .order((count_star().desc(), users::number.asc()))
            .select((person, $sums))
            .first_rows($limit)
            .load($repo.conn)
            .map_err(failed)
    }};
}

pub fn by_assignee(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: &Reported,
    limit: i64,
) -> StoreResult<Vec<PersonTally>> {
    let rows: Vec<(Card, Sums)> = by_person!(repo, tenant, wanted, limit, tickets::assignee_id, sums!())?;
    let read = |(person, sums): (Card, Sums)| PersonTally {
        person: card(person),
        tally: tally(sums),
    };
    Ok(rows.into_iter().map(read).collect())
}

pub fn by_requester(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: &Reported,
    limit: i64,
) -> StoreResult<Vec<PersonOpened>> {
    let rows: Vec<(Card, i64)> = by_person!(repo, tenant, wanted, limit, tickets::created_by, count_star())?;
    let read = |(person, tickets): (Card, i64)| PersonOpened {
        person: card(person),
        tickets,
    };
    Ok(rows.into_iter().map(read).collect())
}
