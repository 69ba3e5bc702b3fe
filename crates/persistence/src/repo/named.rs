//! What a filter calls by name, or by number, found before its tickets are.
//!
//! One id leads to the index that has its tickets in the order of the list. In the place of an id, a query for ids leads
//! nowhere: PostgreSQL, which plans for any values, then puts all tickets of the tenant into order for each page.

use super::Repo;
use crate::{
    dialect::failed,
    schema::{priorities, projects, statuses},
    types::{Key, key},
};
use diesel::{prelude::*, sql_types::SmallInt};
use tessera_domain::{id::TenantId, listing::TicketFilter, text::fold};
use tessera_ports::StoreResult;

/// The ids of what is named, of each sort where it is.
#[derive(Default)]
pub struct Named {
    pub statuses: Option<Vec<Key>>,
    pub priorities: Option<Vec<Key>>,
    pub projects: Option<Vec<Key>>,
}

impl Named {
    /// Whether something is named that there is not, so that no ticket can have it.
    pub fn is_nothing(&self) -> bool {
        let all = [&self.statuses, &self.priorities, &self.projects];
        all.into_iter().flatten().any(Vec::is_empty)
    }
}

/// What has been found by what.
const STATUS: i16 = 1;
const PRIORITY: i16 = 2;
const PROJECT_NAME: i16 = 3;
const PROJECT_NUMBER: i16 = 4;

impl Repo<'_> {
    /// What the filter names. The statement is the same whatever that is: nothing has an empty name, nor the number 0.
    pub(super) fn named(&mut self, tenant: TenantId, filter: &TicketFilter) -> StoreResult<Named> {
        let TicketFilter {
            status_name,
            priority_name,
            project_name,
            project_number,
            ..
        } = filter;
        let names = [status_name, priority_name, project_name];
        if names.iter().all(|name| name.is_none()) && project_number.is_none() {
            return Ok(Named::default());
        }
        let tenant = key(tenant);
        let folded = |name: &Option<String>| name.as_deref().map(fold).unwrap_or_default();
        let of_status = statuses::table
            .filter(statuses::tenant_id.eq(tenant))
            .filter(statuses::name_folded.eq(folded(status_name)))
            .select((STATUS.into_sql::<SmallInt>(), statuses::id));
        let of_priority = priorities::table
            .filter(priorities::tenant_id.eq(tenant))
            .filter(priorities::name_folded.eq(folded(priority_name)))
            .select((PRIORITY.into_sql::<SmallInt>(), priorities::id));
        let by_name = projects::table
            .filter(projects::tenant_id.eq(tenant))
            .filter(projects::name.eq(project_name.as_deref().unwrap_or_default()))
            .select((PROJECT_NAME.into_sql::<SmallInt>(), projects::id));
        let by_number = projects::table
            .filter(projects::tenant_id.eq(tenant))
            .filter(projects::number.eq(project_number.unwrap_or_default()))
            .select((PROJECT_NUMBER.into_sql::<SmallInt>(), projects::id));
        let found: Vec<(i16, Key)> = of_status
            .union_all(of_priority)
            .union_all(by_name)
            .union_all(by_number)
            .load(self.conn)
            .map_err(failed)?;
        let of = |sort: i16, is_named: bool| -> Option<Vec<Key>> {
            let ids = found
                .iter()
                .filter(|(found, _)| *found == sort)
                .map(|(_, id)| *id);
            is_named.then(|| ids.collect())
        };
        let by_name = of(PROJECT_NAME, project_name.is_some());
        let by_number = of(PROJECT_NUMBER, project_number.is_some());
        Ok(Named {
            statuses: of(STATUS, status_name.is_some()),
            priorities: of(PRIORITY, priority_name.is_some()),
            projects: match (by_name, by_number) {
                (Some(mut ids), Some(others)) => {
                    ids.retain(|id| others.contains(id));
                    Some(ids)
                }
                (by_name, by_number) => by_name.or(by_number),
            },
        })
    }
}
