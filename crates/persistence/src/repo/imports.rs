//! What was imported already.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    schema::imports,
    types::{Key, key},
};
use diesel::prelude::*;
use tessera_domain::id::TenantId;
use tessera_ports::{StoreResult, imports::Imports};
use uuid::Uuid;

#[derive(Insertable)]
#[diesel(table_name = imports, treat_none_as_default_value = false)]
struct ImportRow<'r> {
    tenant_id: Key,
    source: &'r str,
    kind: &'r str,
    foreign_key: &'r str,
    id: Key,
}

impl Imports for Repo<'_> {
    fn known(
        &mut self,
        tenant: TenantId,
        source: &str,
        kind: &str,
        foreign: &[String],
    ) -> StoreResult<Vec<(String, Uuid)>> {
        let mut known = Vec::new();
        for batch in foreign.chunks(BATCH) {
            let rows = imports::table
                .filter(imports::tenant_id.eq(key(tenant)))
                .filter(imports::source.eq(source).and(imports::kind.eq(kind)))
                .filter(imports::foreign_key.eq_any(batch))
                .order(imports::foreign_key)
                .select((imports::foreign_key, imports::id))
                .load::<(String, Key)>(self.conn)
                .map_err(failed)?;
            known.extend(rows.into_iter().map(|(foreign, id)| (foreign, id.id())));
        }
        Ok(known)
    }

    fn remember(
        &mut self,
        tenant: TenantId,
        source: &str,
        kind: &str,
        pairs: &[(String, Uuid)],
    ) -> StoreResult<()> {
        let rows: Vec<_> = pairs
            .iter()
            .map(|(foreign, id)| ImportRow {
                tenant_id: key(tenant),
                source,
                kind,
                foreign_key: foreign,
                id: key(*id),
            })
            .collect();
        insert_rows!(self, imports::table, rows)
    }
}
