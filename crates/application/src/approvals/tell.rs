//! What is told of approvals: events, and the comments that the service writes.

use crate::{
    changes::{self, Field},
    command::Scene,
    error::Result,
    hand,
};
use serde_json::{Value, json};
use tessera_domain::{
    approval::{Action, Said, Step, StepState, Workflow},
    comment::{Audience, Comment},
    event::{Actor, Event, EventKind, FieldChange},
    id::{TenantId, TicketId, UserId},
    notification::field,
    text::CommentText,
    ticket::Ticket,
    time::Time,
};
use tessera_ports::{StoreError, counters, tx::Tx, world::Ids};

/// By whom and when something is done: for a caller, or by the service itself.
#[derive(Clone, Copy)]
pub(super) struct Teller<'t> {
    pub tenant: TenantId,
    pub actor: Actor,
    pub ids: &'t dyn Ids,
    pub now: Time,
    pub request: Option<&'t str>,
}

impl<'t> Teller<'t> {
    /// For whoever asks.
    pub(super) fn of(scene: &Scene<'t>) -> Self {
        Self {
            tenant: scene.caller.tenant,
            actor: scene.caller.actor(),
            ids: scene.ids,
            now: scene.now,
            request: scene.request,
        }
    }

    fn event(
        &self,
        kind: EventKind,
        ticket: TicketId,
        subject: uuid::Uuid,
        changes: Vec<FieldChange>,
    ) -> Event {
        let by = (self.tenant, self.actor);
        Event {
            ticket: Some(ticket),
            audience: Audience::Public,
            changes,
            ..hand::event(self.ids, by, kind, subject, self.now, self.request)
        }
    }

    /// That somebody is to decide.
    pub(super) fn requested(&self, ticket: TicketId, step: &Step) -> Event {
        let born = changes::birth([
            ("approval_id", json!(step.number)),
            ("step_order", json!(step.place)),
            (field::APPROVER, json!(step.approver)),
            ("approval_status", json!(step.state.key())),
            ("due_at", json!(step.due_at)),
        ]);
        self.event(EventKind::ApprovalRequested, ticket, step.id.uuid(), born)
    }

    /// What became of the decisions that differ, one event each. The one that asks for more, and the one that ends it all,
    /// say whose wish it was, because those are told of it.
    pub(super) fn processed(&self, ticket: &Ticket, was: &Workflow, is: &Workflow) -> Vec<Event> {
        let both = is
            .steps
            .iter()
            .filter_map(|step| Some((was.step(step.id)?, step)));
        let differ = both.filter(|(before, after)| fate(before) != fate(after) || asks(before, after));
        differ
            .map(|(before, step)| {
                let number: Field = ("approval_id", Value::Null, json!(step.number));
                let fields = fate(before).into_iter().zip(fate(step));
                let fields = fields.map(|((name, before), (_, after))| (name, before, after));
                let concerning = concerning(ticket, (before, step), (was, is));
                let told = changes::differences(std::iter::once(number).chain(fields).chain(concerning));
                self.event(EventKind::ApprovalProcessed, ticket.id, step.id.uuid(), told)
            })
            .collect()
    }

    /// That somebody watches the ticket from now on.
    pub(super) fn watches(&self, ticket: TicketId, user: UserId) -> Event {
        self.event(EventKind::TicketWatched, ticket, user.uuid(), Vec::new())
    }

    /// Writes a comment of the service's own, and gives the event of it.
    pub(super) fn comment(
        &self,
        tx: &mut dyn Tx,
        ticket: TicketId,
        audience: Audience,
        text: String,
    ) -> Result<Event> {
        let text = CommentText::parse(text)
            .map_err(|problem| StoreError::Failed(format!("a comment of our own: {problem}")))?;
        let id = self.ids.make(self.now);
        let comment = Comment {
            tenant: self.tenant,
            id,
            number: tx.counters().take(self.tenant, counters::COMMENT, 1)?,
            ticket,
            author: None,
            text,
            audience,
            resolution: false,
            thread: id,
            parent: None,
            metadata: None,
            created_at: self.now,
            updated_at: self.now,
            version: 1,
        };
        tx.comments()
            .insert(self.tenant, std::slice::from_ref(&comment))?;
        let told = changes::birth([("text", json!(comment.text))]);
        Ok(Event {
            audience,
            ..self.event(EventKind::CommentAdded, ticket, id.uuid(), told)
        })
    }
}

/// What is told of a decision that may change. What was said to it is not: that stands in a comment, which not everybody
/// reads.
fn fate(step: &Step) -> [(&'static str, Value); 5] {
    [
        ("approval_status", json!(step.state.key())),
        (field::ACTION, json!(step.action.map(Action::key))),
        ("delegated_to_id", json!(step.delegated_to)),
        ("decided_by_id", json!(step.decided_by)),
        ("completed_at", json!(step.completed_at)),
    ]
}

/// Whether more was asked for between the two, be it once again.
fn asks(before: &Step, after: &Step) -> bool {
    after.is_pending() && after.action == Some(Action::RequestInfo) && before.updated_at != after.updated_at
}

/// What makes whoever wished for the approval be told of it, where they are.
fn concerning(
    ticket: &Ticket,
    (before, after): (&Step, &Step),
    (was, is): (&Workflow, &Workflow),
) -> Vec<Field> {
    let ends = was.state != is.state && matches!(after.state, StepState::Approved | StepState::Rejected);
    let mut fields = Vec::new();
    if ends {
        fields.push((field::WORKFLOW, json!(was.state.key()), json!(is.state.key())));
    } else if asks(before, after) && before.action == after.action {
        fields.push((field::ACTION, Value::Null, json!(Action::RequestInfo.key())));
    } else if !asks(before, after) {
        return fields;
    }
    let mut requesters = vec![is.requested_by];
    requesters.extend(ticket.created_by.filter(|opened| *opened != is.requested_by));
    fields.push((field::REQUESTERS, Value::Null, json!(requesters)));
    fields
}

/// A sentence with what was said to it.
pub(super) fn with_said(mut sentence: String, said: &Said) -> String {
    if let Some(comments) = &said.comments {
        sentence.push_str("\n\n");
        sentence.push_str(comments.as_str());
    }
    if !said.conditions.is_empty() {
        sentence.push_str("\n\nConditions:");
        for condition in &said.conditions {
            sentence.push_str("\n- ");
            sentence.push_str(condition.as_str());
        }
    }
    sentence
}
