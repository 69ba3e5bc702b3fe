//! The status that a column names.

use crate::{changes::birth, command::Scene, error::Result};
use serde_json::json;
use tessera_domain::{
    event::{Event, EventKind},
    status::{Status, StatusCategory, key_of_column},
    text::Name,
};
use tessera_ports::{StoreError, error::Unique, tx::Tx};

/// The status that a column of this name stands for, made if the tenant has none of its key; the event that tells
/// so is added.
pub(super) fn of_column(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    name: &Name,
    events: &mut Vec<Event>,
) -> Result<Status> {
    let tenant = scene.caller.tenant;
    let key = key_of_column(name.as_str());
    let statuses = tx.lists().statuses(tenant)?;
    if let Some(known) = statuses.iter().find(|status| status.key == key) {
        return Ok(known.clone());
    }
    let last = statuses.iter().map(|status| status.position).max();
    let status = Status {
        id: scene.ids.make(scene.now),
        key,
        name: name.clone(),
        category: StatusCategory::Active,
        position: last.map_or(0, |last| last.saturating_add(1)),
        initial: false,
    };
    let inserted = tx.lists().insert_status(tenant, &status);
    inserted.map_err(|error| match error {
        // When the unit is run again it is found.
        StoreError::Taken(Unique::StatusKey) => StoreError::Busy("a status was made at the same time".into()),
        other => other,
    })?;
    let made = birth([("key", json!(status.key)), ("name", json!(status.name))]);
    events.push(scene.event_apart(EventKind::StatusCreated, status.id.uuid(), made));
    Ok(status)
}
