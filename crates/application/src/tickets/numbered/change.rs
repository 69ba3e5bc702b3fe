//! Changing a ticket, with what it refers to by number.

use super::{NumberedRefs, by_number, references::Resolved, sheet};
use crate::{
    command::{Command, Scene},
    error::{Clash, Error, Result},
    tickets::{UpdateTicket, require_part},
};
use tessera_domain::{
    ticket::{Patch, Ticket, TicketPatch},
    transition::{self, Barred},
    user::Permission,
};
use tessera_ports::{queries::TicketSheet, tx::Tx};

/// Changes what is named, under the lock of the ticket: of two who change different fields at the same time neither
/// loses any. An empty change still counts as a touch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeNumbered {
    /// Which ticket.
    pub ticket: i64,
    /// What it is to refer to.
    pub named: NumberedRefs,
    /// What else to change. What `named` says counts before it.
    pub patch: TicketPatch,
    /// Which ways between statuses are open.
    pub transitions: Transitions,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

/// Which ways between statuses are open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Transitions {
    /// All of them.
    #[default]
    Free,
    /// Those of [`transition`](tessera_domain::transition).
    Guarded,
}

impl Command for ChangeNumbered {
    type Outcome = TicketSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<TicketSheet> {
        scene.require(Permission::EditTickets)?;
        let before = by_number(tx, scene, self.ticket, self.expected.as_deref())?;
        let ties = require_part(tx, scene, before.id)?;
        let mut issues = Vec::new();
        let resolved = self
            .named
            .resolve(tx, scene, Some(&before), &self.patch_of(scene), &mut issues)?;
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        self.check_transition(tx, scene, &before, &resolved)?;
        let id = before.id;
        let update = UpdateTicket {
            ticket: id,
            patch: resolved.patch,
            expected: None,
        };
        update.change(tx, scene, &before, ties, resolved.events)?;
        sheet(tx, scene, id)
    }
}

impl ChangeNumbered {
    /// The patch as the caller means it. Whoever does not read internal notes reads that there are none; sending that
    /// back empties nothing.
    fn patch_of(&self, scene: &Scene<'_>) -> TicketPatch {
        let mut patch = self.patch.clone();
        if patch.internal_notes == Patch::Clear && !scene.caller.reads_internal() {
            patch.internal_notes = Patch::Keep;
        }
        patch
    }

    fn check_transition(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        ticket: &Ticket,
        resolved: &Resolved,
    ) -> Result<()> {
        let Some(to) = resolved
            .status
            .as_ref()
            .filter(|status| status.id != ticket.status)
        else {
            return Ok(());
        };
        if self.transitions == Transitions::Free {
            return Ok(());
        }
        let Some(from) = tx.lists().status(scene.caller.tenant, ticket.status)? else {
            return Ok(());
        };
        transition::check_move(&from, to, scene.caller.role).map_err(|barred| {
            Error::Conflict(match barred {
                Barred::ByOrder => Clash::Transition,
                Barred::ByApproval => Clash::Approval,
            })
        })
    }
}
