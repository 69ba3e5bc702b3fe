//! Projects.

pub mod change;
pub mod columns;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;
pub mod tickets;

use crate::{
    answers,
    body::{Body, Extent, Spelled},
    schema,
    view::project::ProjectRow,
};
use tessera_application::views::ProjectSheet;
use tessera_domain::{
    issue::Problem,
    project::ProjectKey,
    text::{Description, Name},
    ticket::Patch,
};
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// What is told of a project. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewProject, example = json!({
    "name": "Mobile App", "key": "MOB", "description": "Mobile application project"
}))]
pub struct Sent {
    /// What it is called.
    #[schema(value_type = schema::LongName)]
    name: Option<Name>,
    /// Its short name, which no other project has.
    #[schema(value_type = schema::ProjectKeyText)]
    key: Option<ProjectKey>,
    /// What it is about.
    #[schema(value_type = schema::LongTextOrNull, required = false)]
    description: Patch<Description>,
}

tessera_http::shapes! {
    /// What changes of a project. What is not named stays; unknown members are ignored.
    ProjectChange = schema::part_of::<Sent>("What changes of a project. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut body = Body::read(body, extent)?;
        let read = Self {
            name: body.demanded("name").named(schema::LONG_NAME),
            key: body.demanded("key").told(|key| project_key(&key)),
            description: body.nullable("description").described(),
        };
        body.finish()?;
        Ok(read)
    }
}

/// A key in any case.
pub fn project_key(key: &str) -> Result<ProjectKey, Problem> {
    if key.is_empty() {
        return Err(Problem::Blank);
    }
    ProjectKey::parse_any_case(key)
}

/// The project as it stands now.
fn changed(sheet: &ProjectSheet) -> StoredAnswer {
    answers::versioned(200, &ProjectRow::from(sheet), sheet.project.version)
}

/// A key that another project has is the key's fault.
fn refused(fault: Fault) -> Fault {
    answers::taken(fault, "key", "project")
}

#[cfg(test)]
mod tests;
