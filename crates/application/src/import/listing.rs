//! The lists of an import: statuses, priorities and projects that the tenant does not have yet are added.

use super::{
    desk::Desk,
    foreign::{ForeignIssue, ForeignStatus},
    report::Report,
};
use crate::{
    error::Result,
    tenants::create::{NewProject, insert_project},
};
use std::collections::HashMap;
use tessera_domain::{
    id::ProjectId,
    priority::{Priority, Rank},
    project::{Board, Project, ProjectKey},
    status::{Status, StatusCategory, key_of},
    text::Name,
};
use tessera_ports::{StoreError, tx::Tx};

/// The tenant's lists while a batch is brought over.
pub(super) struct Lists {
    statuses: Vec<Status>,
    priorities: Vec<Priority>,
    projects: HashMap<String, (Project, Board)>,
    fallback: (Project, Board),
}

impl Lists {
    /// Reads what the tenant has.
    pub(super) fn of(tx: &mut dyn Tx, desk: &Desk<'_>) -> Result<Self> {
        let fallback = tx.lists().default_project(desk.tenant)?;
        let fallback =
            fallback.ok_or_else(|| StoreError::Failed("the tenant has no default project".into()))?;
        let board = tx.lists().board(desk.tenant, fallback.id)?;
        Ok(Self {
            statuses: tx.lists().statuses(desk.tenant)?,
            priorities: tx.lists().priorities(desk.tenant)?,
            projects: HashMap::new(),
            fallback: (fallback, board),
        })
    }

    /// Adds what the issue needs and the tenant does not have.
    pub(super) fn cover(
        &mut self,
        tx: &mut dyn Tx,
        desk: &Desk<'_>,
        issue: &ForeignIssue,
        done: &mut Report,
    ) -> Result<()> {
        if self.find_status(&issue.status).is_none() {
            self.add_status(tx, desk, &issue.status, done)?;
        }
        if let Some(name) = &issue.priority
            && self.find_priority(name).is_none()
        {
            self.add_priority(tx, desk, name, done)?;
        }
        if !self.projects.contains_key(&issue.project_key) && !issue.project_key.is_empty() {
            self.add_project(tx, desk, issue, done)?;
        }
        Ok(())
    }

    /// The status of an issue that was covered; the initial one where its name could not be kept.
    pub(super) fn status(&self, wanted: &ForeignStatus) -> Option<&Status> {
        self.find_status(wanted)
            .or_else(|| self.statuses.iter().find(|status| status.initial))
    }

    /// The priority of an issue that was covered; medium where it had none.
    pub(super) fn priority(&self, wanted: Option<&str>) -> Option<&Priority> {
        let medium = || {
            self.priorities
                .iter()
                .min_by_key(|priority| (priority.rank.get() - Rank::MEDIUM.get()).abs())
        };
        wanted.and_then(|name| self.find_priority(name)).or_else(medium)
    }

    /// The project of an issue that was covered, and its board; the default one where its key could not be kept.
    pub(super) fn project(&self, key: &str) -> (ProjectId, &Board) {
        let (project, board) = self.projects.get(key).unwrap_or(&self.fallback);
        (project.id, board)
    }

    fn find_status(&self, wanted: &ForeignStatus) -> Option<&Status> {
        let key = key_of(&wanted.name);
        self.statuses.iter().find(|status| status.key == key)
    }

    fn find_priority(&self, name: &str) -> Option<&Priority> {
        let key = key_of(name);
        self.priorities.iter().find(|priority| priority.key == key)
    }

    fn add_status(
        &mut self,
        tx: &mut dyn Tx,
        desk: &Desk<'_>,
        wanted: &ForeignStatus,
        done: &mut Report,
    ) -> Result<()> {
        let Some((key, name)) = named(&wanted.name) else {
            done.remark("status without a usable name: read as the initial one");
            return Ok(());
        };
        let position = self
            .statuses
            .iter()
            .map(|status| status.position + 1)
            .max()
            .unwrap_or_default();
        let category: StatusCategory = wanted.category;
        let status = Status {
            id: desk.ids.make(desk.now),
            key,
            name,
            category,
            position,
            initial: false,
        };
        tx.lists().insert_status(desk.tenant, &status)?;
        self.statuses.push(status);
        done.statuses += 1;
        Ok(())
    }

    fn add_priority(
        &mut self,
        tx: &mut dyn Tx,
        desk: &Desk<'_>,
        name: &str,
        done: &mut Report,
    ) -> Result<()> {
        let Some((key, name)) = named(name) else {
            done.remark("priority without a usable name: read as medium");
            return Ok(());
        };
        let rank = rank_of(&key);
        let priority = Priority {
            id: desk.ids.make(desk.now),
            key,
            name,
            rank,
        };
        tx.lists().insert_priority(desk.tenant, &priority)?;
        self.priorities.push(priority);
        done.priorities += 1;
        Ok(())
    }

    fn add_project(
        &mut self,
        tx: &mut dyn Tx,
        desk: &Desk<'_>,
        issue: &ForeignIssue,
        done: &mut Report,
    ) -> Result<()> {
        let key = issue.project_key.as_str();
        let known = tx.lists().project_by_key(desk.tenant, key)?;
        let name = Name::parse(issue.project_name.as_str()).or_else(|_| Name::parse(key));
        let project = match (known, name, ProjectKey::parse(key)) {
            (Some(project), _, _) => project,
            (None, Ok(name), Ok(key)) => {
                let new = NewProject {
                    key,
                    name,
                    description: None,
                    default: false,
                    created_by: None,
                };
                done.projects += 1;
                insert_project(tx, desk.tenant, new, &self.statuses, desk.ids, desk.now)?
            }
            (None, _, _) => {
                done.remark("project key that is not 2 to 10 capital letters: put into the default project");
                return Ok(());
            }
        };
        let board = tx.lists().board(desk.tenant, project.id)?;
        self.projects.insert(key.to_owned(), (project, board));
        Ok(())
    }
}

fn named(text: &str) -> Option<(String, Name)> {
    let key = key_of(text);
    let name = Name::parse(text.trim()).ok()?;
    (!key.is_empty()).then_some((key, name))
}

/// How much a priority matters that only its name tells of.
fn rank_of(key: &str) -> Rank {
    match key {
        "blocker" | "critical" | "urgent" | "immediate" => Rank::HIGHEST,
        "major" | "important" => Rank::HIGH,
        "minor" => Rank::LOW,
        "trivial" => Rank::LOWEST,
        _ => Rank::MEDIUM,
    }
}
