//! Doing something with one decision: what is checked first, and what is stored then.

use super::{
    candidates::{Candidates, sees_anyway},
    field,
    tell::{Teller, with_said},
};
use crate::{
    command::Scene,
    error::{Clash, Error, Result, Thing},
    tickets::UpdateTicket,
};
use tessera_domain::{
    approval::{Delegate, Outcome, Remit, Requesters, Said, Step, Undecidable, Workflow},
    comment::Audience,
    event::Event,
    id::{StatusId, TicketId},
    issue::Problem,
    status::StatusCategory,
    ticket::{Ticket, TicketPatch},
    transition::Stage,
    user::User,
    visibility::Sight,
};
use tessera_ports::{StoreError, counters, tx::Tx};

/// What somebody does with a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    /// Agrees.
    Approve,
    /// Refuses.
    Reject,
    /// Hands it to the person of that number.
    Delegate {
        /// The number.
        to: i64,
    },
    /// Asks for more before deciding.
    RequestInfo,
}

/// A deed that may be done: from here on nothing but storage can fail.
pub(super) struct Prepared {
    ticket: Ticket,
    before: Workflow,
    after: Workflow,
    step: Step,
    outcome: Outcome,
    to: Option<User>,
    /// Where the ticket goes, if it goes anywhere.
    status: Option<StatusId>,
}

/// Looks at everything that the deed needs. Changes nothing but the counter of decisions.
pub(super) fn prepare(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    (number, ticket): (i64, TicketId),
    deed: Deed,
    said: &Said,
) -> Result<Prepared> {
    let tenant = scene.caller.tenant;
    let missing = || Error::NotFound(Thing::Approval);
    let ticket = tx
        .tickets()
        .find(tenant, &Sight::Everything, ticket)?
        .ok_or_else(missing)?;
    let before = tx.approvals().of_step(tenant, number)?.ok_or_else(missing)?;
    let step = before.numbered(number).ok_or_else(missing)?.clone();
    require_remit(tx, scene, &ticket, &step)?;
    let requesters = before.requesters(&ticket);
    if deed == Deed::Approve && requesters.include(scene.caller.user) {
        require_no_other(tx, scene, &ticket, &step, requesters)?;
    }
    let to = match deed {
        Deed::Delegate { to } => Some(delegate(tx, scene, to, &step, requesters)?),
        Deed::Approve | Deed::Reject | Deed::RequestInfo => None,
    };
    let mut after = before.clone();
    let (by, now, said) = (scene.caller.user, scene.now, said.clone());
    let outcome = match (deed, &to) {
        (Deed::Approve, _) => after.approve(step.id, said, by, now),
        (Deed::Reject, _) => after.reject(step.id, said, by, now),
        (Deed::RequestInfo, _) | (Deed::Delegate { .. }, None) => after.request_info(step.id, said, by, now),
        (Deed::Delegate { .. }, Some(user)) => {
            let mut tried = before.clone();
            let own = Delegate {
                to: user.id,
                id: scene.ids.make(now),
                number: 0,
            };
            // The number is taken only if it is needed.
            let may = tried.delegate(step.id, own, said.clone(), by, now);
            may.map_err(undecidable)?;
            let number = tx.counters().take(tenant, counters::APPROVAL, 1)?;
            after.delegate(step.id, Delegate { number, ..own }, said, by, now)
        }
    };
    let outcome = outcome.map_err(undecidable)?;
    let status = match outcome {
        Outcome::Approved => Some(before.returns_to),
        Outcome::Rejected => Some(closing(tx, scene)?),
        Outcome::Goes(_) | Outcome::Waits => None,
    };
    Ok(Prepared {
        ticket,
        before,
        after,
        step,
        outcome,
        to,
        status,
    })
}

/// Goes on only if the caller may decide the step. Whoever does not see its ticket learns nothing of it.
fn require_remit(tx: &mut dyn Tx, scene: &Scene<'_>, ticket: &Ticket, step: &Step) -> Result<()> {
    if Remit::of(scene.caller).covers(step.approver, ticket.department) {
        return Ok(());
    }
    let sight = scene.caller.sight();
    let sees = sight == Sight::Everything || sight.sees(&tx.tickets().ties(ticket.tenant, ticket.id)?);
    Err(if sees {
        Error::NotApprover
    } else {
        Error::NotFound(Thing::Approval)
    })
}

/// Goes on only if nobody could decide but those whose wish it is.
fn require_no_other(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    ticket: &Ticket,
    step: &Step,
    requesters: Requesters,
) -> Result<()> {
    let usual = Candidates::usual(tx, scene.caller.tenant, ticket.department)?;
    if !requesters.include(step.approver) || requesters.others_among(&usual.ids()) {
        return Err(Error::Conflict(Clash::OwnRequest));
    }
    Ok(())
}

