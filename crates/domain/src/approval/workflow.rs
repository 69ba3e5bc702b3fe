//! The decisions about one ticket, one after the other.

use super::{Action, Requesters, Said, Step, StepState};
use crate::{
    id::{StatusId, StepId, TenantId, TicketId, UserId, WorkflowId},
    ticket::Ticket,
    time::Time,
};

/// The decisions about one ticket. While it is active the ticket waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workflow {
    /// Whose it is.
    pub tenant: TenantId,
    /// Its id.
    pub id: WorkflowId,
    /// The tenant's running number of it.
    pub number: i64,
    /// Which ticket waits.
    pub ticket: TicketId,
    /// Where it stands.
    pub state: WorkflowState,
    /// Who asked for it.
    pub requested_by: UserId,
    /// The status that the ticket had before, and gets again when everybody has agreed.
    pub returns_to: StatusId,
    /// The decisions in their order; what a step became stands behind it.
    pub steps: Vec<Step>,
    /// When it began.
    pub created_at: Time,
    /// When it was over.
    pub completed_at: Option<Time>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// Where a workflow stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum WorkflowState {
    /// Somebody has to decide.
    Active,
    /// Everybody has agreed.
    Approved,
    /// Somebody has refused.
    Rejected,
    /// Nobody need decide any more, because the ticket went on without.
    Cancelled,
}

impl WorkflowState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Active, Self::Approved, Self::Rejected, Self::Cancelled];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// What a decision led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Everybody has agreed.
    Approved,
    /// Somebody has refused.
    Rejected,
    /// This step is at its turn now.
    Goes(StepId),
    /// The step stays where it is, until more is known.
    Waits,
}

/// Why a step cannot be decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Undecidable {
    /// It was decided already, or need not be any more.
    Over,
    /// Others decide first.
    NotYet,
    /// It was handed on too often.
    HandedOnTooOften,
}

/// Who gets a step that is handed on, and what the new step is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Delegate {
    /// Who.
    pub to: UserId,
    /// The id of the new step.
    pub id: StepId,
    /// The number of the new step.
    pub number: i64,
}

impl Workflow {
    /// The most steps: the last ones cannot be handed on.
    pub const MOST_STEPS: usize = 100;

    /// The step that is at its turn.
    pub fn at_turn(&self) -> Option<&Step> {
        if self.state == WorkflowState::Active {
            self.steps.iter().find(|step| step.is_pending())
        } else {
            None
        }
    }

    /// That step.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step of that number.
    pub fn numbered(&self, number: i64) -> Option<&Step> {
        self.steps.iter().find(|step| step.number == number)
    }

    /// Whose wish it decides on.
    pub fn requesters(&self, ticket: &Ticket) -> Requesters {
        Requesters {
            asked: self.requested_by,
            opened: ticket.created_by,
        }
    }

