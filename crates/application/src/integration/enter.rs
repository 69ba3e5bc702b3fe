//! Letting a token in.

use crate::{command::Application, error::Error};
use tessera_domain::{
    caller::{Caller, CallerKind},
    integration::{IntegrationToken, PERMISSIONS, Refusal},
    tenant::TenantState,
    time::Time,
};
use tessera_ports::{StoreError, integration::PresentedToken};
use uuid::Uuid;

/// How often, in seconds, a token's last use is written down.
const NOTE_USE_AFTER: i64 = 60;

/// A token that was let in, and counted.
#[derive(Clone, Debug)]
pub struct Entered {
    /// The caller that it makes.
    pub caller: Caller,
    /// The token.
    pub token: IntegrationToken,
    /// What is left of its hour.
    pub allowance: Allowance,
    /// Whether the tenant wants the bodies of requests in the record of calls.
    pub records_bodies: bool,
}

/// What a token may still do in this hour of the clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// How many calls in one hour.
    pub limit: u32,
    /// How many are left.
    pub remaining: u32,
    /// When the next hour begins.
    pub resets_at: Time,
}

/// Why a token was not let in.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denied {
    /// There is no such token, or its owner or tenant may not get in.
    #[error("the token is unknown")]
    Unknown,
    /// There is, and it is not accepted.
    #[error("the token is not accepted")]
    Refused(Refusal),
    /// It has made all of its calls in this hour. This one was not counted.
    #[error("the token has made all of its calls in this hour")]
    Exceeded(Allowance),
    /// It could not be found out.
    #[error(transparent)]
    Broken(Error),
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

/// Lets the token in and counts the call, in this order: is there such a token, is it active, is its time not over,
/// is there room in the hour. A tenant that the client names can only narrow: a token of another one is unknown.
///
/// # Errors
/// See [`Denied`].
pub fn enter(app: &Application, secret: &str, tenant: Option<&str>) -> Result<Entered, Denied> {
    let fingerprint = app.secrets.fingerprint(secret);
    let presented = app
        .queries
        .presented_token(&fingerprint)?
        .ok_or(Denied::Unknown)?;
    let own = presented.token.tenant.uuid();
    let is_named = tenant.is_none_or(|named| Uuid::try_parse(named).is_ok_and(|named| named == own));
    if !is_named || !presented.owner.active || presented.tenant_state != TenantState::Active {
        return Err(Denied::Unknown);
    }
    let now = app.clock.now();
    if let Some(refusal) = presented.token.refusal(now) {
        return Err(Denied::Refused(refusal));
    }
    let allowance = count(app, &presented.token, now)?;
    let PresentedToken {
        token,
        owner,
        records_bodies,
        ..
    } = presented;
    Ok(Entered {
        caller: Caller {
            tenant: token.tenant,
            user: owner.id,
            kind: CallerKind::Integration,
            credential: token.id,
            session: None,
            role: owner.role,
            permissions: PERMISSIONS,
            department: owner.department,
        },
        token,
        allowance,
        records_bodies,
    })
}

/// One transaction counts the call and, once a minute, notes the use.
fn count(app: &Application, token: &IntegrationToken, now: Time) -> Result<Allowance, Denied> {
    let hour = now.start_of_hour();
    let limit = token.per_hour.get();
    let stale = token
        .last_used_at
        .is_none_or(|at| now >= at.plus_seconds(NOTE_USE_AFTER));
    let counted = app.store.transact(|tx| {
        // The token before its hour, as in removing it, so that neither waits for the other for ever.
        if stale {
            tx.integrations().used(token.tenant, token.id, now)?;
        }
        tx.integrations().count_call(token.tenant, token.id, hour, limit)
    })?;
    let allowance = Allowance {
        limit,
        remaining: limit.saturating_sub(counted.unwrap_or(limit)),
        resets_at: hour.plus_seconds(3600),
    };
    counted.map(|_| allowance).ok_or(Denied::Exceeded(allowance))
}
