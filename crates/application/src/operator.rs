//! What whoever runs the service does at its command line, as the event log tells it.

use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::TenantId,
    time::Time,
};
use tessera_ports::world::Ids;
use uuid::Uuid;

/// The event of an operator's deed. It belongs to no ticket, and requesters do not read of it.
pub(crate) fn event(ids: &dyn Ids, tenant: TenantId, kind: EventKind, subject: Uuid, now: Time) -> Event {
    Event {
        tenant,
        id: ids.make(now),
        kind,
        ticket: None,
        subject,
        actor: Actor::Operator,
        audience: Audience::Internal,
        changes: Vec::new(),
        at: now,
        request: None,
    }
}
