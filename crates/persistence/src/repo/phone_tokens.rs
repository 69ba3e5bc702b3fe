//! The tokens of phones' sessions. Who uses one up does it by an update that finds it only once.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::Locked,
    schema::{credential_lookup, one_time_tokens, refresh_tokens},
    types::{At, Key, at, corrupt, fingerprint as stored, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{OneTimeTokenId, RefreshTokenId, SessionId, TenantId},
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    phone_tokens::{OneTimeToken, PhoneTokens, RefreshToken},
    world::Fingerprint,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_tokens, treat_none_as_default_value = false)]
struct OneTimeRow {
    tenant_id: Key,
    id: Key,
    user_id: Key,
    session_id: Key,
    fingerprint: Vec<u8>,
    state: Vec<u8>,
    challenge: Option<Vec<u8>>,
    created_at: At,
    expires_at: At,
    used_at: Option<At>,
    gave_id: Option<Key>,
}

impl From<&OneTimeToken> for OneTimeRow {
    fn from(token: &OneTimeToken) -> Self {
        Self {
            tenant_id: key(token.tenant),
            id: key(token.id),
            user_id: key(token.user),
            session_id: key(token.session),
            fingerprint: token.fingerprint.0.to_vec(),
            state: token.state.0.to_vec(),
            challenge: token.challenge.map(|challenge| challenge.0.to_vec()),
            created_at: at(token.created_at),
            expires_at: at(token.expires_at),
            used_at: token.used_at.map(at),
            gave_id: token.gave.map(key),
        }
    }
}

impl TryFrom<OneTimeRow> for OneTimeToken {
    type Error = StoreError;

    fn try_from(row: OneTimeRow) -> Result<Self, StoreError> {
        let bad = corrupt("one_time_tokens", row.id);
        let challenge = row
            .challenge
            .map(|challenge| stored(&challenge).map_err(|error| bad("challenge", &error)));
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            user: row.user_id.id(),
            session: row.session_id.id(),
            fingerprint: stored(&row.fingerprint).map_err(|error| bad("fingerprint", &error))?,
            state: stored(&row.state).map_err(|error| bad("state", &error))?,
            challenge: challenge.transpose()?,
            created_at: row.created_at.time(),
            expires_at: row.expires_at.time(),
            used_at: row.used_at.map(At::time),
            gave: row.gave_id.map(Key::id),
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
struct RefreshRow {
    tenant_id: Key,
    id: Key,
    session_id: Key,
    fingerprint: Vec<u8>,
    access_id: Key,
    created_at: At,
    expires_at: At,
    consumed_at: Option<At>,
    successor_id: Option<Key>,
}

impl From<&RefreshToken> for RefreshRow {
    fn from(token: &RefreshToken) -> Self {
        Self {
            tenant_id: key(token.tenant),
            id: key(token.id),
            session_id: key(token.session),
            fingerprint: token.fingerprint.0.to_vec(),
            access_id: key(token.access),
            created_at: at(token.created_at),
            expires_at: at(token.expires_at),
            consumed_at: token.consumed_at.map(at),
            successor_id: token.successor.map(key),
        }
    }
}

impl TryFrom<RefreshRow> for RefreshToken {
    type Error = StoreError;

    fn try_from(row: RefreshRow) -> Result<Self, StoreError> {
        let bad = corrupt("refresh_tokens", row.id);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            session: row.session_id.id(),
            fingerprint: stored(&row.fingerprint).map_err(|error| bad("fingerprint", &error))?,
            access: row.access_id.id(),
            created_at: row.created_at.time(),
            expires_at: row.expires_at.time(),
            consumed_at: row.consumed_at.map(At::time),
            successor: row.successor_id.map(Key::id),
        })
    }
}

