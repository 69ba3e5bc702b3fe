//! Tags of projects, and the contacts beside them.

mod add_contact;
mod change;
mod create;
mod delete;
mod list;
mod remove_contact;

pub use add_contact::AddContact;
pub use change::ChangeTag;
pub use create::CreateTag;
pub use delete::DeleteTag;
pub use list::{contacts, list, one};
pub use remove_contact::RemoveContact;

use crate::{
    changes::birth,
    command::Scene,
    error::{Clash, Error, Result, Thing},
};
use serde_json::{Value, json};
use tessera_domain::{
    event::{Event, EventKind},
    tag::Tag,
};
use tessera_ports::{StoreError, error::Unique, tx::Tx};

/// The tag of that number, if the caller sees its project.
fn visible(tx: &mut dyn Tx, scene: &Scene<'_>, number: i64) -> Result<Tag> {
    let caller = scene.caller;
    tx.tags()
        .by_number(caller.tenant, caller.project_sight(), number)?
        .ok_or(Error::NotFound(Thing::Tag))
}

/// The event of a tag that was made.
pub(crate) fn created(scene: &Scene<'_>, tag: &Tag) -> Event {
    scene.event_apart(EventKind::TagCreated, tag.id.uuid(), birth(fields(tag)))
}

/// What the event log says of a tag.
fn fields(tag: &Tag) -> [(&'static str, Value); 3] {
    [
        ("text", json!(tag.text)),
        ("description", json!(tag.description)),
        ("color", json!(tag.color)),
    ]
}

/// A text that the project has already is the caller's to change.
fn text_taken(error: StoreError) -> Error {
    match error {
        StoreError::Taken(Unique::TagText) => Error::Conflict(Clash::TagTextTaken),
        other => other.into(),
    }
}
