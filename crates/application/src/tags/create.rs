//! Making a tag by itself.

use super::{created, text_taken};
use crate::{
    boards::{Named, named, require_superadmin, written},
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{
    project::Color,
    tag::Tag,
    text::{Description, Name},
};
use tessera_ports::{counters, queries::TagSheet, tx::Tx};

/// Makes a tag. Superadmins of the project and admins may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateTag {
    /// Of which project.
    pub project: i64,
    /// What it says, unique in the project.
    pub text: Name,
    /// What it means.
    pub description: Option<Description>,
    /// What it looks like.
    pub color: Option<Color>,
}

impl Command for CreateTag {
    type Outcome = TagSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<TagSheet> {
        let tenant = scene.caller.tenant;
        let project = named(tx, scene, self.project, Named::InBody)?;
        require_superadmin(tx, scene, project.id)?;
        let tag = Tag {
            id: scene.ids.make(scene.now),
            project: project.id,
            number: tx.counters().take(tenant, counters::TAG, 1)?,
            text: self.text.clone(),
            description: self.description.clone(),
            color: self.color.clone().unwrap_or_default(),
            created_by: Some(scene.caller.user),
            created_at: scene.now,
            updated_at: scene.now,
            version: 1,
        };
        tx.tags()
            .insert(tenant, std::slice::from_ref(&tag))
            .map_err(text_taken)?;
        let sheet = written(tx.tags().sheet(tenant, tag.id)?)?;
        tx.events().append(tenant, &[created(scene, &tag)])?;
        Ok(sheet)
    }
}