    /// Agrees to the step. The next one is at its turn from now on, and its time begins.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn approve(
        &mut self,
        step: StepId,
        said: Said,
        by: UserId,
        at: Time,
    ) -> Result<Outcome, Undecidable> {
        self.close(step, (StepState::Approved, Action::Approve), said, by, at)?;
        let next = self.steps.iter_mut().find(|step| step.is_pending());
        let Some(next) = next else {
            self.end(WorkflowState::Approved, at);
            return Ok(Outcome::Approved);
        };
        next.due_at = next.hours.after(at);
        next.updated_at = at;
        Ok(Outcome::Goes(next.id))
    }

    /// Refuses the step, and with it all that would have come after.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn reject(&mut self, step: StepId, said: Said, by: UserId, at: Time) -> Result<Outcome, Undecidable> {
        self.close(step, (StepState::Rejected, Action::Reject), said, by, at)?;
        self.end(WorkflowState::Rejected, at);
        Ok(Outcome::Rejected)
    }

    /// Hands the step to somebody else, who gets a step of their own at the same place, due at the same time.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn delegate(
        &mut self,
        step: StepId,
        delegate: Delegate,
        said: Said,
        by: UserId,
        at: Time,
    ) -> Result<Outcome, Undecidable> {
        self.check_room(step)?;
        let before = self.open(step)?.clone();
        self.close(step, (StepState::Delegated, Action::Delegate), said, by, at)?;
        Ok(self.hand_on(&before, delegate, before.escalates, before.due_at, at))
    }

    /// Asks for more: the step stays, and can be decided later.
    ///
    /// # Errors
    /// Why it cannot be decided.
    pub fn request_info(
        &mut self,
        step: StepId,
        said: Said,
        by: UserId,
        at: Time,
    ) -> Result<Outcome, Undecidable> {
        let open = self.open(step)?;
        open.action = Some(Action::RequestInfo);
        open.comments = said.comments;
        open.conditions = said.conditions;
        open.decided_by = Some(by);
        open.updated_at = at;
        self.version += 1;
        Ok(Outcome::Waits)
    }

    /// Whether the step is at its turn, late, and still to go to somebody else for that.
    pub fn escalates(&self, step: StepId, now: Time) -> bool {
        self.at_turn()
            .is_some_and(|turn| turn.id == step && turn.escalates && turn.due_at < now)
    }

    /// Lets the late step go to somebody else, who has as much time as the first one had. It does not go on from there.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn escalate(&mut self, step: StepId, delegate: Delegate, at: Time) -> Result<Outcome, Undecidable> {
        self.check_room(step)?;
        let before = self.open(step)?.clone();
        let open = self.open(step)?;
        open.state = StepState::Escalated;
        open.action = Some(Action::Escalate);
        open.updated_at = at;
        open.completed_at = Some(at);
        self.version += 1;
        Ok(self.hand_on(&before, delegate, false, before.hours.after(at), at))
    }

    /// Notes that there is nobody whom the late step could go to.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn stay_late(&mut self, step: StepId, at: Time) -> Result<(), Undecidable> {
        let open = self.open(step)?;
        open.escalates = false;
        open.updated_at = at;
        self.version += 1;
        Ok(())
    }

    /// Ends it without a decision, because the ticket goes on without.
    pub fn cancel(&mut self, at: Time) {
        self.version += 1;
        self.end(WorkflowState::Cancelled, at);
    }

    /// The step, if it is at its turn.
    fn open(&mut self, id: StepId) -> Result<&mut Step, Undecidable> {
        let turn = self.at_turn().map(|step| step.id);
        let step = self.steps.iter_mut().find(|step| step.id == id);
        let step = step.filter(|step| step.is_pending()).ok_or(Undecidable::Over)?;
        if turn == Some(id) {
            Ok(step)
        } else if turn.is_none() {
            Err(Undecidable::Over)
        } else {
            Err(Undecidable::NotYet)
        }
    }

    fn check_room(&mut self, step: StepId) -> Result<(), Undecidable> {
        self.open(step)?;
        if self.steps.len() < Self::MOST_STEPS {
            Ok(())
        } else {
            Err(Undecidable::HandedOnTooOften)
        }
    }

    fn close(
        &mut self,
        step: StepId,
        (state, action): (StepState, Action),
        said: Said,
        by: UserId,
        at: Time,
    ) -> Result<(), Undecidable> {
        let open = self.open(step)?;
        open.state = state;
        open.action = Some(action);
        open.comments = said.comments;
        open.conditions = said.conditions;
        open.decided_by = Some(by);
        open.updated_at = at;
        open.completed_at = Some(at);
        self.version += 1;
        Ok(())
    }

    /// Puts the new step behind the one that it comes from.
    fn hand_on(
        &mut self,
        from: &Step,
        delegate: Delegate,
        escalates: bool,
        due_at: Time,
        at: Time,
    ) -> Outcome {
        let fresh = Step {
            id: delegate.id,
            number: delegate.number,
            place: from.place,
            approver: delegate.to,
            state: StepState::Pending,
            action: None,
            comments: None,
            conditions: Vec::new(),
            delegated_to: None,
            decided_by: None,
            escalates,
            hours: from.hours,
            due_at,
            created_at: at,
            updated_at: at,
            completed_at: None,
        };
        let place = self.steps.iter().position(|step| step.id == from.id);
        if let Some(old) = self.steps.iter_mut().find(|step| step.id == from.id) {
            old.delegated_to = Some(delegate.to);
        }
        let behind = place.map_or(self.steps.len(), |place| place + 1);
        self.steps.insert(behind, fresh);
        Outcome::Goes(delegate.id)
    }

    fn end(&mut self, state: WorkflowState, at: Time) {
        self.state = state;
        self.completed_at = Some(at);
        for step in self.steps.iter_mut().filter(|step| step.is_pending()) {
            step.state = StepState::Skipped;
            step.updated_at = at;
            step.completed_at = Some(at);
        }
    }
}
