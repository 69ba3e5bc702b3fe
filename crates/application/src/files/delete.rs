//! Taking an attachment away.

use super::{event, require_hold, visible};
use crate::{
    command::{Command, Scene},
    error::Result,
};
use serde_json::Value;
use tessera_domain::event::{EventKind, FieldChange};
use tessera_ports::tx::Tx;

/// Takes an attachment away. Its file is deleted soon after. Whoever brought it may, whoever runs the tenant, and
/// every member of the ticket's project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteAttachment {
    /// The number of the attachment.
    pub attachment: i64,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteAttachment {
    type Outcome = ();

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<()> {
        let tenant = scene.caller.tenant;
        let (attachment, before) = visible(tx, scene, self.attachment, self.expected.as_deref())?;
        require_hold(tx, scene, &attachment)?;
        let mut ticket = before.clone();
        ticket.touch(scene.caller.user, scene.now);
        tx.tickets().update(tenant, &before, &ticket)?;
        tx.attachments().remove(tenant, &attachment, scene.now)?;
        let name = FieldChange {
            field: "name".into(),
            before: attachment.name.as_str().into(),
            after: Value::Null,
        };
        let removed = event(scene, EventKind::FileRemoved, &attachment, vec![name]);
        tx.events().append(tenant, &[removed])?;
        Ok(())
    }
}
