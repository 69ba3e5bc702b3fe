//! Tags: a project's words for sorting tickets, and the contacts beside them.

use crate::{
    id::{ContactId, ProjectId, TagId, UserId},
    project::Color,
    text::{Description, Label, Name},
    time::Time,
};

/// One tag of one project. Its text is unique there, letter for letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// The project whose tickets may bear it.
    pub project: ProjectId,
    /// The tenant's running number of it.
    pub number: i64,
    /// What it says.
    pub text: Name,
    /// What it means.
    pub description: Option<Description>,
    /// What it looks like.
    pub color: Color,
    /// Who made it, where that was a person.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Time,
    /// When it changed last.
    pub updated_at: Time,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// A contact beside a tag: whom to ask about what bears it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TagContact {
    /// The tenant's running number of it.
    pub number: i64,
    /// The tag.
    pub tag: TagId,
    /// The contact.
    pub contact: ContactId,
    /// What they are to it; may be empty.
    pub role: Label,
    /// When they were put there.
    pub added_at: Time,
    /// By whom.
    pub added_by: Option<UserId>,
}
