//! Putting a contact beside a tag.

use crate::{
    address::{Address, IdPath, sent_to},
    body::{self, Body, Extent, Spelled},
    document::{ChangeRefusals, RepeatHeader, TAG_TAGS},
    schema,
    view::tag::TagContactRow,
};
use actix_web::{HttpResponse, post};
use tessera_application::{
    tags::{self, AddContact},
    views::TagContactSheet,
};
use tessera_domain::{
    issue::{Issue, Problem},
    text::Label,
};
use tessera_http::{
    answer::{self, StoredAnswer},
    caller::{May, needs::ViewTickets},
    fault::Fault,
    json::JsonBody,
    work::Work,
};
use utoipa::ToSchema;

/// Who is put there. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewTagContact, example = json!({"contact_id": 1, "role": "Primary Contact"}))]
pub struct Sent {
    /// The contact's number.
    #[schema(value_type = schema::Key)]
    contact_id: Option<i64>,
    /// What they are to the tag.
    #[schema(value_type = schema::RoleText, required = false)]
    role: Option<Label>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut body = Body::read(body, Extent::Whole)?;
        let read = Self {
            contact_id: body.demanded("contact_id").key(),
            role: body.optional("role").told(Label::parse),
        };
        body.finish()?;
        Ok(read)
    }

    fn into_command(self, tag: i64) -> Result<AddContact, Issue> {
        let Self { contact_id, role } = self;
        let nothing = || Label::parse("").map_err(|problem| Issue::new("role", problem));
        Ok(AddContact {
            tag,
            contact: contact_id.ok_or_else(|| Issue::new("contact_id", Problem::Required))?,
            role: role.map_or_else(nothing, Ok)?,
        })
    }
}

/// Put a contact beside a tag
///
/// One who stands there already gets the role. Members of the tag's project may.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "addTagContact",
    tag = TAG_TAGS,
    params(IdPath, RepeatHeader),
    request_body(content = Sent, description = "Who, and what they are to the tag"),
    responses(
        (status = 201, description = "The contact stands there", body = TagContactRow),
        (status = 200, description = "The contact stood there already, and has that role now", body = TagContactRow),
        ChangeRefusals
    )
)]
#[post("/tags/{id}/add_contact/")]
pub async fn add_contact(
    may: May<ViewTickets>,
    id: Address,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let (number, caller) = (id.number()?, may.caller);
    let read = Sent::read(&body.0).and_then(|sent| Ok(sent.into_command(number)?));
    let command = sent_to(number, tags::one, read, (&work, &caller)).await?;
    work.write(caller, &body.0, command, added).await
}

fn added((sheet, created): &(TagContactSheet, bool)) -> StoredAnswer {
    answer::json(if *created { 201 } else { 200 }, &TagContactRow::from(sheet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn command(body: &Value) -> Result<AddContact, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body).and_then(|sent| Ok(sent.into_command(7)?));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_contact_is_enough() {
        let read = command(&json!({"contact_id": "3"})).unwrap();
        assert_eq!((read.tag, read.contact, read.role.as_str()), (7, 3, ""));
        let read = command(&json!({"contact_id": 3, "role": " Primary Contact "})).unwrap();
        assert_eq!(read.role.as_str(), "Primary Contact");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let issues = command(&json!({"role": "x".repeat(101)})).unwrap_err();
        assert_eq!(
            issues,
            ["contact_id: Required", "role: Must have at most 100 character(s)"]
        );
        assert!(command(&json!({"contact_id": null})).is_err());
    }
}
