//! What a ticket is to refer to, by the numbers that clients name.

use crate::{
    command::Scene,
    error::Result,
    tickets::{StatusWanted, field, placement, status_wanted},
};
use std::collections::HashSet;
use tessera_domain::{
    event::Event,
    id::{ColumnId, PriorityId, ProjectId, UserId},
    issue::{FieldPath, Issue, Problem},
    priority::Rank,
    status::Status,
    ticket::{Patch, TagsWanted, Ticket, TicketPatch},
    time::{NaiveDate, Time},
    transition::Stage,
};
use tessera_ports::{
    numbers::{NumbersFound, NumbersWanted},
    tx::Tx,
};

/// What is named by number or by a word. Whatever is not named is left alone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NumberedRefs {
    /// The project. Beside a column it must be the column's.
    pub project: Option<i64>,
    /// The column. The ticket goes to its project with it.
    pub column: Option<i64>,
    /// Who works on it, besides further ones.
    pub assignee: Patch<i64>,
    /// Everybody who works on it: the first is the assignee. Counts before `assignee`.
    pub assignees: Option<Vec<i64>>,
    /// Its tags, in this order.
    pub tags: Option<Vec<i64>>,
    /// The department.
    pub department: Patch<i64>,
    /// The day at whose end it should be done. A moment that lies on that day already stays.
    pub due_on: Patch<NaiveDate>,
    /// Where it stands.
    pub status: Option<StatusWanted>,
    /// At which stage it is. A ticket in any status of that stage stays there. Counts before `status`.
    pub stage: Option<Stage>,
    /// How much it matters: the tenant's priority of this rank, or the nearest.
    pub rank: Option<Rank>,
}

/// What the numbers stand for.
pub(super) struct Resolved {
    /// The patch, with everything in it.
    pub patch: TicketPatch,
    /// The status, whole.
    pub status: Option<Status>,
    /// What was made because it was named, as it is to be told before what becomes of the ticket.
    pub events: Vec<Event>,
}

/// What is looked up, and what was found.
struct Lookup<'l> {
    ticket: Option<&'l Ticket>,
    found: NumbersFound,
    /// The columns of the ticket's own board, which its readers may name even where they do not see the project.
    own: Vec<(i64, ColumnId, ProjectId)>,
    /// The project of a ticket that names none and has none yet.
    home: Option<ProjectId>,
    /// Everybody who works on the ticket now: they may be named though they are not active any more.
    working: Vec<UserId>,
}

impl NumberedRefs {
    /// Looks everything up and puts it into the patch, noting what is not there.
    pub(super) fn resolve(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        ticket: Option<&Ticket>,
        patch: &TicketPatch,
        issues: &mut Vec<Issue>,
    ) -> Result<Resolved> {
        let lookup = self.look_up(tx, scene, ticket)?;
        let mut patch = patch.clone();
        self.place(&lookup, &mut patch, issues);
        self.people(&lookup, &mut patch, issues);
        self.labels(&lookup, &mut patch, issues);
        let mut events = Vec::new();
        let now = ticket.map(|ticket| ticket.status);
        let status = match (self.stage, &self.status) {
            (Some(stage), _) => status_wanted::at_stage(tx, scene, stage, now, issues)?,
            (None, Some(wanted)) => wanted.find(tx, scene, now, issues, &mut events)?,
            (None, None) => None,
        };
        match self.due_on {
            Patch::Keep => {}
            Patch::Clear => patch.due_at = Patch::Clear,
            Patch::Set(day) => patch.due_at = due(ticket, day),
        }
        patch.status = status.as_ref().map(|status| status.id).or(patch.status);
        if let Some(rank) = self
            .rank
            .filter(|rank| ticket.is_none_or(|ticket| ticket.rank != *rank))
        {
            patch.priority = Some(nearest(tx, scene, rank)?);
        }
        Ok(Resolved {
            patch,
            status,
            events,
        })
    }

