//! Reading about integration tokens.

use super::{
    super::{Repo, tenants::state, users::UserRow},
    TokenRow, calls,
};
use crate::{
    dialect::failed,
    fragments::Paging,
    reads::IntegrationReads,
    schema::{credential_lookup, integration_tokens as tokens, tenants, users},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{CredentialId, TenantId},
    time::Time,
};
use tessera_ports::{
    StoreResult,
    integration::{CallFilter, CallRecord, CallStats, HourOfCalls, PresentedToken, TokenCard},
    world::Fingerprint,
};

fn card((token, owner): (TokenRow, UserRow)) -> StoreResult<TokenCard> {
    Ok(TokenCard {
        token: token.try_into()?,
        owner: owner.try_into()?,
    })
}

/// The tenant's tokens with their owners.
macro_rules! cards {
    ($tenant:expr) => {
        tokens::table
            .inner_join(
                users::table.on(users::tenant_id
                    .eq(tokens::tenant_id)
                    .and(users::id.eq(tokens::owner_id))),
            )
            .filter(tokens::tenant_id.eq(key($tenant)))
            .select((TokenRow::as_select(), UserRow::as_select()))
    };
}

impl IntegrationReads for Repo<'_> {
    fn presented_token(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<PresentedToken>> {
        let token = tokens::tenant_id
            .eq(credential_lookup::tenant_id)
            .and(tokens::id.eq(credential_lookup::credential_id));
        let owner = users::tenant_id
            .eq(tokens::tenant_id)
            .and(users::id.eq(tokens::owner_id));
        let row = credential_lookup::table
            .inner_join(tokens::table.on(token))
            .inner_join(users::table.on(owner))
            .inner_join(tenants::table.on(tenants::id.eq(credential_lookup::tenant_id)))
            .filter(credential_lookup::fingerprint.eq(fingerprint.0.as_slice()))
            .select((
                TokenRow::as_select(),
                UserRow::as_select(),
                tenants::id,
                tenants::state,
                tenants::records_bodies,
            ))
            .get_result::<(TokenRow, UserRow, Key, String, bool)>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some((token, owner, tenant, word, records_bodies)) = row else {
            return Ok(None);
        };
        let tenant_state = state(&word).ok_or_else(|| corrupt("tenants", tenant)("state", &word))?;
        Ok(Some(PresentedToken {
            token: token.try_into()?,
            owner: owner.try_into()?,
            tenant_state,
            records_bodies,
        }))
    }

    fn tokens(
        &mut self,
        tenant: TenantId,
        after: Option<CredentialId>,
        limit: i64,
    ) -> StoreResult<Vec<TokenCard>> {
        let newest = cards!(tenant).order(tokens::id.desc());
        let rows = match after {
            Some(after) => newest
                .filter(tokens::id.lt(key(after)))
                .first_rows(limit)
                .load::<(TokenRow, UserRow)>(self.conn),
            None => newest.first_rows(limit).load(self.conn),
        };
        rows.map_err(failed)?.into_iter().map(card).collect()
    }

    fn token(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<TokenCard>> {
        let row = cards!(tenant)
            .filter(tokens::id.eq(key(id)))
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(card).transpose()
    }

    fn calls(&mut self, tenant: TenantId, filter: &CallFilter, limit: i64) -> StoreResult<Vec<CallRecord>> {
        calls::page(self, tenant, filter, limit)
    }

    fn calls_by_hour(
        &mut self,
        tenant: TenantId,
        token: Option<CredentialId>,
        since: Time,
    ) -> StoreResult<Vec<HourOfCalls>> {
        calls::by_hour(self, tenant, token, since)
    }

    fn call_stats(&mut self, tenant: TenantId, token: CredentialId, now: Time) -> StoreResult<CallStats> {
        calls::stats(self, tenant, token, now)
    }
}
