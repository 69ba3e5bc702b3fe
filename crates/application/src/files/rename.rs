//! Giving an attachment another name.

use super::{event, require_hold, visible};
use crate::{
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_domain::{
    attachment::FileName,
    event::{EventKind, FieldChange},
};
use tessera_ports::{attachments::AttachmentSheet, tx::Tx};

/// Changes the name that people see. Where the file is served stays. Whoever may take the attachment away may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenameAttachment {
    /// The number of the attachment.
    pub attachment: i64,
    /// The new name; nothing: it stays.
    pub name: Option<FileName>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for RenameAttachment {
    type Outcome = AttachmentSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<AttachmentSheet> {
        let tenant = scene.caller.tenant;
        let (mut attachment, _) = visible(tx, scene, self.attachment, self.expected.as_deref())?;
        require_hold(tx, scene, &attachment)?;
        let before = attachment.name.clone();
        let renamed = self.name.clone().is_some_and(|name| attachment.rename(name));
        if renamed {
            tx.attachments().update(tenant, &attachment)?;
        }
        let sheet = tx.attachments().sheet(tenant, attachment.id)?;
        if renamed {
            let name = FieldChange {
                field: "name".into(),
                before: before.as_str().into(),
                after: attachment.name.as_str().into(),
            };
            let event = event(scene, EventKind::FileRenamed, &attachment, vec![name]);
            tx.events().append(tenant, &[event])?;
        }
        sheet.ok_or(Error::NotFound(Thing::Attachment))
    }
}
