//! Service levels: policies, when tickets entered their statuses, and deadlines that passed.

use super::{Repo, filter::Condition};
use crate::{
    dialect::failed,
    fragments::{Deadline, Earliest, Joined, Locked, Paging},
    reads::SlaReads,
    schema::{comments, departments, events, sla_policies as policies, tickets},
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tessera_domain::{
    event::{EventKind, FieldChange},
    id::{StatusId, TenantId, TicketId},
    issue::Problem,
    priority::Rank,
    sla::{Allowance, Calendar, Holidays, Hours, Minute, Policy, Week, Zone},
    text::Name,
    time::{NaiveDate, Time, parse_day},
};
use tessera_ports::{
    StoreError, StoreResult,
    sla::{PolicySheet, Sla},
};

/// The field in which the log tells of another status.
const STATUS: &str = "status_id";

/// A calendar as it is stored: times of day as people write them.
#[derive(Serialize, Deserialize)]
struct CalendarDoc {
    zone: String,
    /// From Monday on.
    week: Vec<Vec<(String, String)>>,
    /// As `2026-12-25`.
    holidays: Vec<String>,
}

impl From<&Calendar> for CalendarDoc {
    fn from(calendar: &Calendar) -> Self {
        let hours = |hours: &Hours| (hours.from().to_string(), hours.to().to_string());
        let day = |day: &Vec<Hours>| day.iter().map(hours).collect();
        Self {
            zone: calendar.zone.name().to_owned(),
            week: calendar.week.days().iter().map(day).collect(),
            holidays: calendar.holidays.days().iter().map(ToString::to_string).collect(),
        }
    }
}

impl TryFrom<CalendarDoc> for Calendar {
    type Error = Problem;

    fn try_from(stored: CalendarDoc) -> Result<Self, Problem> {
        let hours = |(from, to): (String, String)| Hours::new(Minute::parse(&from)?, Minute::parse(&to)?);
        let mut week: [Vec<Hours>; 7] = Default::default();
        for (day, stored) in week.iter_mut().zip(stored.week) {
            *day = stored.into_iter().map(hours).collect::<Result<_, _>>()?;
        }
        let day = |day: String| parse_day(&day).ok_or(Problem::Rule("must be a day of the calendar"));
        let holidays: BTreeSet<NaiveDate> = stored.holidays.into_iter().map(day).collect::<Result<_, _>>()?;
        Ok(Self {
            zone: Zone::parse(&stored.zone)?,
            week: Week::new(week)?,
            holidays: Holidays::new(holidays)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = policies, treat_none_as_default_value = false)]
struct PolicyRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    #[diesel(embed)]
    change: PolicyChange,
}

/// Everything about a policy that may change.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = policies, treat_none_as_default_value = false, treat_none_as_null = true)]
struct PolicyChange {
    name: String,
    rank: Option<i16>,
    department_id: Option<Key>,
    response_minutes: Option<i64>,
    resolution_minutes: i64,
    calendar: Doc,
    active: bool,
    version: i64,
}

impl From<&Policy> for PolicyChange {
    fn from(policy: &Policy) -> Self {
        Self {
            name: policy.name.to_string(),
            rank: policy.rank.map(Rank::get),
            department_id: policy.department.map(key),
            response_minutes: policy.response.map(Allowance::get),
            resolution_minutes: policy.resolution.get(),
            calendar: doc(&CalendarDoc::from(&policy.calendar)),
            active: policy.active,
            version: policy.version,
        }
    }
}

impl TryFrom<PolicyRow> for Policy {
    type Error = StoreError;

    fn try_from(row: PolicyRow) -> Result<Self, StoreError> {
        let bad = corrupt("sla_policies", row.id);
        let change = row.change;
        let calendar: CalendarDoc = change.calendar.parse().map_err(|error| bad("calendar", &error))?;
        let rank = change
            .rank
            .map(|rank| Rank::new(rank).ok_or_else(|| bad("rank", &rank)))
            .transpose()?;
        let response = change.response_minutes.map(Allowance::minutes).transpose();
        Ok(Self {
            id: row.id.id(),
            number: row.number,
            name: Name::parse(change.name).map_err(|problem| bad("name", &problem))?,
            rank,
            department: change.department_id.map(Key::id),
            response: response.map_err(|problem| bad("response_minutes", &problem))?,
            resolution: Allowance::minutes(change.resolution_minutes)
                .map_err(|problem| bad("resolution_minutes", &problem))?,
            calendar: calendar
                .try_into()
                .map_err(|problem: Problem| bad("calendar", &problem))?,
            active: change.active,
            version: change.version,
        })
    }
}

fn of(tenant: TenantId) -> Condition<policies::table> {
    Box::new(policies::tenant_id.eq(key(tenant)))
}

fn all(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Vec<Policy>> {
    let rows = policies::table
        .filter(of(tenant))
        .order(policies::number)
        .select(PolicyRow::as_select())
        .load::<PolicyRow>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(Policy::try_from).collect()
}

/// The log tells of a new ticket's status as of another one's.
fn entered(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>> {
    let kinds = [EventKind::TicketCreated, EventKind::TicketStatusChanged].map(EventKind::key);
    let rows = events::table
        .filter(
            events::tenant_id
                .eq(key(tenant))
                .and(events::ticket_id.assume_not_null().eq(key(ticket)))
                .and(events::kind.eq_any(kinds)),
        )
        .order(events::sequence)
        .select((events::id, events::created_at, events::changes))
        .load::<(Key, At, Doc)>(repo.conn)
        .map_err(failed)?;
    let mut stays = Vec::with_capacity(rows.len());
    for (id, moment, changes) in rows {
        let bad = corrupt("events", id);
        let changes: Vec<FieldChange> = changes.parse().map_err(|error| bad("changes", &error))?;
        let status = changes.into_iter().find(|change| change.field == STATUS);
        if let Some(change) = status {
            let status = serde_json::from_value(change.after).map_err(|error| bad("changes", &error))?;
            stays.push((moment.time(), status));
        }
    }
    Ok(stays)
}

impl Sla for Repo<'_> {
    fn policies(&mut self, tenant: TenantId) -> StoreResult<Vec<Policy>> {
        all(self, tenant)
    }

    fn policy(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Policy>> {
        let query = policies::table
            .filter(of(tenant))
            .filter(policies::number.eq(number))
            .select(PolicyRow::as_select());
        let row = Locked(query)
            .get_result::<PolicyRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Policy::try_from).transpose()
    }

    fn insert(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        let row = PolicyRow {
            tenant_id: key(tenant),
            id: key(policy.id),
            number: policy.number,
            change: policy.into(),
        };
        diesel::insert_into(policies::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn update(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        let row = policies::table.filter(
            policies::tenant_id
                .eq(key(tenant))
                .and(policies::id.eq(key(policy.id)))
                .and(policies::version.eq(policy.version - 1)),
        );
        let updated = diesel::update(row)
            .set(PolicyChange::from(policy))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    fn remove(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        let row = policies::table.filter(
            policies::tenant_id
                .eq(key(tenant))
                .and(policies::id.eq(key(policy.id))),
        );
        diesel::delete(row).execute(self.conn).map(drop).map_err(failed)
    }

    fn entered(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>> {
        entered(self, tenant, ticket)
    }

    fn stamp_breach(&mut self, tenant: TenantId, ticket: TicketId, deadline: Time) -> StoreResult<bool> {
        let row = tickets::table.filter(
            tickets::tenant_id
                .eq(key(tenant))
                .and(tickets::id.eq(key(ticket)))
                .and(tickets::breached_at.is_null()),
        );
        let stamped = diesel::update(row)
            .set(tickets::breached_at.eq(at(deadline)))
            .execute(self.conn)
            .map_err(failed)?;
        Ok(stamped == 1)
    }
}

impl SlaReads for Repo<'_> {
    fn sla_policies(&mut self, tenant: TenantId) -> StoreResult<Vec<PolicySheet>> {
        let department = departments::table.on(departments::tenant_id
            .eq(policies::tenant_id)
            .and(departments::id.nullable().eq(policies::department_id)));
        let rows = policies::table
            .left_join(department)
            .filter(Joined(of(tenant)))
            .order(policies::number)
            .select((PolicyRow::as_select(), departments::number.nullable()))
            .load::<(PolicyRow, Option<i64>)>(self.conn)
            .map_err(failed)?;
        let sheet = |(row, department): (PolicyRow, Option<i64>)| {
            let policy = row.try_into()?;
            Ok(PolicySheet { policy, department })
        };
        rows.into_iter().map(sheet).collect()
    }

    fn status_stays(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<(Time, StatusId)>> {
        entered(self, tenant, ticket)
    }

    fn first_answer(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>> {
        let meant = tickets::tenant_id
            .eq(comments::tenant_id)
            .and(tickets::id.eq(comments::ticket_id));
        let first = comments::table
            .inner_join(tickets::table.on(meant))
            .filter(
                comments::tenant_id
                    .eq(key(tenant))
                    .and(comments::ticket_id.eq(key(ticket)))
                    .and(comments::internal.eq(false))
                    .and(comments::author_id.is_not_null())
                    .and(
                        tickets::created_by.is_null().or(comments::author_id
                            .assume_not_null()
                            .ne(tickets::created_by.assume_not_null())),
                    ),
            )
            .select(Earliest(comments::created_at))
            .get_result::<Option<At>>(self.conn)
            .map_err(failed)?;
        Ok(first.map(At::time))
    }

    fn newly_breached(
        &mut self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<TicketId>,
        limit: i64,
    ) -> StoreResult<Vec<TicketId>> {
        let mut query = tickets::table
            .filter(
                tickets::tenant_id
                    .eq(key(tenant))
                    .and(tickets::closed_at.is_null())
                    .and(tickets::breached_at.is_null()),
            )
            .filter(Deadline.ge(at(since)).and(Deadline.lt(at(now))))
            .order(tickets::id)
            .select(tickets::id)
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(tickets::id.gt(key(after)));
        }
        let ids = query.first_rows(limit).load::<Key>(self.conn).map_err(failed)?;
        Ok(ids.into_iter().map(Key::id).collect())
    }
}
