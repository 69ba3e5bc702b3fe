//! Credentials, and the global look-up that finds their tenant.

use super::{
    BATCH, Repo,
    sessions::SessionRow,
    tenants::state,
    users::{UserRow, first_active},
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, Steady},
    reads::CredentialReads,
    schema::{credential_lookup, credentials, sessions, tenants, users},
    types::{At, Key, at, corrupt, fingerprint as stored, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{CredentialId, SessionId, TenantId, UserId},
    session::Session,
    tenant::{HostName, Slug, Tenant},
    time::Time,
    user::{Role, User},
};
use tessera_ports::{
    StoreError, StoreResult,
    credentials::{Credential, CredentialKind, Credentials, Presented, PresentedSession},
    tenants::Tenants,
    world::Fingerprint,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = credentials, treat_none_as_default_value = false)]
struct CredentialRow {
    tenant_id: Key,
    id: Key,
    kind: String,
    user_id: Key,
    session_id: Option<Key>,
    fingerprint: Vec<u8>,
    prefix: String,
    description: String,
    created_at: At,
    expires_at: Option<At>,
    revoked_at: Option<At>,
    last_used_at: Option<At>,
}

impl From<&Credential> for CredentialRow {
    fn from(credential: &Credential) -> Self {
        Self {
            tenant_id: key(credential.tenant),
            id: key(credential.id),
            kind: credential.kind.key().to_owned(),
            user_id: key(credential.user),
            session_id: credential.session.map(key),
            fingerprint: credential.fingerprint.0.to_vec(),
            prefix: credential.prefix.clone(),
            description: credential.description.clone(),
            created_at: at(credential.created_at),
            expires_at: credential.expires_at.map(at),
            revoked_at: credential.revoked_at.map(at),
            last_used_at: credential.last_used_at.map(at),
        }
    }
}

impl TryFrom<CredentialRow> for Credential {
    type Error = StoreError;

    fn try_from(row: CredentialRow) -> Result<Self, StoreError> {
        let bad = corrupt("credentials", row.id);
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            kind: CredentialKind::from_key(&row.kind).ok_or_else(|| bad("kind", &row.kind))?,
            user: row.user_id.id(),
            session: row.session_id.map(Key::id),
            fingerprint: stored(&row.fingerprint).map_err(|error| bad("fingerprint", &error))?,
            prefix: row.prefix,
            description: row.description,
            created_at: row.created_at.time(),
            expires_at: row.expires_at.map(At::time),
            revoked_at: row.revoked_at.map(At::time),
            last_used_at: row.last_used_at.map(At::time),
        })
    }
}

impl Credentials for Repo<'_> {
    fn insert(&mut self, tenant: TenantId, credential: &Credential) -> StoreResult<()> {
        if credential.tenant != tenant {
            return Err(StoreError::Failed("a credential of another tenant".into()));
        }
        self.make_known(tenant, &credential.fingerprint, key(credential.id))?;
        insert_rows!(self, credentials::table, [CredentialRow::from(credential)])
    }

    fn list(
        &mut self,
        tenant: TenantId,
        kind: CredentialKind,
        user: Option<UserId>,
        limit: i64,
    ) -> StoreResult<Vec<Credential>> {
        let of_kind = credentials::table
            .filter(
                credentials::tenant_id
                    .eq(key(tenant))
                    .and(credentials::kind.eq(kind.key())),
            )
            .order(credentials::id.desc())
            .select(CredentialRow::as_select());
        let rows = match user {
            Some(user) => of_kind
                .filter(credentials::user_id.eq(key(user)))
                .first_rows(limit)
                .load::<CredentialRow>(self.conn),
            None => of_kind.first_rows(limit).load(self.conn),
        };
        rows.map_err(failed)?
            .into_iter()
            .map(Credential::try_from)
            .collect()
    }

    fn find(&mut self, tenant: TenantId, id: CredentialId) -> StoreResult<Option<Credential>> {
        let row = credentials::table
            .filter(
                credentials::tenant_id
                    .eq(key(tenant))
                    .and(credentials::id.eq(key(id))),
            )
            .select(CredentialRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Credential::try_from).transpose()
    }

    fn revoke_all_of(&mut self, tenant: TenantId, session: SessionId, moment: Time) -> StoreResult<()> {
        let not_expired = credentials::expires_at
            .is_null()
            .or(credentials::expires_at.assume_not_null().gt(at(moment)));
        let rows = credentials::table
            .filter(
                credentials::tenant_id
                    .eq(key(tenant))
                    .and(credentials::session_id.eq(key(session))),
            )
            .filter(credentials::revoked_at.is_null())
            .filter(not_expired);
        diesel::update(rows)
            .set(credentials::revoked_at.eq(at(moment)))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn revoke(&mut self, tenant: TenantId, id: CredentialId, moment: Time) -> StoreResult<bool> {
        let not_expired = credentials::expires_at
            .is_null()
            .or(credentials::expires_at.assume_not_null().gt(at(moment)));
        let row = credentials::table
            .filter(
                credentials::tenant_id
                    .eq(key(tenant))
                    .and(credentials::id.eq(key(id))),
            )
            .filter(credentials::revoked_at.is_null())
            .filter(not_expired);
        let ended = diesel::update(row)
            .set(credentials::revoked_at.eq(at(moment)))
            .execute(self.conn);
        Ok(ended.map_err(failed)? > 0)
    }

    fn used(&mut self, tenant: TenantId, id: CredentialId, moment: Time) -> StoreResult<()> {
        let earlier = credentials::last_used_at
            .is_null()
            .or(credentials::last_used_at.assume_not_null().lt(at(moment)));
        let row = credentials::table
            .filter(
                credentials::tenant_id
                    .eq(key(tenant))
                    .and(credentials::id.eq(key(id))),
            )
            .filter(earlier);
        let noted = diesel::update(row).set(credentials::last_used_at.eq(at(moment)));
        let noted = Steady(noted).execute(self.conn);
        noted.map(drop).map_err(failed)
    }
}

