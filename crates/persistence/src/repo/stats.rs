//! Counts of tickets of each sort.

use super::{
    Repo, filter,
    ways::{self, Way},
};
use crate::{
    dialect::failed,
    schema::{
        priorities, projects, statuses, ticket_category_totals as categories, ticket_totals as totals,
        tickets,
    },
    types::{Key, at, key},
};
use diesel::{
    dsl::{count, count_star},
    prelude::*,
};
use std::collections::{BTreeMap, HashMap};
use tessera_domain::{
    id::{TenantId, earliest_at},
    time::Time,
    visibility::Sight,
};
use tessera_ports::{StoreResult, queries::TicketStats};

/// The tickets of one project, status, priority and category: how many, with an assignee, finished.
#[derive(Queryable)]
struct Cell {
    project: Key,
    status: Key,
    priority: Key,
    /// The kept totals have none here: they keep them by themselves.
    category: Option<String>,
    tickets: i64,
    assigned: i64,
    closed: i64,
}

/// All counts of the tickets in sight. Whoever sees everything is answered from the kept totals; for others
/// their tickets are counted.
pub fn of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: &Sight,
    now: Time,
    created_since: &[Time],
) -> StoreResult<TicketStats> {
    let mut stats = TicketStats::default();
    match sight {
        Sight::Everything => {
            let cells = kept_cells(repo, tenant)?;
            add_up(repo, tenant, cells, &mut stats)?;
            stats.by_category = kept_categories(repo, tenant)?;
        }
        Sight::Personal { .. } | Sight::OpenedBy { .. } => {
            let cells = counted_cells(repo, tenant, sight)?;
            add_up(repo, tenant, cells, &mut stats)?;
        }
    }
    let way = ways::to_sight(stats.total);
    stats.overdue = overdue(repo, tenant, sight, way, now)?;
    for since in created_since {
        let opened = opened_since(repo, tenant, sight, way, *since)?;
        stats.created_since.push(opened);
    }
    Ok(stats)
}

fn kept_cells(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Vec<Cell>> {
    let rows = totals::table
        .filter(totals::tenant_id.eq(key(tenant)).and(totals::tickets.gt(0)))
        .select((
            totals::project_id,
            totals::status_id,
            totals::priority_id,
            totals::tickets,
            totals::assigned,
            totals::closed,
        ))
        .load::<(Key, Key, Key, i64, bool, bool)>(repo.conn)
        .map_err(failed)?;
    let cell = |(project, status, priority, tickets, assigned, closed)| Cell {
        project,
        status,
        priority,
        category: None,
        tickets,
        assigned: if assigned { tickets } else { 0 },
        closed: if closed { tickets } else { 0 },
    };
    Ok(rows.into_iter().map(cell).collect())
}

fn counted_cells(repo: &mut Repo<'_>, tenant: TenantId, sight: &Sight) -> StoreResult<Vec<Cell>> {
    let sort = (
        tickets::project_id,
        tickets::status_id,
        tickets::priority_id,
        tickets::category,
    );
    tickets::table
        .filter(filter::visible(tenant, sight, Way::Gather).all())
        .group_by(sort)
        .select((
            tickets::project_id,
            tickets::status_id,
            tickets::priority_id,
            tickets::category,
            count_star(),
            count(tickets::assignee_id),
            count(tickets::closed_at),
        ))
        .load(repo.conn)
        .map_err(failed)
}

fn kept_categories(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Vec<(String, i64)>> {
    categories::table
        .filter(
            categories::tenant_id
                .eq(key(tenant))
                .and(categories::tickets.gt(0)),
        )
        .order(categories::category)
        .select((categories::category, categories::tickets))
        .load(repo.conn)
        .map_err(failed)
}

/// Adds the cells up in every direction. Lists are sorted: statuses by position, names by themselves.
fn add_up(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    cells: Vec<Cell>,
    stats: &mut TicketStats,
) -> StoreResult<()> {
    let names = Names::load(repo, tenant)?;
    let mut by_status = HashMap::<Key, i64>::new();
    let mut by_priority = BTreeMap::<String, i64>::new();
    let mut by_project = BTreeMap::<String, i64>::new();
    let mut by_category = BTreeMap::<String, i64>::new();
    for cell in cells {
        stats.total += cell.tickets;
        stats.open += cell.tickets - cell.closed;
        stats.closed += cell.closed;
        stats.unassigned += cell.tickets - cell.assigned;
        *by_status.entry(cell.status).or_default() += cell.tickets;
        let name = |names: &HashMap<Key, String>, id| names.get(&id).cloned().unwrap_or_default();
        *by_priority
            .entry(name(&names.priorities, cell.priority))
            .or_default() += cell.tickets;
        *by_project.entry(name(&names.projects, cell.project)).or_default() += cell.tickets;
        if let Some(category) = cell.category {
            *by_category.entry(category).or_default() += cell.tickets;
        }
    }
    let counted = |status: &Key| by_status.get(status).map(|count| (status.id(), *count));
    stats.by_status = names.statuses.iter().filter_map(counted).collect();
    stats.by_priority = by_priority.into_iter().collect();
    stats.by_project = by_project.into_iter().collect();
    stats.by_category = by_category.into_iter().collect();
    Ok(())
}

/// The names that tickets are counted under.
struct Names {
    statuses: Vec<Key>,
    priorities: HashMap<Key, String>,
    projects: HashMap<Key, String>,
}

impl Names {
    fn load(repo: &mut Repo<'_>, tenant: TenantId) -> StoreResult<Self> {
        let statuses = statuses::table
            .filter(statuses::tenant_id.eq(key(tenant)))
            .order((statuses::position, statuses::id))
            .select(statuses::id)
            .load(repo.conn)
            .map_err(failed)?;
        let priorities = priorities::table
            .filter(priorities::tenant_id.eq(key(tenant)))
            .select((priorities::id, priorities::name))
            .load::<(Key, String)>(repo.conn)
            .map_err(failed)?;
        let projects = projects::table
            .filter(projects::tenant_id.eq(key(tenant)))
            .select((projects::id, projects::name))
            .load::<(Key, String)>(repo.conn)
            .map_err(failed)?;
        Ok(Self {
            statuses,
            priorities: priorities.into_iter().collect(),
            projects: projects.into_iter().collect(),
        })
    }
}

fn overdue(repo: &mut Repo<'_>, tenant: TenantId, sight: &Sight, way: Way, now: Time) -> StoreResult<i64> {
    tickets::table
        .filter(filter::visible(tenant, sight, way).all())
        .filter(tickets::closed_at.is_null())
        .filter(tickets::due_at.assume_not_null().lt(at(now)))
        .count()
        .get_result(repo.conn)
        .map_err(failed)
}

fn opened_since(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: &Sight,
    way: Way,
    since: Time,
) -> StoreResult<i64> {
    tickets::table
        .filter(filter::visible(tenant, sight, way).all())
        .filter(tickets::id.ge(key(earliest_at(since))))
        .count()
        .get_result(repo.conn)
        .map_err(failed)
}