    fn look_up<'l>(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        ticket: Option<&'l Ticket>,
    ) -> Result<Lookup<'l>> {
        let tenant = scene.caller.tenant;
        let wanted = NumbersWanted {
            users: match &self.assignees {
                Some(numbers) => numbers.clone(),
                None => self.assignee.value().copied().into_iter().collect(),
            },
            projects: self.project.into_iter().collect(),
            columns: self.column.into_iter().collect(),
            tags: self.tags.clone().unwrap_or_default(),
            departments: self.department.value().copied().into_iter().collect(),
        };
        let found = if wanted.is_empty() {
            NumbersFound::default()
        } else {
            tx.numbers()
                .numbered(tenant, scene.caller.project_sight(), &wanted)?
        };
        let lies_nowhere = ticket.is_none() && self.project.is_none() && self.column.is_none();
        let home = if lies_nowhere && self.tags.is_some() {
            tx.lists().default_project(tenant)?.map(|project| project.id)
        } else {
            ticket.map(|ticket| ticket.project)
        };
        let mut own = Vec::new();
        let mut working = Vec::new();
        if let Some(ticket) = ticket {
            if self.column.is_some_and(|number| found.column(number).is_none()) {
                let board = tx.lists().board(tenant, ticket.project)?;
                own = board
                    .columns()
                    .iter()
                    .map(|it| (it.number, it.id, it.project))
                    .collect();
            }
            if !wanted.users.is_empty() || self.assignees.is_some() {
                working.extend(ticket.assignee);
                working.extend(tx.tickets().further_assignees(tenant, ticket.id)?);
            }
        }
        Ok(Lookup {
            ticket,
            found,
            own,
            home,
            working,
        })
    }

    /// The project and the column. The column's project is the ticket's.
    fn place(&self, lookup: &Lookup<'_>, patch: &mut TicketPatch, issues: &mut Vec<Issue>) {
        let column = self.column.and_then(|number| {
            let seen = lookup
                .found
                .column(number)
                .map(|column| (column.id, column.project));
            let own = || lookup.own.iter().find(|it| it.0 == number).map(|it| (it.1, it.2));
            let column = seen.or_else(own);
            if column.is_none() {
                issues.push(unknown(field::COLUMN, "column", number));
            }
            column
        });
        let project = self.project.and_then(|number| {
            let found = lookup.found.project(number).map(|project| project.id);
            if found.is_none() {
                issues.push(unknown(field::PROJECT, "project", number));
            }
            found
        });
        if let (Some((_, of_column)), Some(project)) = (column, project)
            && of_column != project
        {
            issues.push(Issue::new(
                field::PROJECT,
                Problem::Rule("must be the column's project"),
            ));
        }
        patch.column = column.map(|(id, _)| id).or(patch.column);
        patch.project = column.map(|(_, project)| project).or(project).or(patch.project);
    }

    /// Who works on it. Naming those who do already changes nothing, and needs no right.
    fn people(&self, lookup: &Lookup<'_>, patch: &mut TicketPatch, issues: &mut Vec<Issue>) {
        let mut person = |name: FieldPath, number: i64| {
            let found = lookup.found.user(number);
            let found = found.filter(|user| user.active || lookup.working.contains(&user.id));
            if found.is_none() {
                issues.push(Issue::at(name, Problem::UnknownNumber { what: "user", number }));
            }
            found.map(|user| user.id)
        };
        if let Some(numbers) = &self.assignees {
            let mut people = Vec::with_capacity(numbers.len());
            let mut seen = HashSet::new();
            for (place, number) in numbers.iter().enumerate() {
                let user = person(FieldPath::field(field::ASSIGNEES).item(place), *number);
                people.extend(user.filter(|user| seen.insert(*user)));
            }
            if lookup.ticket.is_some() && people == lookup.working {
                return;
            }
            patch.assignee = people.first().copied().into();
            patch.further = Some(people.into_iter().skip(1).collect());
            return;
        }
        patch.assignee = match self.assignee {
            Patch::Keep => return,
            Patch::Clear if lookup.ticket.is_some_and(|ticket| ticket.assignee.is_none()) => Patch::Keep,
            Patch::Clear => Patch::Clear,
            Patch::Set(number) => match person(FieldPath::field(field::ASSIGNEE), number) {
                Some(user) if lookup.ticket.is_some_and(|ticket| ticket.assignee == Some(user)) => {
                    Patch::Keep
                }
                Some(user) => Patch::Set(user),
                None => Patch::Keep,
            },
        };
    }

    /// Its tags and its department.
    fn labels(&self, lookup: &Lookup<'_>, patch: &mut TicketPatch, issues: &mut Vec<Issue>) {
        if let Some(numbers) = &self.tags {
            let mut tags = Vec::with_capacity(numbers.len());
            for (place, number) in numbers.iter().enumerate() {
                // Tags belong to a project; those of another one are not there for this ticket.
                let project = patch.project.or(lookup.home);
                let tag = lookup.found.tag(*number);
                match tag.filter(|tag| Some(tag.project) == project) {
                    Some(tag) => tags.push(tag.id),
                    None => issues.push(Issue::at(
                        FieldPath::field(field::TAGS).item(place),
                        Problem::UnknownNumber {
                            what: "tag",
                            number: *number,
                        },
                    )),
                }
            }
            patch.tags = Some(TagsWanted::These(tags));
        }
        match self.department {
            Patch::Keep => {}
            Patch::Clear => patch.department = Patch::Clear,
            Patch::Set(number) => match lookup.found.department(number) {
                Some(department) => patch.department = Patch::Set(department.id),
                None => issues.push(unknown(field::DEPARTMENT, "department", number)),
            },
        }
    }
}

/// When a ticket is due that is due on that day.
fn due(ticket: Option<&Ticket>, day: NaiveDate) -> Patch<Time> {
    let now = ticket.and_then(|ticket| ticket.due_at);
    if now.is_some_and(|due| due.date() == day) {
        Patch::Keep
    } else {
        Patch::Set(Time::end_of(day))
    }
}

fn unknown(name: &str, what: &'static str, number: i64) -> Issue {
    Issue::new(name, Problem::UnknownNumber { what, number })
}

/// The tenant's priority of that rank, or the nearest.
fn nearest(tx: &mut dyn Tx, scene: &Scene<'_>, rank: Rank) -> Result<PriorityId> {
    let priorities = tx.lists().priorities(scene.caller.tenant)?;
    let nearest = priorities
        .iter()
        .min_by_key(|priority| (priority.rank.get() - rank.get()).abs());
    Ok(nearest.ok_or_else(|| placement::missing("priority"))?.id)
}
