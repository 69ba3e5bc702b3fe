//! A status, as a dialect with words of its own names it.

use super::{field, placement::missing};
use crate::{command::Scene, error::Result, statuses::NewStatus};
use std::borrow::Cow;
use tessera_domain::{
    event::Event,
    id::StatusId,
    issue::{Issue, Problem},
    status::{Status, StatusCategory},
    text::Name,
    transition::Stage,
};
use tessera_ports::{StoreError, tx::Tx};

/// A status, by the key that it has in a tenant's list that has not been changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusWanted {
    /// The key.
    pub key: Cow<'static, str>,
    /// Keys that the same word stands for: a ticket in one of these statuses stays there.
    pub alike: &'static [&'static str],
    /// What to do when the list has no such key.
    pub otherwise: Otherwise,
}

/// What to do when a tenant's list has no status of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Otherwise {
    /// The input is not valid.
    Refuse,
    /// Takes the list's first status of this category.
    Take(StatusCategory),
    /// Makes it, of this category, as the last of the list.
    Make(StatusCategory),
}

impl StatusWanted {
    /// The status of the list that is meant, for a ticket that is in `now`; nothing, and an issue, when there is none.
    /// If it is made, the event that tells so is added.
    pub(crate) fn find(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        now: Option<StatusId>,
        issues: &mut Vec<Issue>,
        events: &mut Vec<Event>,
    ) -> Result<Option<Status>> {
        let statuses = tx.lists().statuses(scene.caller.tenant)?;
        let stays = |status: &&Status| Some(status.id) == now && self.alike.contains(&status.key.as_str());
        let named = |status: &&Status| status.key == self.key;
        let found = statuses
            .iter()
            .find(stays)
            .or_else(|| statuses.iter().find(named));
        if let Some(status) = found {
            return Ok(Some(status.clone()));
        }
        match self.otherwise {
            Otherwise::Refuse => {
                issues.push(Issue::new(
                    field::STATUS,
                    Problem::UnknownReference { what: "status" },
                ));
                Ok(None)
            }
            Otherwise::Take(category) => {
                let first = statuses.into_iter().find(|status| status.category == category);
                let lacking = || missing(&format!("status like {}", self.key));
                Ok(Some(first.ok_or_else(lacking)?))
            }
            Otherwise::Make(category) => self.make(tx, scene, &statuses, category, events).map(Some),
        }
    }

    fn make(
        &self,
        tx: &mut dyn Tx,
        scene: &Scene<'_>,
        statuses: &[Status],
        category: StatusCategory,
        events: &mut Vec<Event>,
    ) -> Result<Status> {
        let new = NewStatus {
            key: self.key.clone().into_owned(),
            name: Name::parse(title_of(&self.key))
                .map_err(|problem| StoreError::Failed(format!("{}: {problem}", self.key)))?,
            category,
        };
        new.add(tx, scene, statuses, events)
    }
}

/// The tenant's status at a stage: the one that the ticket is in now, if it stands for that stage, else the one of the
/// stage's own key, else the first that stands for it.
pub(super) fn at_stage(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    stage: Stage,
    now: Option<StatusId>,
    issues: &mut Vec<Issue>,
) -> Result<Option<Status>> {
    let mut statuses = tx.lists().statuses(scene.caller.tenant)?;
    statuses.retain(|status| Stage::of(&status.key, status.category) == stage);
    let stays = statuses.iter().find(|status| Some(status.id) == now);
    let named = || statuses.iter().find(|status| status.key == stage.key());
    let found = stays.or_else(named).or(statuses.first()).cloned();
    if found.is_none() {
        issues.push(Issue::new(
            field::STATUS,
            Problem::UnknownReference { what: "status" },
        ));
    }
    Ok(found)
}

/// `on_hold` as people read it: `On Hold`.
fn title_of(key: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters
            .next()
            .map(|letter| letter.to_uppercase().collect::<String>());
        first.unwrap_or_default() + letters.as_str()
    };
    key.split('_').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn a_key_reads_as_a_name() {
        assert_eq!(title_of("blocked"), "Blocked");
        assert_eq!(title_of("on_hold"), "On Hold");
    }
}
