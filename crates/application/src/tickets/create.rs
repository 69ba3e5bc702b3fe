//! Opening a ticket.

use super::{Written, placement, references, require_writing, tagging};
use crate::{
    approvals::Plan,
    command::{Command, Scene},
    error::{Error, Result},
    notifications, sla,
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use tessera_domain::{
    approval::{Requesters, Subject},
    event::{Event, EventKind, FieldChange},
    id::{DepartmentId, PriorityId, ProjectId, StatusId, UserId},
    issue::Issue,
    priority::Rank,
    reference::Reference,
    text::Title,
    ticket::{Closure, Kind, Patch, Placement, Promise, Ticket, TicketPatch},
    transition::Stage,
    user::Permission,
};
use tessera_ports::{StoreError, counters, tx::Tx};

/// Opens a ticket. What is not said is the tenant's default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateTicket {
    /// What it is called.
    pub title: Title,
    /// Where it lies; the default project if not said.
    pub project: Option<ProjectId>,
    /// Where it starts; the initial status if not said.
    pub status: Option<StatusId>,
    /// How much it matters; medium if not said.
    pub priority: Option<PriorityId>,
    /// The data of the system that opens it.
    pub metadata: Option<Map<String, Value>>,
    /// Everything else. Its own title, project, status and priority are not looked at.
    pub patch: TicketPatch,
}

impl Command for CreateTicket {
    type Outcome = Written;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Written> {
        self.run_after(tx, scene, Vec::new())
    }
}

