//! The record of integrations' calls.

use super::{
    super::{Db, Repo},
    BATCH,
};
use crate::{
    dialect::failed,
    fragments::{Average, CountIf, HourOf, Kept, Paging, among},
    schema::{integration_calls as calls, integration_tokens as tokens},
    types::{At, Key, at, corrupt, key},
};
use diesel::{dsl::count_star, prelude::*};
use std::collections::BTreeSet;
use tessera_domain::{
    id::{CredentialId, TenantId, earliest_at},
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    integration::{CallFilter, CallRecord, CallStats, HourOfCalls},
};

/// The lowest status that says that something went wrong.
const ERROR: i16 = 400;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = calls, treat_none_as_default_value = false)]
struct CallRow {
    tenant_id: Key,
    id: Key,
    token_id: Key,
    method: String,
    path: String,
    status: i16,
    milliseconds: i64,
    address: Option<String>,
    agent: Option<String>,
    body: Option<String>,
    created_at: At,
}

/// As much of a text as may be stored, without what PostgreSQL cannot store: one odd request must not keep the
/// others of its batch out of the record.
fn kept(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect()
}

impl TryFrom<&CallRecord> for CallRow {
    type Error = StoreError;

    fn try_from(call: &CallRecord) -> Result<Self, StoreError> {
        Ok(Self {
            tenant_id: key(call.tenant),
            id: key(call.id),
            token_id: key(call.token),
            method: kept(&call.method, 100),
            path: kept(&call.path, 500),
            status: i16::try_from(call.status).map_err(|error| StoreError::Failed(error.to_string()))?,
            milliseconds: call.milliseconds.max(0),
            address: call.address.as_deref().map(|text| kept(text, 255)),
            agent: call.agent.as_deref().map(|text| kept(text, 500)),
            body: call.body.as_deref().map(|text| kept(text, 10_000)),
            created_at: at(call.at),
        })
    }
}

impl TryFrom<CallRow> for CallRecord {
    type Error = StoreError;

    fn try_from(row: CallRow) -> Result<Self, StoreError> {
        let bad = corrupt("integration_calls", row.id);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            token: row.token_id.id(),
            method: row.method,
            path: row.path,
            status: u16::try_from(row.status).map_err(|error| bad("status", &error))?,
            milliseconds: row.milliseconds,
            address: row.address,
            agent: row.agent,
            body: row.body,
            at: row.created_at.time(),
        })
    }
}

/// Stores the calls of tokens that are still there, and keeps those there meanwhile. What is recorded already is
/// not recorded twice.
pub fn record(repo: &mut Repo<'_>, tenant: TenantId, made: &[CallRecord]) -> StoreResult<()> {
    if made.iter().any(|call| call.tenant != tenant) {
        return Err(StoreError::Failed("a call of another tenant".into()));
    }
    let named: BTreeSet<Key> = made.iter().map(|call| key(call.token)).collect();
    let named: Vec<Key> = named.into_iter().collect();
    let mut there = BTreeSet::new();
    for batch in named.chunks(BATCH) {
        let listed = among(tokens::id, batch.iter().copied());
        let query = tokens::table
            .filter(tokens::tenant_id.eq(key(tenant)).and(listed))
            .order(tokens::id)
            .select(tokens::id);
        there.extend(Kept(query).load::<Key>(repo.conn).map_err(failed)?);
    }
    let rows = made
        .iter()
        .filter(|call| there.contains(&key(call.token)))
        .map(CallRow::try_from)
        .collect::<StoreResult<Vec<_>>>()?;
    insert_rows!(repo, calls::table, rows, |insert| insert.on_conflict_do_nothing())
}

/// The newest calls that pass the filter.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    filter: &CallFilter,
    limit: i64,
) -> StoreResult<Vec<CallRecord>> {
    let mut query = calls::table
        .filter(calls::tenant_id.eq(key(tenant)))
        .order(calls::id.desc())
        .select(CallRow::as_select())
        .into_boxed::<Db>();
    if let Some(token) = filter.token {
        query = query.filter(calls::token_id.eq(key(token)));
    }
    if let Some(before) = filter.before {
        query = query.filter(calls::id.lt(key(before)));
    }
    query = match filter.failed {
        Some(true) => query.filter(calls::status.ge(ERROR)),
        Some(false) => query.filter(calls::status.lt(ERROR)),
        None => query,
    };
    let rows = query
        .first_rows(limit)
        .load::<CallRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(CallRecord::try_from).collect()
}

/// The calls of each hour, the oldest hour first.
pub fn by_hour(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    token: Option<CredentialId>,
    since: Time,
) -> StoreResult<Vec<HourOfCalls>> {
    let hours = calls::table
        .filter(
            calls::tenant_id
                .eq(key(tenant))
                .and(calls::created_at.ge(at(since))),
        )
        .group_by(HourOf(calls::created_at))
        .order(HourOf(calls::created_at))
        .select((
            HourOf(calls::created_at),
            count_star(),
            CountIf(calls::status.ge(ERROR)),
        ));
    let rows = match token {
        // The index of a token's calls has them in the order of their ids, which are made from their times.
        Some(token) => hours
            .filter(calls::token_id.eq(key(token)))
            .filter(calls::id.ge(key(earliest_at(since))))
            .load::<(At, i64, i64)>(repo.conn),
        None => hours.load(repo.conn),
    };
    let hour = |(hour, calls, errors): (At, i64, i64)| HourOfCalls {
        hour: hour.time(),
        calls,
        errors,
    };
    Ok(rows.map_err(failed)?.into_iter().map(hour).collect())
}

/// What the token has done, in one statement.
pub fn stats(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    token: CredentialId,
    now: Time,
) -> StoreResult<CallStats> {
    let (total, this_hour, today, errors, average_milliseconds) = calls::table
        .filter(
            calls::tenant_id
                .eq(key(tenant))
                .and(calls::token_id.eq(key(token))),
        )
        .select((
            count_star(),
            CountIf(calls::created_at.ge(at(now.start_of_hour()))),
            CountIf(calls::created_at.ge(at(now.start_of_day()))),
            CountIf(calls::status.ge(ERROR)),
            Average(calls::milliseconds),
        ))
        .get_result::<(i64, i64, i64, i64, Option<i64>)>(repo.conn)
        .map_err(failed)?;
    Ok(CallStats {
        total,
        this_hour,
        today,
        errors,
        average_milliseconds,
    })
}
