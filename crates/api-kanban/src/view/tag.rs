//! Tags on the wire, and the contacts beside them.

use super::contact::ContactRow;
use crate::moment::Moment;
use serde::Serialize;
use tessera_application::views::{TagContactSheet, TagSheet};
use utoipa::ToSchema;

/// A tag.
#[derive(Serialize, ToSchema)]
#[schema(as = Tag)]
pub struct TagRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it says.
    pub name: String,
    /// What it means.
    pub description: Option<String>,
    /// Its colour.
    #[schema(example = "#0052cc")]
    pub color: String,
    /// Its project's number.
    #[schema(minimum = 1)]
    pub project: i64,
    /// Its project's name.
    pub project_name: String,
    /// How many tickets bear it.
    #[schema(minimum = 0)]
    pub tickets_count: i64,
    /// How many contacts stand beside it.
    #[schema(minimum = 0)]
    pub contacts_count: i64,
    /// The number of who made it.
    pub created_by: Option<i64>,
    /// When it was made.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
}

impl From<&TagSheet> for TagRow {
    fn from(sheet: &TagSheet) -> Self {
        let TagSheet {
            tag,
            project_number,
            project_name,
            created_by,
            tickets,
            contacts,
        } = sheet;
        Self {
            id: tag.number,
            name: tag.text.to_string(),
            description: tag.description.as_ref().map(ToString::to_string),
            color: tag.color.as_str().to_owned(),
            project: *project_number,
            project_name: project_name.to_string(),
            tickets_count: *tickets,
            contacts_count: *contacts,
            created_by: created_by.as_ref().map(|maker| maker.number),
            created_at: Moment(tag.created_at),
            updated_at: Moment(tag.updated_at),
        }
    }
}

/// A contact beside a tag.
#[derive(Serialize, ToSchema)]
#[schema(as = TagContact)]
pub struct TagContactRow {
    /// The number of their standing there.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The tag's number.
    #[schema(minimum = 1)]
    pub tag: i64,
    /// The contact.
    pub contact: ContactRow,
    /// What they are to the tag; may be empty.
    pub role: String,
    /// When they were put there.
    pub added_at: Moment,
    /// The number of who put them there.
    pub added_by: Option<i64>,
}

impl From<&TagContactSheet> for TagContactRow {
    fn from(sheet: &TagContactSheet) -> Self {
        let TagContactSheet {
            number,
            tag_number,
            contact,
            role,
            added_at,
            added_by,
        } = sheet;
        Self {
            id: *number,
            tag: *tag_number,
            contact: ContactRow::from(contact),
            role: role.to_string(),
            added_at: Moment(*added_at),
            added_by: added_by.as_ref().map(|maker| maker.number),
        }
    }
}