impl PhoneTokens for Repo<'_> {
    fn insert_one_time(&mut self, tenant: TenantId, token: &OneTimeToken) -> StoreResult<()> {
        if token.tenant != tenant {
            return Err(StoreError::Failed("a one-time token of another tenant".into()));
        }
        self.make_known(tenant, &token.fingerprint, key(token.id))?;
        insert_rows!(self, one_time_tokens::table, [OneTimeRow::from(token)])
    }

    fn consume_one_time(
        &mut self,
        tenant: TenantId,
        fingerprint: &Fingerprint,
        state: &Fingerprint,
        moment: Time,
    ) -> StoreResult<Option<OneTimeToken>> {
        let usable = one_time_tokens::table
            .filter(
                one_time_tokens::tenant_id
                    .eq(key(tenant))
                    .and(one_time_tokens::fingerprint.eq(fingerprint.0.as_slice()))
                    .and(one_time_tokens::state.eq(state.0.as_slice())),
            )
            .filter(
                one_time_tokens::used_at
                    .is_null()
                    .and(one_time_tokens::expires_at.gt(at(moment))),
            );
        let row = diesel::update(usable)
            .set(one_time_tokens::used_at.eq(at(moment)))
            .returning(OneTimeRow::as_returning())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(OneTimeToken::try_from).transpose()
    }

    fn one_time(&mut self, tenant: TenantId, fingerprint: &Fingerprint) -> StoreResult<Option<OneTimeToken>> {
        let row = one_time_tokens::table
            .filter(
                one_time_tokens::tenant_id
                    .eq(key(tenant))
                    .and(one_time_tokens::fingerprint.eq(fingerprint.0.as_slice())),
            )
            .select(OneTimeRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(OneTimeToken::try_from).transpose()
    }

    fn one_time_gave(&mut self, tenant: TenantId, id: OneTimeTokenId, session: SessionId) -> StoreResult<()> {
        let row = one_time_tokens::table.filter(
            one_time_tokens::tenant_id
                .eq(key(tenant))
                .and(one_time_tokens::id.eq(key(id))),
        );
        let noted = diesel::update(row)
            .set(one_time_tokens::gave_id.eq(key(session)))
            .execute(self.conn);
        found(noted)
    }

    fn insert_refresh(&mut self, tenant: TenantId, token: &RefreshToken) -> StoreResult<()> {
        if token.tenant != tenant {
            return Err(StoreError::Failed("a refresh token of another tenant".into()));
        }
        self.make_known(tenant, &token.fingerprint, key(token.id))?;
        insert_rows!(self, refresh_tokens::table, [RefreshRow::from(token)])
    }

    fn consume_refresh(
        &mut self,
        tenant: TenantId,
        fingerprint: &Fingerprint,
        moment: Time,
    ) -> StoreResult<Option<RefreshToken>> {
        let usable = refresh_tokens::table
            .filter(
                refresh_tokens::tenant_id
                    .eq(key(tenant))
                    .and(refresh_tokens::fingerprint.eq(fingerprint.0.as_slice())),
            )
            .filter(
                refresh_tokens::consumed_at
                    .is_null()
                    .and(refresh_tokens::expires_at.gt(at(moment))),
            );
        let row = diesel::update(usable)
            .set(refresh_tokens::consumed_at.eq(at(moment)))
            .returning(RefreshRow::as_returning())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(RefreshToken::try_from).transpose()
    }

    fn refresh(&mut self, tenant: TenantId, fingerprint: &Fingerprint) -> StoreResult<Option<RefreshToken>> {
        let query = refresh_tokens::table
            .filter(
                refresh_tokens::tenant_id
                    .eq(key(tenant))
                    .and(refresh_tokens::fingerprint.eq(fingerprint.0.as_slice())),
            )
            .select(RefreshRow::as_select());
        let row = Locked(query)
            .get_result::<RefreshRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(RefreshToken::try_from).transpose()
    }

    fn refresh_by_id(&mut self, tenant: TenantId, id: RefreshTokenId) -> StoreResult<Option<RefreshToken>> {
        let query = refresh_tokens::table
            .filter(
                refresh_tokens::tenant_id
                    .eq(key(tenant))
                    .and(refresh_tokens::id.eq(key(id))),
            )
            .select(RefreshRow::as_select());
        let row = Locked(query)
            .get_result::<RefreshRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(RefreshToken::try_from).transpose()
    }

    fn refresh_succeeded(
        &mut self,
        tenant: TenantId,
        id: RefreshTokenId,
        successor: RefreshTokenId,
    ) -> StoreResult<()> {
        let row = refresh_tokens::table.filter(
            refresh_tokens::tenant_id
                .eq(key(tenant))
                .and(refresh_tokens::id.eq(key(id))),
        );
        let noted = diesel::update(row)
            .set(refresh_tokens::successor_id.eq(key(successor)))
            .execute(self.conn);
        found(noted)
    }

    fn remove_refresh(&mut self, tenant: TenantId, id: RefreshTokenId) -> StoreResult<()> {
        let row = refresh_tokens::table.filter(
            refresh_tokens::tenant_id
                .eq(key(tenant))
                .and(refresh_tokens::id.eq(key(id))),
        );
        let removed = diesel::delete(row)
            .returning(refresh_tokens::fingerprint)
            .get_result::<Vec<u8>>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some(fingerprint) = removed else {
            return Ok(());
        };
        let known = credential_lookup::table.filter(credential_lookup::fingerprint.eq(fingerprint));
        diesel::delete(known).execute(self.conn).map(drop).map_err(failed)
    }
}

/// Whether the row that was to be changed is there. Its caller has just read it.
fn found(changed: QueryResult<usize>) -> StoreResult<()> {
    match changed.map_err(failed)? {
        0 => Err(StoreError::Failed("there is no such token".into())),
        _ => Ok(()),
    }
}
