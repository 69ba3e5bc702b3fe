//! Integration tokens, and the counts of their calls.

mod calls;
mod reads;

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::{Locked, found_by},
    schema::{
        credential_lookup, integration_calls, integration_hours as hours, integration_tokens as tokens,
        tickets,
    },
    types::{At, Key, at, corrupt, key},
};
use diesel::{prelude::*, query_dsl::methods};
use tessera_domain::{
    id::{CredentialId, TenantId},
    integration::{HourlyLimit, IntegrationToken, TokenState},
    text::Name,
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    integration::{CallRecord, Integrations},
    world::Fingerprint,
};

/// How many rows one statement changes when a token is taken away.
const BOUND: i64 = 5_000;

diesel::alias!(const SOURCED: Alias<SourcedHere> = tickets as sourced);
diesel::alias!(const MADE: Alias<Made> = integration_calls as made);

/// Everything of a token but the fingerprint of its secret.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tokens, treat_none_as_default_value = false)]
struct TokenRow {
    tenant_id: Key,
    id: Key,
    name: String,
    description: Option<String>,
    owner_id: Key,
    prefix: String,
    state: String,
    per_hour: i64,
    created_at: At,
    updated_at: At,
    expires_at: Option<At>,
    last_used_at: Option<At>,
}

impl From<&IntegrationToken> for TokenRow {
    fn from(token: &IntegrationToken) -> Self {
        Self {
            tenant_id: key(token.tenant),
            id: key(token.id),
            name: token.name.as_str().to_owned(),
            description: token.description.clone(),
            owner_id: key(token.owner),
            prefix: token.prefix.clone(),
            state: token.state.key().to_owned(),
            per_hour: token.per_hour.get().into(),
            created_at: at(token.created_at),
            updated_at: at(token.updated_at),
            expires_at: token.expires_at.map(at),
            last_used_at: token.last_used_at.map(at),
        }
    }
}

impl TryFrom<TokenRow> for IntegrationToken {
    type Error = StoreError;

    fn try_from(row: TokenRow) -> Result<Self, StoreError> {
        let bad = corrupt("integration_tokens", row.id);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            name: Name::parse(row.name).map_err(|problem| bad("name", &problem))?,
            description: row.description,
            owner: row.owner_id.id(),
            prefix: row.prefix,
            state: TokenState::from_key(&row.state).ok_or_else(|| bad("state", &row.state))?,
            per_hour: HourlyLimit::parse(row.per_hour).map_err(|problem| bad("per_hour", &problem))?,
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            expires_at: row.expires_at.map(At::time),
            last_used_at: row.last_used_at.map(At::time),
        })
    }
}

/// The token's own row.
macro_rules! row_of {
    ($tenant:expr, $id:expr) => {
        tokens::table.filter(tokens::tenant_id.eq(key($tenant)).and(tokens::id.eq(key($id))))
    };
}

