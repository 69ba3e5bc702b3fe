//! Changing a tag.

use super::{fields, text_taken, visible};
use crate::{
    boards::{Named, expect_version, field, named, require_superadmin, written},
    changes::differences,
    command::{Command, Scene},
    error::{Error, Result},
};
use tessera_domain::{
    event::EventKind,
    issue::Problem,
    project::Color,
    text::{Description, Name},
    ticket::Patch,
};
use tessera_ports::{queries::TagSheet, tx::Tx};

/// Changes what is named, on every ticket that bears the tag. Superadmins of its project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChangeTag {
    /// Which tag.
    pub tag: i64,
    /// Its project, for whoever sends all fields: a tag stays in its project.
    pub project: Option<i64>,
    /// Another text.
    pub text: Option<Name>,
    /// What it means.
    pub description: Patch<Description>,
    /// What it looks like.
    pub color: Option<Color>,
    /// The versions that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for ChangeTag {
    type Outcome = TagSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<TagSheet> {
        let tenant = scene.caller.tenant;
        let before = visible(tx, scene, self.tag)?;
        require_superadmin(tx, scene, before.project)?;
        expect_version(before.version, self.expected.as_deref())?;
        if let Some(number) = self.project
            && named(tx, scene, number, Named::InBody)?.id != before.project
        {
            let problem = Problem::Rule("a tag stays in its project");
            return Err(Error::invalid(field::PROJECT, problem));
        }
        let mut after = before.clone();
        if let Some(text) = &self.text {
            after.text = text.clone();
        }
        if let Some(color) = &self.color {
            after.color = color.clone();
        }
        self.description.clone().onto(&mut after.description);
        if after == before {
            return written(tx.tags().sheet(tenant, before.id)?);
        }
        after.updated_at = scene.now;
        after.version += 1;
        tx.tags().update(tenant, &after).map_err(text_taken)?;
        let sheet = written(tx.tags().sheet(tenant, after.id)?)?;
        let both = fields(&before).into_iter().zip(fields(&after));
        let changes = differences(both.map(|((field, before), (_, after))| (field, before, after)));
        let event = scene.event_apart(EventKind::TagUpdated, after.id.uuid(), changes);
        tx.events().append(tenant, &[event])?;
        Ok(sheet)
    }
}
