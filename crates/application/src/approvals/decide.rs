//! Deciding one step.

use super::deed::{self, Deed};
use crate::{
    command::{Command, Scene},
    error::{Error, Result, Thing},
    notifications,
};
use tessera_domain::{approval::Said, user::Permission};
use tessera_ports::{StoreError, approvals::ApprovalSheet, tx::Tx};

/// Does something with the step of that number. Who is to decide may, who runs the ticket's department, and admins; of
/// two at the same time the first counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decide {
    /// Which step.
    pub step: i64,
    /// What is done.
    pub deed: Deed,
    /// What is said to it.
    pub said: Said,
}

/// A step as it stands after something was done with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// The step, and where its ticket stands now.
    pub sheet: ApprovalSheet,
    /// The number of the step that it became, if it was handed on.
    pub fresh: Option<i64>,
}

impl Command for Decide {
    type Outcome = Decided;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Decided> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::ViewTickets)?;
        let found = tx.approvals().tickets_of(tenant, &[self.step])?;
        let place = found.first().ok_or(Error::NotFound(Thing::Approval))?;
        let prepared = deed::prepare(tx, scene, *place, self.deed, &self.said)?;
        let events = prepared.store(tx, scene)?;
        let sheet = tx.approvals().sheet(tenant, self.step)?;
        let sheet =
            sheet.ok_or_else(|| StoreError::Failed("a decision was stored and is not there".into()))?;
        notifications::append(tx, tenant, &events, scene.by_mail)?;
        Ok(Decided {
            sheet,
            fresh: prepared.fresh(),
        })
    }
}
