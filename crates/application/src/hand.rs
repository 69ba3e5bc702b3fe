//! Whose hand does what is done apart from tickets: an admin's in the console, or the operator's at the command line.

use crate::{access::require, command::Application, error::Result};
use tessera_domain::{
    caller::Caller,
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::TenantId,
    time::Time,
    user::Permission,
};
use tessera_ports::world::Ids;
use uuid::Uuid;

/// Who does it.
#[derive(Clone, Copy, Debug)]
pub enum Hand<'h> {
    /// Whoever runs the service. May do everything.
    Operator(TenantId),
    /// A person of the tenant, by a request.
    Person {
        /// Who.
        caller: &'h Caller,
        /// The request's id.
        request: Option<&'h str>,
    },
}

impl Hand<'_> {
    /// In whose tenant.
    pub const fn tenant(&self) -> TenantId {
        match self {
            Self::Operator(tenant) => *tenant,
            Self::Person { caller, .. } => caller.tenant,
        }
    }

    /// Goes on only if whoever it is may do this.
    pub(crate) const fn require(&self, permission: Permission) -> Result<()> {
        match self {
            Self::Operator(_) => Ok(()),
            Self::Person { caller, .. } => require(caller, permission),
        }
    }

    /// The event of it. It belongs to no ticket, and requesters do not read of it.
    pub(crate) fn event(&self, app: &Application, kind: EventKind, subject: Uuid, now: Time) -> Event {
        let (actor, request) = match self {
            Self::Operator(_) => (Actor::Operator, None),
            Self::Person { caller, request } => (caller.actor(), *request),
        };
        event(&*app.ids, (self.tenant(), actor), kind, subject, now, request)
    }
}

/// The event of something that belongs to no ticket. Requesters do not read of it.
pub(crate) fn event(
    ids: &dyn Ids,
    (tenant, actor): (TenantId, Actor),
    kind: EventKind,
    subject: Uuid,
    now: Time,
    request: Option<&str>,
) -> Event {
    Event {
        tenant,
        id: ids.make(now),
        kind,
        ticket: None,
        subject,
        actor,
        audience: Audience::Internal,
        changes: Vec::new(),
        at: now,
        request: request.map(ToOwned::to_owned),
    }
}
