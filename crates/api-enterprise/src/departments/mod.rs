//! Departments: parts of the tenant that tickets and people belong to.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

use crate::{
    body::{Extent, Spelled, filled},
    envelope::Envelope,
    schema,
    view::department::DepartmentRow,
};
use tessera_application::views::DepartmentSheet;
use tessera_domain::{issue::Problem, text::Name, ticket::Patch};
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// Where they are.
pub const ROOT: &str = "/departments";

tessera_http::operations! {
    /// The operations on departments.
    pub struct Document;
    list::list,
    create::create,
    show::show,
    change::change,
    remove::remove,
}

/// What is told of a department. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewDepartment, example = json!({"name": "IT Department"}))]
pub struct Sent {
    /// What it is called, as no other department is, whatever the case.
    #[schema(value_type = schema::NameText)]
    name: Option<Name>,
    /// The number of who runs it, an active person.
    #[schema(rename = "manager_id", value_type = schema::IdOrNull, required = false)]
    manager: Patch<i64>,
}

tessera_http::shapes! {
    /// What changes of a department. What is not named stays; unknown members are ignored.
    DepartmentChange = schema::part_of::<Sent>("What changes of a department. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let sent = Self {
            name: extent.demanded(&mut fields, "name", name),
            manager: fields.patch("manager_id").number(),
        };
        fields.finish()?;
        Ok(sent)
    }
}

fn name(text: &str) -> Result<Name, Problem> {
    Name::parse(filled(text.trim(), schema::NAME)?)
}

/// The department as it stands now.
fn changed(envelope: &Envelope, sheet: &DepartmentSheet) -> StoredAnswer {
    let (row, version) = (DepartmentRow::from(sheet), sheet.department.version);
    envelope.changed("Department updated successfully", row, version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body, extent);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_name_is_enough_and_null_is_nobody() {
        let sent = read(&json!({"name": " IT "}), Extent::Whole).ok().unwrap();
        assert_eq!((sent.name.unwrap().as_str(), sent.manager), ("IT", Patch::Keep));
        let part = read(&json!({"manager_id": null}), Extent::Part).ok().unwrap();
        assert_eq!((part.name, part.manager), (None, Patch::Clear));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, extent, told) in [
            (json!({}), Extent::Whole, "name: Required"),
            (json!({"name": " "}), Extent::Part, "name: Must not be blank"),
            (
                json!({"name": null}),
                Extent::Part,
                "name: Expected string, received null",
            ),
            (
                json!({"name": "x".repeat(256)}),
                Extent::Whole,
                "name: Must have at most 255 character(s)",
            ),
            (
                json!({"manager_id": "5"}),
                Extent::Part,
                "manager_id: Expected integer, received string",
            ),
        ] {
            assert_eq!(read(&body, extent).err().unwrap(), [told], "{body}");
        }
    }
}
