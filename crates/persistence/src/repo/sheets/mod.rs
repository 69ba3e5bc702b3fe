//! Projects, columns, tags and contacts for screens. Counts come from what is kept, in a statement each for all of a
//! page.

mod columns;
mod contacts;
mod projects;
mod tags;

pub use columns::one as column;
pub use projects::one as project;
pub use tags::{beside, one as tag};

use super::{Repo, boards::in_sight, filter::Condition};
use crate::{
    reads::BoardReads,
    schema::{board_columns, contacts as contacts_table, projects as projects_table, tags as tags_table},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    client::Contact,
    id::TenantId,
    listing::{Page, Window},
    text::SearchTerm,
    user::Login,
    visibility::ProjectSight,
};
use tessera_ports::{
    StoreResult,
    queries::{ColumnSheet, ColumnsWanted, Maker, ProjectSheet, TagContactSheet, TagSheet, TagsAsked},
};

/// Number and login of a person, where there is one.
type Person = Option<(i64, String)>;

/// The person as a sheet shows them.
fn maker(of: Key, person: Person) -> StoreResult<Option<Maker>> {
    let made = |(number, login): (i64, String)| {
        let login = Login::parse(&login).map_err(|problem| corrupt("users", of)("login", &problem))?;
        Ok(Maker { number, login })
    };
    person.map(made).transpose()
}

/// The count of one out of many.
fn count(counts: &HashMap<Key, i64>, id: Key) -> i64 {
    counts.get(&id).copied().unwrap_or_default()
}

/// The project of that number; every project of the tenant, where none is named.
fn of_project(tenant: TenantId, number: Option<i64>) -> Condition<projects_table::table> {
    match number {
        Some(number) => Box::new(projects_table::number.eq(number)),
        None => Box::new(projects_table::tenant_id.eq(key(tenant))),
    }
}

impl BoardReads for Repo<'_> {
    fn projects(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        window: Window,
    ) -> StoreResult<Page<ProjectSheet>> {
        projects::page(self, tenant, sight, window)
    }

    fn project(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<ProjectSheet>> {
        let meant = in_sight(tenant, sight);
        let wanted = Box::new(BoolExpressionMethods::and(
            meant,
            projects_table::number.eq(number),
        ));
        projects::one(self, tenant, wanted)
    }

    fn columns(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &ColumnsWanted,
        window: Window,
    ) -> StoreResult<Page<ColumnSheet>> {
        columns::page(self, tenant, sight, wanted, window)
    }

    fn column(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<ColumnSheet>> {
        columns::one(self, tenant, sight, Box::new(board_columns::number.eq(number)))
    }

    fn tags(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        asked: &TagsAsked,
        window: Window,
    ) -> StoreResult<Page<TagSheet>> {
        tags::page(self, tenant, sight, asked, window)
    }

    fn tag(&mut self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<TagSheet>> {
        tags::one(self, tenant, sight, Box::new(tags_table::number.eq(number)))
    }

    fn tag_contacts(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        tag: i64,
        window: Window,
    ) -> StoreResult<Option<Page<TagContactSheet>>> {
        tags::contacts(self, tenant, sight, tag, window)
    }

    fn contacts(
        &mut self,
        tenant: TenantId,
        search: &[SearchTerm],
        window: Window,
    ) -> StoreResult<Page<Contact>> {
        contacts::page(self, tenant, search, window)
    }

    fn contact(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Contact>> {
        contacts::one(self, tenant, Box::new(contacts_table::number.eq(number)))
    }
}
