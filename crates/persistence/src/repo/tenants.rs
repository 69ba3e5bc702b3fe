//! Tenants. The table is global: no statement here compares a tenant.

use super::Repo;
use crate::{
    dialect::failed,
    schema::tenants,
    types::{At, Key, at, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    tenant::{Slug, Tenant, TenantState},
    text::Name,
};
use tessera_ports::{StoreError, StoreResult, tenants::Tenants};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tenants, treat_none_as_default_value = false)]
struct TenantRow {
    id: Key,
    slug: String,
    name: String,
    state: String,
    created_at: At,
}

impl TryFrom<TenantRow> for Tenant {
    type Error = StoreError;

    fn try_from(row: TenantRow) -> Result<Self, StoreError> {
        let bad = corrupt("tenants", row.id);
        Ok(Self {
            id: row.id.id(),
            slug: Slug::parse(&row.slug).map_err(|problem| bad("slug", &problem))?,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            state: state(&row.state).ok_or_else(|| bad("state", &row.state))?,
            created_at: row.created_at.time(),
        })
    }
}

const fn word(state: TenantState) -> &'static str {
    match state {
        TenantState::Active => "active",
        TenantState::Suspended => "suspended",
    }
}

/// The state of that stored name.
pub fn state(stored: &str) -> Option<TenantState> {
    [TenantState::Active, TenantState::Suspended]
        .into_iter()
        .find(|state| word(*state) == stored)
}

impl Tenants for Repo<'_> {
    fn by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Tenant>> {
        let row = tenants::table
            .filter(tenants::slug.eq(slug.as_str()))
            .select(TenantRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Tenant::try_from).transpose()
    }

    fn insert(&mut self, tenant: &Tenant) -> StoreResult<()> {
        let row = TenantRow {
            id: key(tenant.id),
            slug: tenant.slug.as_str().to_owned(),
            name: tenant.name.as_str().to_owned(),
            state: word(tenant.state).to_owned(),
            created_at: at(tenant.created_at),
        };
        diesel::insert_into(tenants::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }
}