impl CreateTicket {
    /// Opens it after something that is told before it.
    pub(super) fn run_after(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        mut events: Vec<Event>,
    ) -> Result<Written> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::CreateTickets)?;
        require_writing(scene, &self.patch)?;
        let mut issues = Vec::new();
        let placement = placement::of_new(
            tx,
            tenant,
            (self.project, self.patch.column),
            self.status,
            &mut issues,
        )?;
        let priority = self.priority(tx, scene, &mut issues)?;
        let rest = TicketPatch {
            priority: None,
            ..self.patch.clone()
        };
        references::check(tx, tenant, &rest, &mut issues)?;
        let Some((lands, priority)) = placement.zip(priority).filter(|_| issues.is_empty()) else {
            return Err(Error::Invalid(issues));
        };
        let (placement, approval) = self.approval(tx, scene, lands, priority.1)?;
        let (wanted, project) = (self.patch.tags.as_ref(), placement.project);
        let tags = tagging::wanted_tags(tx, scene, project, wanted, &mut events)?;
        // Before the counters, which nobody else can take until the transaction ends.
        let terms = sla::Terms::read(tx, tenant)?;
        let mut ticket = self.build(tx, scene, placement, priority)?;
        ticket.promise = terms.promise(&ticket, &[], scene.now);
        let mut watchers = self.watchers();
        tx.tickets().insert(tenant, std::slice::from_ref(&ticket))?;
        if !watchers.is_empty() {
            tx.tickets().set_watchers(tenant, ticket.id, &watchers)?;
        }
        let further = self.further(&ticket);
        if !further.is_empty() {
            tx.tickets().set_further_assignees(tenant, ticket.id, &further)?;
        }
        let links: Vec<_> = tags.iter().map(|tag| (ticket.id, *tag)).collect();
        if !links.is_empty() {
            tx.tags().link(tenant, &links)?;
        }
        events.push(scene.event_with(
            EventKind::TicketCreated,
            ticket.id,
            ticket.id.uuid(),
            birth(&ticket, &further),
        ));
        if let Some(plan) = approval {
            let begun = plan.begin(tx, scene, &ticket)?;
            watchers.extend(begun.watching);
            watchers.sort_unstable();
            events.extend(begun.events);
        }
        notifications::append(tx, tenant, &events, scene.by_mail)?;
        Ok(Written { ticket, watchers })
    }

    /// Where the ticket begins, which is to land there, and who has to agree first, if anybody has: by a policy, or
    /// because it is put where tickets wait for that. One that is finished needs nobody's leave.
    fn approval(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        lands: Placement,
        rank: Rank,
    ) -> Result<(Placement, Option<Plan>)> {
        let tenant = scene.caller.tenant;
        let requesters = Requesters {
            asked: scene.caller.user,
            opened: Some(scene.caller.user),
        };
        let subject = Subject {
            kind: self.kind(),
            department: self.department(scene),
            rank,
        };
        if lands.stage == Stage::PendingApproval {
            let back = placement::initial(tx, tenant)?.id;
            let plan = Plan::asked_for(tx, tenant, &subject, requesters, back)?;
            return Ok((lands, Some(plan)));
        }
        if lands.done {
            return Ok((lands, None));
        }
        let Some(plan) = Plan::by_policy(tx, tenant, &subject, requesters, lands.status)? else {
            return Ok((lands, None));
        };
        Ok(match placement::waiting(tx, tenant, lands)? {
            Some(waits) => (waits, Some(plan)),
            None => (lands, None),
        })
    }

    fn kind(&self) -> Kind {
        self.patch.kind.unwrap_or(Kind::Incident)
    }

    /// The department it belongs to: its opener's, unless another is said or none.
    fn department(&self, scene: &Scene<'_>) -> Option<DepartmentId> {
        match self.patch.department {
            Patch::Keep => scene.caller.department,
            Patch::Clear => None,
            Patch::Set(department) => Some(department),
        }
    }

    fn priority(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        issues: &mut Vec<Issue>,
    ) -> Result<Option<(PriorityId, Rank)>> {
        let tenant = scene.caller.tenant;
        if let Some(id) = self.priority {
            return Ok(references::rank(tx, tenant, id, issues)?.map(|rank| (id, rank)));
        }
        let all = tx.lists().priorities(tenant)?;
        let medium = all
            .iter()
            .min_by_key(|priority| (priority.rank.get() - Rank::MEDIUM.get()).abs());
        let medium = medium.ok_or_else(|| placement::missing("priority"))?;
        Ok(Some((medium.id, medium.rank)))
    }

    /// Who works on it beside its assignee: nobody, where there is no assignee.
    fn further(&self, ticket: &Ticket) -> Vec<UserId> {
        let Some(assignee) = ticket.assignee else {
            return Vec::new();
        };
        let wanted = self.patch.further.iter().flatten().copied();
        let mut seen = HashSet::from([assignee]);
        wanted.filter(|user| seen.insert(*user)).collect()
    }

    fn watchers(&self) -> Vec<UserId> {
        let mut watchers = self.patch.watchers.clone().unwrap_or_default();
        watchers.sort_unstable();
        watchers.dedup();
        watchers
    }

    /// The ticket, with its numbers. They are the last thing read before it is stored, because from here on
    /// others who open one in this tenant wait.
    fn build(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        placement: Placement,
        (priority, rank): (PriorityId, Rank),
    ) -> Result<Ticket> {
        let (tenant, now, me) = (scene.caller.tenant, scene.now, scene.caller.user);
        let day = Reference::counter_of(now.date());
        let firsts = tx
            .counters()
            .take_each(tenant, &[(counters::TICKET, 1), (&day, 1)])?;
        let [number, place] = firsts[..] else {
            return Err(StoreError::Failed("a ticket has two numbers".to_owned()).into());
        };
        let wanted = &self.patch;
        Ok(Ticket {
            tenant,
            id: scene.ids.make(now),
            number,
            reference: Reference::new(now, place),
            title: self.title.clone(),
            description: set(&wanted.description),
            kind: self.kind(),
            status: placement.status,
            priority,
            rank,
            project: placement.project,
            column: placement.column,
            department: self.department(scene),
            client: set(&wanted.client),
            contact: set(&wanted.contact),
            category: set(&wanted.category),
            url: set(&wanted.url),
            assignee: set(&wanted.assignee),
            urgency: wanted.urgency.unwrap_or_default(),
            importance: wanted.importance.unwrap_or_default(),
            start_on: set(&wanted.start_on),
            due_at: set(&wanted.due_at),
            breached_at: None,
            promise: Promise::ByRank,
            internal_notes: set(&wanted.internal_notes),
            public_notes: set(&wanted.public_notes),
            rating: set(&wanted.rating),
            expected_files: wanted.expected_files.clone().unwrap_or_default(),
            attributes: wanted.attributes.clone().unwrap_or_default(),
            metadata: self.metadata.clone(),
            closure: placement.done.then_some(Closure {
                at: now,
                by: Some(me),
            }),
            created_by: Some(me),
            source: scene.caller.source(),
            created_at: now,
            updated_by: Some(me),
            updated_at: now,
            version: 1,
        })
    }
}

fn set<T: Clone>(wanted: &Patch<T>) -> Option<T> {
    wanted.value().cloned()
}

/// What the timeline says of a new ticket.
fn birth(ticket: &Ticket, further: &[UserId]) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut born = |field: &str, after: Value| {
        if !after.is_null() {
            changes.push(FieldChange {
                field: field.to_owned(),
                before: Value::Null,
                after,
            });
        }
    };
    born("title", json!(ticket.title));
    born("status_id", json!(ticket.status));
    born("priority_id", json!(ticket.priority));
    born("project_id", json!(ticket.project));
    born("assignee_id", json!(ticket.assignee));
    born("due_at", json!(ticket.due_at));
    if !further.is_empty() {
        born("further_assignee_ids", json!(further));
    }
    changes
}
