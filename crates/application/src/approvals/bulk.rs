//! Deciding several steps at once, each by itself.

use super::deed::{self, Deed};
use crate::{
    command::{Command, Scene},
    error::{Error, Result, Thing},
    notifications,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use tessera_domain::{approval::Said, id::TicketId, user::Permission, visibility::Sight};
use tessera_ports::tx::Tx;

/// The most steps that may be decided at once.
pub const MOST_AT_ONCE: usize = 50;

/// Does the same with several steps. One that cannot be decided does not keep the others; one that is named twice is one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecideMany {
    /// Which steps. At most [`MOST_AT_ONCE`] are looked at.
    pub steps: Vec<i64>,
    /// What is done with each.
    pub deed: Deed,
    /// What is said to each.
    pub said: Said,
}

/// What became of one of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settled {
    /// The number of the step.
    pub step: i64,
    /// Why nothing was done with it, if nothing was.
    pub refused: Option<Error>,
}

impl Command for DecideMany {
    type Outcome = Vec<Settled>;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Vec<Settled>> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::ViewTickets)?;
        let mut seen = HashSet::new();
        let mut steps = self.steps.clone();
        steps.retain(|step| seen.insert(*step));
        steps.truncate(MOST_AT_ONCE);
        let places: BTreeMap<i64, TicketId> =
            tx.approvals().tickets_of(tenant, &steps)?.into_iter().collect();
        // All tickets first and in one order, so that of two who decide several at once neither waits for the other.
        let tickets: BTreeSet<TicketId> = places.values().copied().collect();
        for ticket in tickets {
            tx.tickets().find(tenant, &Sight::Everything, ticket)?;
        }
        let mut events = Vec::new();
        let mut settled = Vec::with_capacity(steps.len());
        for step in steps {
            let prepared = match places.get(&step) {
                Some(ticket) => deed::prepare(tx, scene, (step, *ticket), self.deed, &self.said),
                None => Err(Error::NotFound(Thing::Approval)),
            };
            let refused = match prepared {
                Ok(prepared) => {
                    events.extend(prepared.store(tx, scene)?);
                    None
                }
                Err(fault @ (Error::Store(_) | Error::Stale)) => return Err(fault),
                Err(refused) => Some(refused),
            };
            settled.push(Settled { step, refused });
        }
        notifications::append(tx, tenant, &events, scene.by_mail)?;
        Ok(settled)
    }
}
