//! Going on behind a place in a list, as cheaply as beginning it: where the order has an index, that leads there.

use super::{
    super::{Repo, filter, filter::Wanted},
    source::{self, Source},
};
use crate::{
    dialect::failed,
    fragments::behind,
    schema::{clients, priorities, statuses, tickets},
    types::{At, Stamp, at, key},
};
use diesel::{
    prelude::*,
    sql_types::{BigInt, SmallInt, Text},
};
use tessera_domain::{
    id::{TenantId, TicketId},
    listing::{Direction, Position, Sort, SortKey, SortValue},
    time::Time,
};
use tessera_ports::{StoreError, StoreResult};

/// Only tickets behind the place, where the order has an index.
pub fn of_index(wanted: &mut Wanted<tickets::table>, sort: Sort, position: &Position) -> StoreResult<()> {
    let (id, way) = (key(position.id), sort.direction);
    match sort.key {
        SortKey::Created if way == Direction::Ascending => wanted.push(Box::new(tickets::id.gt(id))),
        // By relevance, a place is counted among those that there were at a time.
        SortKey::Created | SortKey::Relevance => wanted.push(Box::new(tickets::id.lt(id))),
        SortKey::Updated => {
            let value = at(moment(position)?).into_sql::<Stamp>();
            wanted.push(Box::new(behind(tickets::updated_at, value, id, way)));
        }
        SortKey::Number => {
            let value = number(position)?.into_sql::<BigInt>();
            wanted.push(Box::new(behind(tickets::number, value, id, way)));
        }
        SortKey::Rank => {
            let value = i16::try_from(number(position)?).ok().ok_or_else(foreign)?;
            wanted.push(Box::new(behind(
                tickets::rank,
                value.into_sql::<SmallInt>(),
                id,
                way,
            )));
        }
        SortKey::Closed
        | SortKey::Due
        | SortKey::Title
        | SortKey::PriorityName
        | SortKey::StatusName
        | SortKey::ClientName => {}
    }
    Ok(())
}

/// Only tickets behind a place in an order in which those without a value come as if it were the largest.
macro_rules! absent_last {
    ($query:expr, $column:expr, $value:expr, $id:expr, $way:expr) => {{
        let (query, column, id) = ($query, $column, $id);
        match ($value, $way) {
            (Some(value), Direction::Ascending) => {
                query.filter(behind(column, value, id, Direction::Ascending).or(column.is_null()))
            }
            (Some(value), Direction::Descending) => {
                query.filter(behind(column, value, id, Direction::Descending))
            }
            (None, Direction::Ascending) => query.filter(column.is_null().and(tickets::id.gt(id))),
            (None, Direction::Descending) => query.filter(column.is_not_null().or(tickets::id.lt(id))),
        }
    }};
}

/// Only tickets behind the place, where the order has no index.
pub fn of_others(query: Source, sort: Sort, position: &Position) -> StoreResult<Source> {
    let (id, way) = (key(position.id), sort.direction);
    Ok(match sort.key {
        SortKey::Created | SortKey::Updated | SortKey::Number | SortKey::Rank | SortKey::Relevance => query,
        SortKey::Closed => absent_last!(query, tickets::closed_at, moment_if_any(position)?, id, way),
        SortKey::Due => absent_last!(query, tickets::due_at, moment_if_any(position)?, id, way),
        SortKey::Title => query.filter(behind(tickets::title, text(position)?, id, way)),
        SortKey::PriorityName => query.filter(behind(priorities::name, text(position)?, id, way)),
        SortKey::StatusName => query.filter(behind(statuses::name, text(position)?, id, way)),
        SortKey::ClientName => {
            let name = match position.value {
                SortValue::Absent => None,
                _ => Some(text(position)?),
            };
            absent_last!(query, clients::name.nullable(), name, id, way)
        }
    })
}

type Bound<Sql, Value> = diesel::dsl::AsExprOf<Value, Sql>;

fn foreign() -> StoreError {
    StoreError::Failed("a place in a list of another order".into())
}

fn number(position: &Position) -> StoreResult<i64> {
    match position.value {
        SortValue::Number(number) => Ok(number),
        SortValue::Absent | SortValue::Text(_) => Err(foreign()),
    }
}

fn moment(position: &Position) -> StoreResult<Time> {
    Time::from_micros(number(position)?).ok_or_else(foreign)
}

fn moment_if_any(position: &Position) -> StoreResult<Option<Bound<Stamp, At>>> {
    match position.value {
        SortValue::Absent => Ok(None),
        _ => Ok(Some(at(moment(position)?).into_sql::<Stamp>())),
    }
}

fn text(position: &Position) -> StoreResult<Bound<Text, String>> {
    match &position.value {
        SortValue::Text(text) => Ok(text.clone().into_sql::<Text>()),
        SortValue::Absent | SortValue::Number(_) => Err(foreign()),
    }
}

/// Where the ticket stands in lists of that order.
pub fn position(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sort: SortKey,
    id: TicketId,
) -> StoreResult<Option<Position>> {
    let one = source::unordered(filter::these(tenant, vec![key(id)]));
    macro_rules! read {
        ($column:expr, $kind:ty) => {
            one.select($column)
                .get_result::<$kind>(repo.conn)
                .optional()
                .map_err(failed)?
        };
    }
    let moment = |time: At| SortValue::Number(time.time().micros());
    let value = match sort {
        SortKey::Created => Some(SortValue::Absent),
        SortKey::Updated => read!(tickets::updated_at, At).map(moment),
        SortKey::Closed => {
            read!(tickets::closed_at, Option<At>).map(|it| it.map_or(SortValue::Absent, moment))
        }
        SortKey::Due => read!(tickets::due_at, Option<At>).map(|it| it.map_or(SortValue::Absent, moment)),
        SortKey::Title => read!(tickets::title, String).map(SortValue::Text),
        SortKey::Number => read!(tickets::number, i64).map(SortValue::Number),
        SortKey::Rank => read!(tickets::rank, i16).map(|rank| SortValue::Number(rank.into())),
        SortKey::PriorityName => read!(priorities::name.assume_not_null(), String).map(SortValue::Text),
        SortKey::StatusName => read!(statuses::name.assume_not_null(), String).map(SortValue::Text),
        SortKey::ClientName => read!(clients::name.nullable(), Option<String>)
            .map(|it| it.map_or(SortValue::Absent, SortValue::Text)),
        SortKey::Relevance => None,
    };
    Ok(value.map(|value| Position { id, value }))
}
