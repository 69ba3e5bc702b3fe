//! A policy as it is stored.

use crate::{
    schema::sla_policies as policies,
    types::{Doc, Key, corrupt, doc, key},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tessera_domain::{
    id::TenantId,
    issue::Problem,
    priority::Rank,
    sla::{Allowance, Calendar, Holidays, Hours, Minute, Policy, Week, Zone},
    text::Name,
    time::{NaiveDate, parse_day},
};
use tessera_ports::StoreError;

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
pub struct PolicyRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    #[diesel(embed)]
    change: PolicyChange,
}

/// Everything about a policy that may change.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = policies, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct PolicyChange {
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

impl PolicyRow {
    pub fn new(tenant: TenantId, policy: &Policy) -> Self {
        Self {
            tenant_id: key(tenant),
            id: key(policy.id),
            number: policy.number,
            change: policy.into(),
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
