//! Adding to a tenant's list of statuses.

use crate::{changes::birth, command::Scene, error::Result};
use serde_json::json;
use tessera_domain::{
    event::{Event, EventKind},
    status::{Status, StatusCategory},
    text::Name,
};
use tessera_ports::{StoreError, error::Unique, tx::Tx};

/// A status that the tenant's list lacks.
pub(crate) struct NewStatus {
    /// Its key.
    pub key: String,
    /// What people see.
    pub name: Name,
    /// What it means.
    pub category: StatusCategory,
}

impl NewStatus {
    /// Puts it behind the statuses that there are; the event that tells so is added.
    pub(crate) fn add(
        self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        statuses: &[Status],
        events: &mut Vec<Event>,
    ) -> Result<Status> {
        let last = statuses.iter().map(|status| status.position).max();
        let status = Status {
            id: scene.ids.make(scene.now),
            key: self.key,
            name: self.name,
            category: self.category,
            position: last.map_or(0, |last| last.saturating_add(1)),
            initial: false,
        };
        let inserted = tx.lists().insert_status(scene.caller.tenant, &status);
        inserted.map_err(|error| match error {
            // When the unit is run again it is found.
            StoreError::Taken(Unique::StatusKey) => {
                StoreError::Busy("a status was made at the same time".into())
            }
            other => other,
        })?;
        let made = birth([("key", json!(status.key)), ("name", json!(status.name))]);
        events.push(scene.event_apart(EventKind::StatusCreated, status.id.uuid(), made));
        Ok(status)
    }
}
