//! The status that a column names.

use crate::{command::Scene, error::Result, statuses::NewStatus};
use tessera_domain::{
    event::Event,
    status::{Status, StatusCategory, key_of_column},
    text::Name,
};
use tessera_ports::tx::Tx;

/// The status that a column of this name stands for, made if the tenant has none of its key; the event that tells
/// so is added.
pub(super) fn of_column(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    name: &Name,
    events: &mut Vec<Event>,
) -> Result<Status> {
    let key = key_of_column(name.as_str());
    let statuses = tx.lists().statuses(scene.caller.tenant)?;
    if let Some(known) = statuses.iter().find(|status| status.key == key) {
        return Ok(known.clone());
    }
    let new = NewStatus {
        key,
        name: name.clone(),
        category: StatusCategory::Active,
    };
    new.add(tx, scene, &statuses, events)
}
