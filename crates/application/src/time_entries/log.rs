//! Recording a span of work.

use crate::{
    command::{Command, Scene},
    error::{Clash, Error, Result, Thing},
};
use serde_json::{Value, json};
use tessera_domain::{
    event::{Event, EventKind, FieldChange},
    issue::Problem,
    text::{Name, Notes},
    ticket::Ticket,
    time_entry::{Span, TimeEntry, WorkItem},
    user::{Permission, User},
};
use tessera_ports::tx::Tx;

/// Records that the caller worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogTime {
    /// On what.
    pub work: WorkItem,
    /// From when to when.
    pub span: Span,
    /// Whether it is charged for.
    pub billable: bool,
    /// What was done.
    pub notes: Option<Notes>,
    /// The tax region to charge in.
    pub tax_region: Option<Name>,
}

/// The entry, and what it refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logged {
    /// The entry.
    pub entry: TimeEntry,
    /// Who worked.
    pub user: User,
    /// The ticket, if it was one.
    pub ticket: Option<Ticket>,
}

/// The name under which a bad work item is reported.
const WORK_ITEM: &str = "work_item_id";

impl Command for LogTime {
    type Outcome = Logged;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Logged> {
        let (tenant, me) = (scene.caller.tenant, scene.caller.user);
        scene.require(Permission::LogTime)?;
        let ticket = self.ticket(tx, scene)?;
        let user = tx.users().find(tenant, me)?.ok_or(Error::NotFound(Thing::User))?;
        if tx.time_entries().overlapping(tenant, me, &self.span)?.is_some() {
            return Err(Error::Conflict(Clash::OverlappingTimeEntry));
        }
        let entry = TimeEntry {
            tenant,
            id: scene.ids.make(scene.now),
            user: me,
            work: self.work,
            span: self.span,
            billable: self.billable,
            notes: self.notes.clone(),
            tax_region: self.tax_region.clone(),
            created_at: scene.now,
        };
        tx.time_entries().insert(tenant, &entry)?;
        tx.events().append(tenant, &[logged(scene, &entry)])?;
        Ok(Logged { entry, user, ticket })
    }
}

impl LogTime {
    fn ticket(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Option<Ticket>> {
        let Some(id) = self.work.ticket() else {
            return Ok(None);
        };
        scene.require(Permission::ViewTickets)?;
        let found = tx
            .tickets()
            .find(scene.caller.tenant, &scene.caller.sight(), id)?;
        let unknown = || Error::invalid(WORK_ITEM, Problem::UnknownReference { what: "ticket" });
        found.map(Some).ok_or_else(unknown)
    }
}

fn logged(scene: &Scene<'_>, entry: &TimeEntry) -> Event {
    let minutes = FieldChange {
        field: "minutes".into(),
        before: Value::Null,
        after: json!(entry.span.minutes()),
    };
    Event {
        changes: vec![minutes],
        ..scene.event(EventKind::TimeLogged, entry.work.ticket(), entry.id.uuid())
    }
}
