//! What a change of a ticket's status means for its approval, by whatever dialect it came.

use super::{
    plan::{Begun, Plan},
    tell::Teller,
};
use crate::{command::Scene, error::Result};
use tessera_domain::{
    approval::{Requesters, Subject},
    ticket::Ticket,
    transition::Stage,
};
use tessera_ports::tx::Tx;

/// Begins an approval when the ticket was put where tickets wait for one, and ends the one that there is when it was
/// taken out of there without a decision. The ticket is stored as it stands afterwards.
pub(crate) fn on_move(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    before: &Ticket,
    after: &Ticket,
    stage: Stage,
) -> Result<Begun> {
    let tenant = scene.caller.tenant;
    let active = tx.approvals().active(tenant, after.id)?;
    match (stage, active) {
        (Stage::PendingApproval, None) => {
            // From one status of waiting to another is no request.
            let from = tx.lists().status(tenant, before.status)?;
            if from.is_some_and(|from| Stage::of(&from.key, from.category) == stage) {
                return Ok(Begun::default());
            }
            let requesters = Requesters {
                asked: scene.caller.user,
                opened: after.created_by,
            };
            let subject = Subject {
                kind: after.kind,
                department: after.department,
                rank: after.rank,
            };
            let plan = Plan::asked_for(tx, tenant, &subject, requesters, before.status)?;
            plan.begin(tx, scene, after)
        }
        (Stage::PendingApproval, Some(_)) | (_, None) => Ok(Begun::default()),
        (_, Some(workflow)) => {
            let mut cancelled = workflow.clone();
            cancelled.cancel(scene.now);
            tx.approvals().update(tenant, &workflow, &cancelled)?;
            Ok(Begun {
                events: Teller::of(scene).processed(after, &workflow, &cancelled),
                ..Begun::default()
            })
        }
    }
}
