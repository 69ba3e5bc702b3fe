//! Beginning an approval: who is to decide, in which order.

use super::{
    candidates::{Candidates, sees_anyway},
    tell::Teller,
};
use crate::{
    command::Scene,
    error::{Clash, Error, Result},
};
use tessera_domain::{
    approval::{
        DueHours, PolicyStep, Requesters, Step, StepState, Subject, Workflow, WorkflowState, fitting,
    },
    event::Event,
    id::{StatusId, TenantId, UserId},
    ticket::Ticket,
};
use tessera_ports::{StoreError, counters, tx::Tx};

/// An approval that is about to begin.
pub(crate) struct Plan {
    steps: Vec<Planned>,
    requested_by: UserId,
    returns_to: StatusId,
}

/// One decision of it.
struct Planned {
    approver: UserId,
    hours: DueHours,
    /// Whether they see the ticket only if they watch it.
    watches: bool,
}

/// What an approval did that begins, goes on or ends beside a ticket.
#[derive(Default)]
pub(crate) struct Begun {
    /// Who watches the ticket from now on, because they are to decide about it.
    pub watching: Vec<UserId>,
    /// What is to be told.
    pub events: Vec<Event>,
}

impl Plan {
    /// What the tenant's policies demand of a new ticket: nothing where none fits, or where there is nobody who could
    /// decide.
    pub(crate) fn by_policy(
        tx: &mut dyn Tx,
        tenant: TenantId,
        subject: &Subject,
        requesters: Requesters,
        returns_to: StatusId,
    ) -> Result<Option<Self>> {
        let policies = tx.approvals().active_policies(tenant)?;
        let Some(policy) = fitting(&policies, subject) else {
            return Ok(None);
        };
        Self::of(tx, tenant, &policy.steps, subject, requesters, returns_to)
    }

    /// What somebody asks for: as a policy demands it, or by who manages the department, else an admin.
    ///
    /// Refused with [`Clash::NoApprover`] where there is nobody who could decide.
    pub(crate) fn asked_for(
        tx: &mut dyn Tx,
        tenant: TenantId,
        subject: &Subject,
        requesters: Requesters,
        returns_to: StatusId,
    ) -> Result<Self> {
        let policies = tx.approvals().active_policies(tenant)?;
        let steps = fitting(&policies, subject).map(|policy| policy.steps.clone());
        let steps = steps.unwrap_or_else(|| vec![PolicyStep::USUAL]);
        let plan = Self::of(tx, tenant, &steps, subject, requesters, returns_to)?;
        plan.ok_or(Error::Conflict(Clash::NoApprover))
    }

    fn of(
        tx: &mut dyn Tx,
        tenant: TenantId,
        steps: &[PolicyStep],
        subject: &Subject,
        requesters: Requesters,
        returns_to: StatusId,
    ) -> Result<Option<Self>> {
        let usual = Candidates::usual(tx, tenant, subject.department)?;
        let mut planned = Vec::with_capacity(steps.len());
        for step in steps {
            let meant = Candidates::meant(tx, tenant, step.approver, subject.department)?.or(&usual);
            let Some(user) = meant.choose(requesters) else {
                return Ok(None);
            };
            planned.push(Planned {
                approver: user.id,
                hours: step.hours,
                watches: !sees_anyway(user, subject.department),
            });
        }
        Ok(Some(Self {
            steps: planned,
            requested_by: requesters.asked,
            returns_to,
        }))
    }

    /// Begins it. The ticket stands where it waits already.
    pub(crate) fn begin(&self, tx: &mut dyn Tx, scene: &Scene<'_>, ticket: &Ticket) -> Result<Begun> {
        let (tenant, teller) = (scene.caller.tenant, Teller::of(scene));
        let watching: Vec<UserId> = self.watching();
        let fresh = if watching.is_empty() {
            watching
        } else {
            tx.tickets().watch(tenant, ticket.id, &watching)?
        };
        let workflow = self.build(tx, scene, ticket)?;
        tx.approvals().insert(tenant, &workflow)?;
        let mut events: Vec<Event> = fresh
            .iter()
            .map(|user| teller.watches(ticket.id, *user))
            .collect();
        events.extend(workflow.at_turn().map(|step| teller.requested(ticket.id, step)));
        Ok(Begun {
            watching: fresh,
            events,
        })
    }

    fn watching(&self) -> Vec<UserId> {
        let mut watching: Vec<UserId> = self
            .steps
            .iter()
            .filter(|step| step.watches)
            .map(|step| step.approver)
            .collect();
        watching.sort_unstable();
        watching.dedup();
        watching
    }

    fn build(&self, tx: &mut dyn Tx, scene: &Scene<'_>, ticket: &Ticket) -> Result<Workflow> {
        let (tenant, now) = (scene.caller.tenant, scene.now);
        let amount =
            i64::try_from(self.steps.len()).map_err(|error| StoreError::Failed(error.to_string()))?;
        let number = tx.counters().take(tenant, counters::APPROVAL_WORKFLOW, 1)?;
        let first = tx.counters().take(tenant, counters::APPROVAL, amount)?;
        let mut due_at = now;
        let mut steps = Vec::with_capacity(self.steps.len());
        for (place, (number, planned)) in (1..).zip((first..).zip(&self.steps)) {
            due_at = planned.hours.after(due_at);
            steps.push(Step {
                id: scene.ids.make(now),
                number,
                place,
                approver: planned.approver,
                state: StepState::Pending,
                action: None,
                comments: None,
                conditions: Vec::new(),
                delegated_to: None,
                decided_by: None,
                escalates: true,
                hours: planned.hours,
                due_at,
                created_at: now,
                updated_at: now,
                completed_at: None,
            });
        }
        Ok(Workflow {
            tenant,
            id: scene.ids.make(now),
            number,
            ticket: ticket.id,
            state: WorkflowState::Active,
            requested_by: self.requested_by,
            returns_to: self.returns_to,
            steps,
            created_at: now,
            completed_at: None,
            version: 1,
        })
    }
}
