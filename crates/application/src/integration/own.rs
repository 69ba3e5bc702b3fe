//! Going on with the tickets that a token opened.
//!
//! Another token's ticket is not like one that does not exist here: the documented API tells the two apart.

use crate::{
    command::{Command, Scene},
    comments::{AddComment, Commented},
    error::{Error, Result, Thing},
    tickets::{StatusWanted, UpdateTicket},
};
use tessera_domain::{
    comment::Audience,
    id::TicketId,
    status::Status,
    text::CommentText,
    ticket::{Ticket, TicketPatch},
    visibility::Sight,
};
use tessera_ports::tx::Tx;

/// Writes under a ticket of the token's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommentOnOwn {
    /// Which ticket.
    pub ticket: TicketId,
    /// What is said.
    pub text: CommentText,
    /// Who may read it.
    pub audience: Audience,
}

impl Command for CommentOnOwn {
    type Outcome = Commented;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Commented> {
        let comment = AddComment {
            ticket: self.ticket,
            text: self.text.clone(),
            audience: self.audience,
            resolution: false,
            parent: None,
            metadata: None,
            expected: None,
        };
        let done = comment.run(tx, scene);
        told_apart(tx, scene, self.ticket, done)
    }
}

/// Sets the status of a ticket of the token's own. The same status again counts as a touch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetOwnStatus {
    /// Which ticket.
    pub ticket: TicketId,
    /// The status.
    pub status: StatusWanted,
}

/// The ticket, and where it stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusSet {
    /// The ticket.
    pub ticket: Ticket,
    /// Its status.
    pub status: Status,
}

impl Command for SetOwnStatus {
    type Outcome = StatusSet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<StatusSet> {
        let (mut issues, mut events) = (Vec::new(), Vec::new());
        let found = self.status.find(tx, scene, None, &mut issues, &mut events)?;
        let status = found.ok_or(Error::Invalid(issues))?;
        let update = UpdateTicket {
            ticket: self.ticket,
            patch: TicketPatch {
                status: Some(status.id),
                ..TicketPatch::default()
            },
            expected: None,
        };
        let done = update.run_after(tx, scene, events);
        let ticket = told_apart(tx, scene, self.ticket, done)?.ticket;
        Ok(StatusSet { ticket, status })
    }
}

fn told_apart<T>(tx: &mut dyn Tx, scene: &Scene<'_>, ticket: TicketId, done: Result<T>) -> Result<T> {
    if matches!(done, Err(Error::NotFound(Thing::Ticket))) {
        let anybodys = tx
            .tickets()
            .find(scene.caller.tenant, &Sight::Everything, ticket)?;
        if anybodys.is_some() {
            return Err(Error::NotYours);
        }
    }
    done
}
