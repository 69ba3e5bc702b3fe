//! Sessions.

use super::{BATCH, Repo};
use crate::{
    dialect::failed,
    fragments::{Locked, Paging},
    schema::sessions,
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    id::{SessionId, TenantId, UserId},
    session::{EndReason, Place, Session, SessionKind},
    time::Time,
};
use tessera_ports::{StoreError, StoreResult, sessions::Sessions};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct SessionRow {
    tenant_id: Key,
    id: Key,
    user_id: Key,
    kind: String,
    parent_id: Option<Key>,
    address: Option<String>,
    agent: Option<String>,
    device: Doc,
    created_at: At,
    expires_at: At,
    ended_at: Option<At>,
    end_reason: Option<String>,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            tenant_id: key(session.tenant),
            id: key(session.id),
            user_id: key(session.user),
            kind: session.kind.key().to_owned(),
            parent_id: session.parent.map(key),
            address: session.place.address.clone(),
            agent: session.place.agent.clone(),
            device: doc(&session.place.device),
            created_at: at(session.created_at),
            expires_at: at(session.expires_at),
            ended_at: session.ended.map(|(moment, _)| at(moment)),
            end_reason: session.ended.map(|(_, reason)| reason.key().to_owned()),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let bad = corrupt("sessions", row.id);
        let ended = match (row.ended_at, row.end_reason.as_deref()) {
            (None, None) => None,
            (Some(moment), Some(word)) => {
                let reason = EndReason::from_key(word).ok_or_else(|| bad("end_reason", &word))?;
                Some((moment.time(), reason))
            }
            _ => return Err(bad("end_reason", &"only one of two that belong together")),
        };
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            user: row.user_id.id(),
            kind: SessionKind::from_key(&row.kind).ok_or_else(|| bad("kind", &row.kind))?,
            parent: row.parent_id.map(Key::id),
            place: Place {
                address: row.address,
                agent: row.agent,
                device: row.device.parse().map_err(|error| bad("device", &error))?,
            },
            created_at: row.created_at.time(),
            expires_at: row.expires_at.time(),
            ended,
        })
    }
}

impl Sessions for Repo<'_> {
    fn insert(&mut self, tenant: TenantId, session: &Session) -> StoreResult<()> {
        if session.tenant != tenant {
            return Err(StoreError::Failed("a session of another tenant".into()));
        }
        insert_rows!(self, sessions::table, [SessionRow::from(session)])
    }

    fn find(&mut self, tenant: TenantId, id: SessionId) -> StoreResult<Option<Session>> {
        let query = sessions::table
            .filter(sessions::tenant_id.eq(key(tenant)).and(sessions::id.eq(key(id))))
            .select(SessionRow::as_select());
        let row = Locked(query)
            .get_result::<SessionRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Session::try_from).transpose()
    }

    fn live_of(
        &mut self,
        tenant: TenantId,
        user: UserId,
        now: Time,
        limit: i64,
    ) -> StoreResult<Vec<Session>> {
        let rows = sessions::table
            .filter(
                sessions::tenant_id
                    .eq(key(tenant))
                    .and(sessions::user_id.eq(key(user))),
            )
            .filter(sessions::ended_at.is_null().and(sessions::expires_at.gt(at(now))))
            .order(sessions::id.desc())
            .select(SessionRow::as_select())
            .first_rows(limit)
            .load::<SessionRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(Session::try_from).collect()
    }

    fn end(&mut self, tenant: TenantId, id: SessionId, moment: Time, reason: EndReason) -> StoreResult<bool> {
        let live = sessions::table
            .filter(sessions::tenant_id.eq(key(tenant)).and(sessions::id.eq(key(id))))
            .filter(
                sessions::ended_at
                    .is_null()
                    .and(sessions::expires_at.gt(at(moment))),
            );
        let ended = diesel::update(live)
            .set((
                sessions::ended_at.eq(at(moment)),
                sessions::end_reason.eq(reason.key()),
            ))
            .execute(self.conn);
        Ok(ended.map_err(failed)? > 0)
    }

    fn end_all_of(
        &mut self,
        tenant: TenantId,
        user: UserId,
        except: Option<SessionId>,
        moment: Time,
        reason: EndReason,
    ) -> StoreResult<Vec<SessionId>> {
        let live = sessions::table
            .filter(
                sessions::tenant_id
                    .eq(key(tenant))
                    .and(sessions::user_id.eq(key(user)))
                    .and(sessions::id.ne_all(except.map(key))),
            )
            .filter(
                sessions::ended_at
                    .is_null()
                    .and(sessions::expires_at.gt(at(moment))),
            );
        let mut ended: Vec<SessionId> = diesel::update(live)
            .set((
                sessions::ended_at.eq(at(moment)),
                sessions::end_reason.eq(reason.key()),
            ))
            .returning(sessions::id)
            .load::<Key>(self.conn)
            .map_err(failed)?
            .into_iter()
            .map(Key::id)
            .collect();
        ended.sort_unstable();
        Ok(ended)
    }
}
