//! Tags, and the contacts beside them.

pub mod add_contact;
pub mod change;
pub mod contacts;
pub mod create;
pub mod list;
pub mod remove;
pub mod remove_contact;
pub mod show;
pub mod tickets;

use crate::{
    answers,
    body::{Body, Extent, Spelled},
    schema,
    view::tag::TagRow,
};
use tessera_application::views::TagSheet;
use tessera_domain::{
    project::Color,
    text::{Description, Name},
    ticket::Patch,
};
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// What is told of a tag. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewTag, example = json!({
    "name": "Nokia", "description": "Nokia telecommunications tickets", "color": "#0052cc", "project": 1
}))]
pub struct Sent {
    /// What it says, as no other tag of the project.
    #[schema(value_type = schema::ShortName)]
    name: Option<Name>,
    /// What it means.
    #[schema(value_type = schema::LongTextOrNull, required = false)]
    description: Patch<Description>,
    /// Its colour.
    #[schema(value_type = schema::ColorText, required = false)]
    color: Option<Color>,
    /// Its project's number.
    #[schema(value_type = schema::Key)]
    project: Option<i64>,
}

tessera_http::shapes! {
    /// What changes of a tag. What is not named stays; unknown members are ignored.
    TagChange = schema::part_of::<Sent>("What changes of a tag. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut body = Body::read(body, extent)?;
        let read = Self {
            name: body.demanded("name").named(schema::SHORT_NAME),
            description: body.nullable("description").described(),
            color: body.optional("color").told(|text| Color::parse(&text)),
            project: body.demanded("project").key(),
        };
        body.finish()?;
        Ok(read)
    }
}

/// The tag as it stands now.
fn changed(sheet: &TagSheet) -> StoredAnswer {
    answers::versioned(200, &TagRow::from(sheet), sheet.tag.version)
}

/// A text that another tag of the project has is the fault of both together.
fn refused(fault: Fault) -> Fault {
    answers::taken(fault, "name", "tag")
}

#[cfg(test)]
mod tests;
