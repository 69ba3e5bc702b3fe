//! Columns of boards.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod reorder;
pub mod show;

use crate::{
    answers,
    body::{Body, Extent, Spelled},
    schema,
    view::column::ColumnRow,
};
use tessera_application::views::ColumnSheet;
use tessera_domain::{project::Color, text::Name};
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// What is told of a column. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewColumn, example = json!({"name": "Testing", "order": 3, "color": "#9c27b0"}))]
pub struct Sent {
    /// What it is called, as no other column of the board. Usual names say which status tickets have there.
    #[schema(value_type = schema::ShortName)]
    name: Option<Name>,
    /// Where it stands, from left to right.
    #[schema(value_type = schema::Place, required = false)]
    order: Option<i32>,
    /// Its colour.
    #[schema(value_type = schema::ColorText, required = false)]
    color: Option<Color>,
    /// Its project's number. If it is left out, the header `X-Project-ID` says it, and otherwise it is the caller's
    /// first project.
    #[schema(value_type = schema::Key, required = false)]
    project: Option<i64>,
}

tessera_http::shapes! {
    /// What changes of a column. What is not named stays; unknown members are ignored.
    ColumnChange = schema::part_of::<Sent>("What changes of a column. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut body = Body::read(body, extent)?;
        let read = Self {
            name: body.demanded("name").named(schema::SHORT_NAME),
            order: body.optional("order").place(),
            color: body.optional("color").told(|text| Color::parse(&text)),
            project: body.optional("project").key(),
        };
        body.finish()?;
        Ok(read)
    }
}

/// The column as it stands now.
fn changed(sheet: &ColumnSheet) -> StoredAnswer {
    answers::versioned(200, &ColumnRow::from(sheet), sheet.column.version)
}

/// A name that another column of the board has is the fault of both together.
fn refused(fault: Fault) -> Fault {
    answers::taken(fault, "name", "column")
}

#[cfg(test)]
mod tests;
