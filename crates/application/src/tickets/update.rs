//! Changing a ticket: its fields, its status and place on the board, its assignee, watchers and tags.

use super::{
    Written, field, placement, references, require_assigning, require_part, require_writing,
    tagging::Retagging, visible,
};
use crate::{
    approvals,
    command::{Command, Scene},
    error::{Error, Result},
    notifications, sla,
};
use serde_json::json;
use std::collections::HashSet;
use tessera_domain::{
    comment::Audience,
    event::{Event, EventKind},
    id::{TicketId, UserId},
    issue::Issue,
    ticket::{Changes, Ticket, TicketPatch, check_closed_at},
    user::Permission,
    visibility::Ties,
};
use tessera_ports::tx::Tx;

/// Changes what the patch names. An empty patch still counts as a touch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UpdateTicket {
    /// Which ticket.
    pub ticket: TicketId,
    /// What to change.
    pub patch: TicketPatch,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for UpdateTicket {
    type Outcome = Written;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Written> {
        self.run_after(tx, scene, Vec::new())
    }
}

impl UpdateTicket {
    /// Changes it after something that is told before it.
    pub(crate) fn run_after(&self, tx: &mut dyn Tx, scene: &Scene<'_>, told: Vec<Event>) -> Result<Written> {
        scene.require(Permission::EditTickets)?;
        let before = visible(tx, scene, self.ticket, self.expected.as_deref())?;
        let ties = require_part(tx, scene, self.ticket)?;
        self.change(tx, scene, &before, ties, told)
    }

    /// Changes the ticket, which was found and may be changed by its ties to the caller, if they had to be looked at.
    /// What was done for it already is told before.
    pub(super) fn change(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        before: &Ticket,
        ties: Option<Ties>,
        told: Vec<Event>,
    ) -> Result<Written> {
        let (written, events) = self.change_untold(tx, scene, before, ties, told)?;
        notifications::append(tx, scene.caller.tenant, &events, scene.by_mail)?;
        Ok(written)
    }

    /// The same without telling of it: the events, behind those of what was done for it already, are the caller's to
    /// append, as the last thing of the transaction.
    pub(crate) fn change_untold(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        before: &Ticket,
        ties: Option<Ties>,
        mut told: Vec<Event>,
    ) -> Result<(Written, Vec<Event>)> {
        let tenant = scene.caller.tenant;
        require_writing(scene, &self.patch)?;
        if !self.patch.assignee.keeps() || self.patch.further.is_some() {
            require_assigning(tx, scene, self.ticket, ties)?;
        }
        let mut issues = self.closing_issues(before, scene);
        let placement = placement::of_change(tx, before, &self.patch, &mut issues)?;
        let rank = references::check(tx, tenant, &self.patch, &mut issues)?;
        if !issues.is_empty() {
            return Err(Error::Invalid(issues));
        }
        let mut ticket = before.clone();
        let project = placement
            .as_ref()
            .map_or(before.project, |placement| placement.project);
        let wanted = self.patch.tags.as_ref();
        let tags = Retagging::plan(tx, scene, (before, project), wanted, &mut told)?;
        let mut changes = ticket.apply(&self.patch, placement, rank, scene.caller.user, scene.now);
        if let Some(missed) = ticket.breached_at.filter(|_| before.breached_at.is_none()) {
            told.push(sla::breached(
                &ticket,
                missed,
                scene.ids.make(scene.now),
                scene.now,
            ));
        }
        sla::of_changed(tx, before, &mut ticket, scene.now)?;
        tx.tickets().update(tenant, before, &ticket)?;
        let mut watchers = self.replace_watchers(tx, scene, &mut changes)?;
        if let Some(tags) = tags {
            let (before, after) = tags.store(tx, tenant, ticket.id)?;
            changes.note("tags", before, after);
        }
        self.rekey_further_assignees(tx, &ticket, &mut changes)?;
        told.extend(events(scene, &ticket, changes));
        if let Some(placement) = placement.filter(|placement| placement.status != before.status) {
            let approval = approvals::on_move(tx, scene, before, &ticket, placement.stage)?;
            watchers.extend(approval.watching);
            watchers.sort_unstable();
            told.extend(approval.events);
        }
        Ok((Written { ticket, watchers }, told))
    }

    fn closing_issues(&self, ticket: &Ticket, scene: &Scene<'_>) -> Vec<Issue> {
        let said = self.patch.closed_at;
        let bad = said.and_then(|at| check_closed_at(at, ticket, scene.now).err());
        bad.map(|problem| Issue::new(field::CLOSED_AT, problem))
            .into_iter()
            .collect()
    }

    fn replace_watchers(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        changes: &mut Changes,
    ) -> Result<Vec<UserId>> {
        let tenant = scene.caller.tenant;
        let before = tx.tickets().watchers(tenant, self.ticket)?;
        let Some(wanted) = &self.patch.watchers else {
            return Ok(before);
        };
        let mut after = wanted.clone();
        after.sort_unstable();
        after.dedup();
        if after != before {
            tx.tickets().set_watchers(tenant, self.ticket, &after)?;
            changes.note("watchers", json!(before), json!(after));
        }
        Ok(after)
    }

    /// Further assignees belong to an assignment: whoever is the assignee is not one of them, and nobody stands
    /// behind nobody. Those that are wanted replace them all.
    fn rekey_further_assignees(&self, tx: &mut dyn Tx, ticket: &Ticket, changes: &mut Changes) -> Result<()> {
        if self.patch.assignee.keeps() && self.patch.further.is_none() {
            return Ok(());
        }
        let before = tx.tickets().further_assignees(ticket.tenant, ticket.id)?;
        let wanted = self.patch.further.as_ref().unwrap_or(&before);
        let mut seen = HashSet::new();
        let after: Vec<UserId> = match ticket.assignee {
            Some(assignee) => wanted
                .iter()
                .copied()
                .filter(|user| *user != assignee && seen.insert(*user))
                .collect(),
            None => Vec::new(),
        };
        if after != before {
            tx.tickets()
                .set_further_assignees(ticket.tenant, ticket.id, &after)?;
            changes.note_assignment("further_assignee_ids", json!(before), json!(after));
        }
        Ok(())
    }
}

/// What is told of the change. What requesters must not read of is told apart, to those who read internal notes.
fn events(scene: &Scene<'_>, ticket: &Ticket, changes: Changes) -> Vec<Event> {
    let event = |kind, changes| scene.event_with(kind, ticket.id, ticket.id.uuid(), changes);
    let internal = changes.internal().to_vec();
    let mut events: Vec<_> = changes
        .into_events()
        .into_iter()
        .map(|(kind, changes)| event(kind, changes))
        .collect();
    if !internal.is_empty() {
        events.push(Event {
            audience: Audience::Internal,
            ..event(EventKind::TicketUpdated, internal)
        });
    }
    events
}
