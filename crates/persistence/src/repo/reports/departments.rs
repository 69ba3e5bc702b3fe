//! Sums by department, with how tickets were answered.

use super::{
    super::Repo,
    scope,
    tallies::{Sums, sums, tally},
};
use crate::{
    dialect::failed,
    fragments::{CountIf, Earliest, Joined, MinutesBetween, Sum, among},
    schema::{comments, departments, tickets},
    types::{Key, key},
};
use diesel::{dsl::count_star, prelude::*};
use std::collections::HashMap;
use tessera_domain::{id::TenantId, report::Answers};
use tessera_ports::{
    StoreResult,
    queries::DepartmentLabel,
    reports::{DepartmentTally, Reported},
};

/// More answers than this, and a ticket was not done with at once.
const ONE: i64 = 1;

pub fn tallies(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: &Reported,
) -> StoreResult<Vec<DepartmentTally>> {
    let answers = comments::table.filter(
        comments::tenant_id
            .eq(tickets::tenant_id)
            .and(comments::ticket_id.eq(tickets::id))
            .and(comments::internal.eq(false))
            .and(comments::author_id.is_not_null())
            .and(
                tickets::created_by.is_null().or(comments::author_id
                    .assume_not_null()
                    .ne(tickets::created_by.assume_not_null())),
            ),
    );
    let first = answers.select(Earliest(comments::created_at)).single_value();
    let many = answers.select(count_star()).single_value().assume_not_null();
    let rows = tickets::table
        .filter(scope::of(tenant, wanted))
        .group_by(tickets::department_id)
        .select((
            tickets::department_id,
            sums!(),
            (
                CountIf(Joined(first.is_not_null())),
                Sum(MinutesBetween(tickets::created_at, Joined(first))),
                CountIf(tickets::closed_at.is_not_null().and(Joined(many.le(ONE)))),
            ),
        ))
        .load::<(Option<Key>, Sums, (i64, i64, i64))>(repo.conn)
        .map_err(failed)?;
    let names = labels(
        repo,
        tenant,
        rows.iter().filter_map(|(department, ..)| *department),
    )?;
    let read = |(department, sums, (answered, minutes, at_once)): (Option<Key>, Sums, _)| DepartmentTally {
        department: department.and_then(|id| names.get(&id).cloned()),
        tally: tally(sums),
        answers: Answers {
            answered,
            minutes,
            at_once,
        },
    };
    let mut tallies: Vec<_> = rows.into_iter().map(read).collect();
    tallies.sort_by_key(|tally| {
        tally
            .department
            .as_ref()
            .map_or(i64::MAX, |department| department.number)
    });
    Ok(tallies)
}

fn labels(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ids: impl Iterator<Item = Key>,
) -> StoreResult<HashMap<Key, DepartmentLabel>> {
    let rows = departments::table
        .filter(
            departments::tenant_id
                .eq(key(tenant))
                .and(among(departments::id, ids)),
        )
        .select((departments::id, departments::number, departments::name))
        .load::<(Key, i64, String)>(repo.conn)
        .map_err(failed)?;
    let label = |(id, number, name): (Key, i64, String)| {
        (
            id,
            DepartmentLabel {
                id: id.id(),
                number,
                name,
            },
        )
    };
    Ok(rows.into_iter().map(label).collect())
}