impl Integrations for Repo<'_> {
    fn insert(
        &mut self,
        tenant: TenantId,
        token: &IntegrationToken,
        fingerprint: &Fingerprint,
    ) -> StoreResult<()> {
        if token.tenant != tenant {
            return Err(StoreError::Failed(
                "an integration token of another tenant".into(),
            ));
        }
        self.make_known(tenant, fingerprint, key(token.id))?;
        let row = (
            TokenRow::from(token),
            tokens::fingerprint.eq(fingerprint.0.as_slice()),
        );
        diesel::insert_into(tokens::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn find(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<IntegrationToken>> {
        let row = Locked(row_of!(tenant, id).select(TokenRow::as_select()))
            .get_result::<TokenRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(IntegrationToken::try_from).transpose()
    }

    fn update(&mut self, tenant: TenantId, token: &IntegrationToken) -> StoreResult<()> {
        let changed = diesel::update(row_of!(tenant, token.id))
            .set((
                tokens::name.eq(token.name.as_str()),
                tokens::description.eq(token.description.as_deref()),
                tokens::state.eq(token.state.key()),
                tokens::per_hour.eq(i64::from(token.per_hour.get())),
                tokens::updated_at.eq(at(token.updated_at)),
                tokens::expires_at.eq(token.expires_at.map(at)),
                tokens::last_used_at.eq(token.last_used_at.map(at)),
            ))
            .execute(self.conn);
        found(changed)
    }

    fn replace_secret(
        &mut self,
        tenant: TenantId,
        id: CredentialId,
        prefix: &str,
        fingerprint: &Fingerprint,
    ) -> StoreResult<()> {
        if !self.forget_secret(tenant, id)? {
            return Err(missing());
        }
        self.make_known(tenant, fingerprint, key(id))?;
        let changed = diesel::update(row_of!(tenant, id))
            .set((
                tokens::prefix.eq(prefix),
                tokens::fingerprint.eq(fingerprint.0.as_slice()),
            ))
            .execute(self.conn);
        found(changed)
    }

    fn remove(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<bool> {
        if !self.forget_secret(tenant, id)? {
            return Ok(false);
        }
        while self.clear_tickets(tenant, id)? == BOUND {}
        while self.remove_calls(tenant, id)? == BOUND {}
        let counted = hours::table.filter(hours::tenant_id.eq(key(tenant)).and(hours::token_id.eq(key(id))));
        diesel::delete(counted).execute(self.conn).map_err(failed)?;
        let removed = diesel::delete(row_of!(tenant, id)).execute(self.conn);
        Ok(removed.map_err(failed)? > 0)
    }

    fn count_call(
        &mut self,
        tenant: TenantId,
        id: CredentialId,
        hour: Time,
        limit: u32,
    ) -> StoreResult<Option<u32>> {
        // The first call of an hour meets no row whose count could be compared.
        if limit == 0 {
            return Ok(None);
        }
        let first = (
            hours::tenant_id.eq(key(tenant)),
            hours::token_id.eq(key(id)),
            hours::hour.eq(at(hour)),
            hours::calls.eq(1_i64),
        );
        let counting = diesel::insert_into(hours::table)
            .values(first)
            .on_conflict((hours::tenant_id, hours::token_id, hours::hour))
            .do_update()
            .set(hours::calls.eq(hours::calls + 1));
        let counted = methods::FilterDsl::filter(counting, hours::calls.lt(i64::from(limit)))
            .returning(hours::calls)
            .get_result::<i64>(self.conn)
            .optional()
            .map_err(failed)?;
        let bad = corrupt("integration_hours", key(id));
        counted
            .map(|calls| u32::try_from(calls).map_err(|error| bad("calls", &error)))
            .transpose()
    }

    fn used(&mut self, tenant: TenantId, id: CredentialId, moment: Time) -> StoreResult<()> {
        let earlier = tokens::last_used_at
            .is_null()
            .or(tokens::last_used_at.assume_not_null().lt(at(moment)));
        diesel::update(row_of!(tenant, id).filter(earlier))
            .set(tokens::last_used_at.eq(at(moment)))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn record(&mut self, tenant: TenantId, calls: &[CallRecord]) -> StoreResult<()> {
        calls::record(self, tenant, calls)
    }
}

impl Repo<'_> {
    /// Takes the token's secret out of the look-up, and holds the token. Whether there is one.
    fn forget_secret(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<bool> {
        let fingerprint = Locked(row_of!(tenant, id).select(tokens::fingerprint))
            .get_result::<Vec<u8>>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some(fingerprint) = fingerprint else {
            return Ok(false);
        };
        let known = credential_lookup::table.filter(credential_lookup::fingerprint.eq(fingerprint));
        diesel::delete(known).execute(self.conn).map_err(failed)?;
        Ok(true)
    }

    /// Makes some of the tickets that the token opened be of no token, and says how many.
    fn clear_tickets(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<i64> {
        let some = SOURCED
            .filter(SOURCED.field(tickets::tenant_id).eq(key(tenant)))
            .filter(SOURCED.field(tickets::source_id).assume_not_null().eq(key(id)))
            .select(SOURCED.field(tickets::id))
            .limit(BOUND);
        let opened = tickets::table.filter(
            tickets::tenant_id
                .eq(key(tenant))
                .and(found_by(tickets::id, some)),
        );
        let cleared = diesel::update(opened)
            .set(tickets::source_id.eq(None::<Key>))
            .execute(self.conn);
        number(cleared)
    }

    /// Takes away some of the record of the token's calls, and says how many.
    fn remove_calls(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<i64> {
        let some = MADE
            .filter(MADE.field(integration_calls::tenant_id).eq(key(tenant)))
            .filter(MADE.field(integration_calls::token_id).eq(key(id)))
            .select(MADE.field(integration_calls::id))
            .limit(BOUND);
        let made = integration_calls::table.filter(
            integration_calls::tenant_id
                .eq(key(tenant))
                .and(found_by(integration_calls::id, some)),
        );
        number(diesel::delete(made).execute(self.conn))
    }
}

fn number(changed: QueryResult<usize>) -> StoreResult<i64> {
    i64::try_from(changed.map_err(failed)?).map_err(|error| StoreError::Failed(error.to_string()))
}

/// Whether the token that was to be changed is there. Its caller has just read it.
fn found(changed: QueryResult<usize>) -> StoreResult<()> {
    match changed.map_err(failed)? {
        0 => Err(missing()),
        _ => Ok(()),
    }
}

fn missing() -> StoreError {
    StoreError::Failed("there is no such integration token".into())
}
