//! Noting what somebody has read. It is nobody's business but theirs, so the log says nothing of it.

use super::require_person;
use crate::{
    boards::expect_version,
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use tessera_ports::{notifications::NotificationSheet, tx::Tx};

/// Notes that the caller has read one of their notifications, or has not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkRead {
    /// Which: the place of its event in the log.
    pub notification: i64,
    /// Whether they have read it; left alone if it is not said.
    pub read: Option<bool>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for MarkRead {
    type Outcome = NotificationSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<NotificationSheet> {
        let tenant = scene.caller.tenant;
        require_person(scene.caller)?;
        let found = tx
            .notifications()
            .find(tenant, &scene.caller.viewer(), self.notification)?;
        let mut sheet = found.ok_or(Error::NotFound(Thing::Notification))?;
        expect_version(sheet.version, self.expected.as_deref())?;
        let read = self.read.unwrap_or(sheet.read_at.is_some());
        if read == sheet.read_at.is_some() {
            return Ok(sheet);
        }
        sheet.read_at = read.then_some(scene.now);
        tx.notifications().set_read(
            tenant,
            sheet.recipient,
            sheet.sequence,
            sheet.read_at,
            sheet.version,
        )?;
        sheet.version += 1;
        Ok(sheet)
    }
}

/// Notes that the caller has read all of their notifications.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MarkAllRead {
    /// Only up to this one, it included.
    pub up_to: Option<i64>,
}

impl Command for MarkAllRead {
    /// How many they had not read before.
    type Outcome = i64;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<i64> {
        require_person(scene.caller)?;
        let viewer = scene.caller.viewer();
        Ok(tx
            .notifications()
            .read_all(scene.caller.tenant, &viewer, self.up_to, scene.now)?)
    }
}