/// Whom the step goes to.
fn delegate(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    number: i64,
    step: &Step,
    requesters: Requesters,
) -> Result<User> {
    let named = tx.users().named(scene.caller.tenant, &[], &[number])?;
    let what = "active user";
    let user = named
        .into_iter()
        .next()
        .ok_or_else(|| Error::invalid(field::DELEGATE, Problem::UnknownNumber { what, number }))?;
    let refuse = |rule| Err(Error::invalid(field::DELEGATE, Problem::Rule(rule)));
    if user.id == step.approver {
        refuse("must be somebody else than who is to decide")
    } else if requesters.include(user.id) {
        refuse("must not be who asks for the approval")
    } else {
        Ok(user)
    }
}

const fn undecidable(why: Undecidable) -> Error {
    Error::Conflict(match why {
        Undecidable::Over => Clash::Decided,
        Undecidable::NotYet => Clash::NotAtTurn,
        Undecidable::HandedOnTooOften => Clash::HandedOnTooOften,
    })
}

/// Where a ticket goes that was refused: the tenant's status for what is closed, else any for what is done.
fn closing(tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<StatusId> {
    let statuses = tx.lists().statuses(scene.caller.tenant)?;
    let closed = statuses
        .iter()
        .find(|status| Stage::of(&status.key, status.category) == Stage::Closed);
    let done = || {
        statuses
            .iter()
            .find(|status| status.category == StatusCategory::Done)
    };
    let found = closed.or_else(done);
    Ok(found
        .ok_or_else(|| StoreError::Failed("the tenant has no status for what is done".into()))?
        .id)
}

impl Prepared {
    /// The number of the step that this one became, if it was handed on.
    pub(super) fn fresh(&self) -> Option<i64> {
        match (self.outcome, &self.to) {
            (Outcome::Goes(id), Some(_)) => self.after.step(id).map(|step| step.number),
            _ => None,
        }
    }

    /// Stores it, and gives what is to be told of it.
    pub(super) fn store(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Vec<Event>> {
        let (tenant, teller) = (scene.caller.tenant, Teller::of(scene));
        tx.approvals().update(tenant, &self.before, &self.after)?;
        // Before the ticket's totals, so that of two who decide about different tickets neither waits for the other.
        let (audience, text) = self.comment(tx, scene)?;
        let said = teller.comment(tx, self.ticket.id, audience, text)?;
        let mut events = self.move_ticket(tx, scene)?;
        if let Some(user) = self
            .to
            .as_ref()
            .filter(|user| !sees_anyway(user, self.ticket.department))
        {
            let fresh = tx.tickets().watch(tenant, self.ticket.id, &[user.id])?;
            events.extend(fresh.iter().map(|user| teller.watches(self.ticket.id, *user)));
        }
        events.push(said);
        events.extend(teller.processed(&self.ticket, &self.before, &self.after));
        if let Outcome::Goes(next) = self.outcome {
            let next = self.after.step(next);
            events.extend(next.map(|step| teller.requested(self.ticket.id, step)));
        }
        Ok(events)
    }

    /// Takes the ticket where the decision leads, or notes that something was done about it.
    fn move_ticket(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Vec<Event>> {
        if let Some(status) = self.status {
            let update = UpdateTicket {
                ticket: self.ticket.id,
                patch: TicketPatch {
                    status: Some(status),
                    ..TicketPatch::default()
                },
                expected: None,
            };
            return Ok(update.change_untold(tx, scene, &self.ticket, None, Vec::new())?.1);
        }
        let mut ticket = self.ticket.clone();
        ticket.touch(scene.caller.user, scene.now);
        tx.tickets().update(ticket.tenant, &self.ticket, &ticket)?;
        Ok(Vec::new())
    }

    /// What the service writes under the ticket. A question is for who can answer it; everything else is internal.
    fn comment(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<(Audience, String)> {
        let me = tx.users().find(scene.caller.tenant, scene.caller.user)?;
        let me = me.map_or_else(|| "Somebody".to_owned(), |user| user.display_name());
        let place = self.step.place;
        let (audience, sentence) = match (self.outcome, &self.to) {
            (Outcome::Rejected, _) => (
                Audience::Internal,
                format!("{me} rejected step {place} of the approval."),
            ),
            (Outcome::Waits, _) => (
                Audience::Public,
                format!("{me} asks for more information before deciding on step {place} of the approval."),
            ),
            (Outcome::Goes(_), Some(to)) => (
                Audience::Internal,
                format!(
                    "{me} handed step {place} of the approval to {}.",
                    to.display_name()
                ),
            ),
            (Outcome::Goes(_) | Outcome::Approved, _) => (
                Audience::Internal,
                format!("{me} approved step {place} of the approval."),
            ),
        };
        let said = self.after.step(self.step.id).map(|step| Said {
            comments: step.comments.clone(),
            conditions: step.conditions.clone(),
        });
        Ok((audience, with_said(sentence, &said.unwrap_or_default())))
    }
}
