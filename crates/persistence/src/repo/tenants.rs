//! Tenants. The table is global: no statement here compares a tenant.

use super::Repo;
use crate::{
    dialect::failed,
    fragments::Paging,
    schema::tenants,
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::TenantId,
    tenant::{Enrolment, HostName, Slug, Tenant, TenantState},
    text::Name,
    user::Role,
};
use tessera_ports::{StoreError, StoreResult, tenants::Tenants};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tenants, treat_none_as_default_value = false)]
pub struct TenantRow {
    id: Key,
    slug: String,
    name: String,
    state: String,
    host: Option<String>,
    enrolment_domains: Option<Doc>,
    enrolment_role: Option<String>,
    records_bodies: bool,
    created_at: At,
}

impl From<&Tenant> for TenantRow {
    fn from(tenant: &Tenant) -> Self {
        let (enrolment_domains, enrolment_role) = enrolment_columns(tenant);
        Self {
            id: key(tenant.id),
            slug: tenant.slug.as_str().to_owned(),
            name: tenant.name.as_str().to_owned(),
            state: word(tenant.state).to_owned(),
            host: tenant.host.as_ref().map(|host| host.as_str().to_owned()),
            enrolment_domains,
            enrolment_role: enrolment_role.map(str::to_owned),
            records_bodies: tenant.records_bodies,
            created_at: at(tenant.created_at),
        }
    }
}

impl TryFrom<TenantRow> for Tenant {
    type Error = StoreError;

    fn try_from(row: TenantRow) -> Result<Self, StoreError> {
        let bad = corrupt("tenants", row.id);
        let host = row
            .host
            .map(|host| HostName::parse(&host).map_err(|problem| bad("host", &problem)));
        let enrolment = row
            .enrolment_domains
            .map(|domains| enrolment(&domains, row.enrolment_role.as_deref(), &bad));
        Ok(Self {
            id: row.id.id(),
            slug: Slug::parse(&row.slug).map_err(|problem| bad("slug", &problem))?,
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            state: state(&row.state).ok_or_else(|| bad("state", &row.state))?,
            host: host.transpose()?,
            enrolment: enrolment.transpose()?,
            records_bodies: row.records_bodies,
            created_at: row.created_at.time(),
        })
    }
}

fn enrolment_columns(tenant: &Tenant) -> (Option<Doc>, Option<&'static str>) {
    let Some(enrolment) = &tenant.enrolment else {
        return (None, None);
    };
    let domains: Vec<_> = enrolment.domains.iter().map(HostName::as_str).collect();
    (Some(doc(&domains)), enrolment.role.map(Role::key))
}

fn enrolment(
    domains: &Doc,
    role: Option<&str>,
    bad: impl Fn(&'static str, &dyn std::fmt::Display) -> StoreError,
) -> StoreResult<Enrolment> {
    let texts = domains.parse::<Vec<String>>();
    let domains = texts
        .map_err(|error| bad("enrolment_domains", &error))?
        .into_iter()
        .map(|text| HostName::parse(&text).map_err(|problem| bad("enrolment_domains", &problem)));
    let role = role.map(|role| Role::from_key(role).ok_or_else(|| bad("enrolment_role", &role)));
    Ok(Enrolment {
        domains: domains.collect::<Result<_, _>>()?,
        role: role.transpose()?,
    })
}

/// What a state is stored as.
pub const fn word(state: TenantState) -> &'static str {
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

/// The one tenant that a condition finds.
macro_rules! tenant_where {
    ($repo:expr, $condition:expr) => {{
        let row = tenants::table
            .filter($condition)
            .select(TenantRow::as_select())
            .get_result::<TenantRow>($repo.conn)
            .optional()
            .map_err(failed)?;
        row.map(Tenant::try_from).transpose()
    }};
}

impl Repo<'_> {
    pub(super) fn tenant_by_id(&mut self, id: TenantId) -> StoreResult<Option<Tenant>> {
        tenant_where!(self, tenants::id.eq(key(id)))
    }

    pub(super) fn tenant_by_host_name(&mut self, host: &HostName) -> StoreResult<Option<Tenant>> {
        tenant_where!(self, tenants::host.eq(host.as_str()))
    }
}

impl Tenants for Repo<'_> {
    fn by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Tenant>> {
        tenant_where!(self, tenants::slug.eq(slug.as_str()))
    }

    fn list(&mut self, after: &str, limit: i64) -> StoreResult<Vec<Tenant>> {
        let rows = tenants::table
            .filter(tenants::slug.gt(after))
            .order(tenants::slug)
            .select(TenantRow::as_select())
            .first_rows(limit)
            .load::<TenantRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(Tenant::try_from).collect()
    }

    fn update(&mut self, tenant: &Tenant) -> StoreResult<()> {
        let (domains, role) = enrolment_columns(tenant);
        let updated = diesel::update(tenants::table.filter(tenants::id.eq(key(tenant.id))))
            .set((
                tenants::name.eq(tenant.name.as_str()),
                tenants::state.eq(word(tenant.state)),
                tenants::host.eq(tenant.host.as_ref().map(HostName::as_str)),
                tenants::enrolment_domains.eq(domains),
                tenants::enrolment_role.eq(role),
                tenants::records_bodies.eq(tenant.records_bodies),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Failed("there is no such tenant".into()))
        }
    }

    fn insert(&mut self, tenant: &Tenant) -> StoreResult<()> {
        diesel::insert_into(tenants::table)
            .values(TenantRow::from(tenant))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }
}
