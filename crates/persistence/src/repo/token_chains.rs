//! The chains of signed refresh tokens. Who uses one up does it by an update that finds it only once.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::Locked,
    schema::token_chains,
    types::{At, Key, at, key},
};
use diesel::prelude::*;
use tessera_domain::id::{SessionId, TenantId, TokenId};
use tessera_ports::{
    StoreResult,
    token_chains::{Link, TokenChain, TokenChains},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = token_chains, treat_none_as_default_value = false)]
struct ChainRow {
    tenant_id: Key,
    session_id: Key,
    refresh_id: Key,
    access_id: Key,
    used_id: Option<Key>,
    given_at: At,
}

impl From<ChainRow> for TokenChain {
    fn from(row: ChainRow) -> Self {
        Self {
            newest: Link {
                refresh: row.refresh_id.id(),
                access: row.access_id.id(),
                given_at: row.given_at.time(),
            },
            used: row.used_id.map(Key::id),
        }
    }
}

impl TokenChains for Repo<'_> {
    fn begin(&mut self, tenant: TenantId, session: SessionId, first: &Link) -> StoreResult<()> {
        let row = ChainRow {
            tenant_id: key(tenant),
            session_id: key(session),
            refresh_id: key(first.refresh),
            access_id: key(first.access),
            used_id: None,
            given_at: at(first.given_at),
        };
        insert_rows!(self, token_chains::table, [row])
    }

    fn turn(
        &mut self,
        tenant: TenantId,
        session: SessionId,
        used: TokenId,
        next: &Link,
    ) -> StoreResult<bool> {
        let that_counts = token_chains::table.filter(
            token_chains::tenant_id
                .eq(key(tenant))
                .and(token_chains::session_id.eq(key(session)))
                .and(token_chains::refresh_id.eq(key(used))),
        );
        let turned = diesel::update(that_counts)
            .set((
                token_chains::refresh_id.eq(key(next.refresh)),
                token_chains::access_id.eq(key(next.access)),
                token_chains::used_id.eq(key(used)),
                token_chains::given_at.eq(at(next.given_at)),
            ))
            .execute(self.conn);
        Ok(turned.map_err(failed)? > 0)
    }

    fn find(&mut self, tenant: TenantId, session: SessionId) -> StoreResult<Option<TokenChain>> {
        let query = token_chains::table
            .filter(
                token_chains::tenant_id
                    .eq(key(tenant))
                    .and(token_chains::session_id.eq(key(session))),
            )
            .select(ChainRow::as_select());
        let row = Locked(query)
            .get_result::<ChainRow>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(row.map(TokenChain::from))
    }
}
