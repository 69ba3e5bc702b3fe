//! Sessions inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    id::{SessionId, TenantId, UserId},
    session::{EndReason, Session},
    time::Time,
};

/// Stored sessions.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Sessions {
    /// Stores a new session.
    fn insert(&mut self, tenant: TenantId, session: &Session) -> StoreResult<()>;
    /// One session, live or not. Held against change until the transaction ends.
    fn find(&mut self, tenant: TenantId, id: SessionId) -> StoreResult<Option<Session>>;
    /// The person's sessions that are live at `now`, newest first, at most `limit`.
    fn live_of(&mut self, tenant: TenantId, user: UserId, now: Time, limit: i64)
    -> StoreResult<Vec<Session>>;
    /// Ends it. Whether there was one that was live.
    fn end(&mut self, tenant: TenantId, id: SessionId, at: Time, reason: EndReason) -> StoreResult<bool>;
    /// Ends every live session of the person but one, and tells which those were.
    fn end_all_of(
        &mut self,
        tenant: TenantId,
        user: UserId,
        except: Option<SessionId>,
        at: Time,
        reason: EndReason,
    ) -> StoreResult<Vec<SessionId>>;
}