impl Repo<'_> {
    /// Puts a secret of whatever kind into the look-up.
    pub(super) fn make_known(
        &mut self,
        tenant: TenantId,
        fingerprint: &Fingerprint,
        id: Key,
    ) -> StoreResult<()> {
        let row = (
            credential_lookup::fingerprint.eq(fingerprint.0.as_slice()),
            credential_lookup::tenant_id.eq(key(tenant)),
            credential_lookup::credential_id.eq(id),
        );
        diesel::insert_into(credential_lookup::table)
            .values(row)
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }
}

impl CredentialReads for Repo<'_> {
    fn presented(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<Presented>> {
        let credential = credentials::tenant_id
            .eq(credential_lookup::tenant_id)
            .and(credentials::id.eq(credential_lookup::credential_id));
        let owner = users::tenant_id
            .eq(credentials::tenant_id)
            .and(users::id.eq(credentials::user_id));
        let session = sessions::tenant_id
            .eq(credentials::tenant_id)
            .and(sessions::id.nullable().eq(credentials::session_id));
        let row = credential_lookup::table
            .inner_join(credentials::table.on(credential))
            .inner_join(users::table.on(owner))
            .inner_join(tenants::table.on(tenants::id.eq(credential_lookup::tenant_id)))
            .left_join(sessions::table.on(session))
            .filter(credential_lookup::fingerprint.eq(fingerprint.0.as_slice()))
            .select((
                Joined(CredentialRow::as_select()),
                Joined(UserRow::as_select()),
                Joined(Option::<SessionRow>::as_select()),
                tenants::id,
                tenants::state,
            ))
            .get_result::<(CredentialRow, UserRow, Option<SessionRow>, Key, String)>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some((credential, user, session, tenant, word)) = row else {
            return Ok(None);
        };
        let tenant_state = state(&word).ok_or_else(|| corrupt("tenants", tenant)("state", &word))?;
        Ok(Some(Presented {
            credential: Credential::try_from(credential)?,
            user: User::try_from(user)?,
            session: session.map(Session::try_from).transpose()?,
            tenant_state,
        }))
    }

    fn presented_session(
        &mut self,
        tenant: TenantId,
        session: SessionId,
    ) -> StoreResult<Option<PresentedSession>> {
        let owner = users::tenant_id
            .eq(sessions::tenant_id)
            .and(users::id.eq(sessions::user_id));
        let row = sessions::table
            .inner_join(users::table.on(owner))
            .inner_join(tenants::table.on(tenants::id.eq(sessions::tenant_id)))
            .filter(
                sessions::tenant_id
                    .eq(key(tenant))
                    .and(sessions::id.eq(key(session))),
            )
            .select((
                Joined(SessionRow::as_select()),
                Joined(UserRow::as_select()),
                tenants::state,
            ))
            .get_result::<(SessionRow, UserRow, String)>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some((session, user, word)) = row else {
            return Ok(None);
        };
        let tenant_state = state(&word).ok_or_else(|| corrupt("tenants", key(tenant))("state", &word))?;
        Ok(Some(PresentedSession {
            session: Session::try_from(session)?,
            user: User::try_from(user)?,
            tenant_state,
        }))
    }

    fn first_person(&mut self, tenant: TenantId, roles: &[Role]) -> StoreResult<Option<User>> {
        first_active(self, tenant, roles)
    }

    fn tenant_of(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<TenantId>> {
        let tenant = credential_lookup::table
            .filter(credential_lookup::fingerprint.eq(fingerprint.0.as_slice()))
            .select(credential_lookup::tenant_id)
            .get_result::<Key>(self.conn)
            .optional()
            .map_err(failed)?;
        Ok(tenant.map(Key::id))
    }

    fn tenant(&mut self, id: TenantId) -> StoreResult<Option<Tenant>> {
        self.tenant_by_id(id)
    }

    fn tenant_by_slug(&mut self, slug: &Slug) -> StoreResult<Option<Tenant>> {
        self.by_slug(slug)
    }

    fn tenant_by_host(&mut self, host: &HostName) -> StoreResult<Option<Tenant>> {
        self.tenant_by_host_name(host)
    }
}
