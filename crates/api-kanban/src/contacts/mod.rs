//! Contacts.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

use crate::{
    ROOT, answers,
    body::{Body, Extent, Spelled},
    schema,
    view::contact::ContactRow,
};
use tessera_domain::{
    client::Contact,
    email::EmailAddress,
    text::{Description, Label, Name},
    ticket::Patch,
};
use tessera_http::{answer::StoredAnswer, dialect::is_below, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// The most characters of a telephone number.
const MAX_PHONE: usize = 50;

/// Whether the path is one of contacts.
pub fn owns(path: &str) -> bool {
    path.strip_prefix(ROOT)
        .is_some_and(|rest| is_below("/contacts", rest))
}

/// What is told of a contact. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewContact, example = json!({
    "name": "John Smith", "email": "j.smith@example.com", "phone": "+995 555 999 888", "title": "Project Manager",
    "department": "Operations", "description": "Main point of contact for project"
}))]
pub struct Sent {
    /// Their full name.
    #[schema(value_type = schema::LongName)]
    name: Option<Name>,
    /// Where to write.
    #[schema(value_type = schema::EmailText)]
    email: Option<EmailAddress>,
    /// Where to call.
    #[schema(value_type = schema::PhoneOrNull, required = false)]
    phone: Patch<String>,
    /// What they do.
    #[schema(value_type = schema::LabelOrNull, required = false)]
    title: Patch<Label>,
    /// In which part of their organisation.
    #[schema(value_type = schema::LabelOrNull, required = false)]
    department: Patch<Label>,
    /// What else there is to know.
    #[schema(value_type = schema::LongTextOrNull, required = false)]
    description: Patch<Description>,
}

tessera_http::shapes! {
    /// What changes of a contact. What is not named stays; unknown members are ignored.
    ContactChange = schema::part_of::<Sent>("What changes of a contact. What is not named stays.");
}

impl Sent {
    fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut body = Body::read(body, extent)?;
        let read = Self {
            name: body.demanded("name").named(schema::LONG_NAME),
            email: body.demanded("email").told(|text| EmailAddress::parse(&text)),
            phone: cleared_if_empty(body.nullable("phone").trimmed(MAX_PHONE)),
            title: body.nullable("title").told(Label::parse),
            department: body.nullable("department").told(Label::parse),
            description: body.nullable("description").described(),
        };
        body.finish()?;
        Ok(read)
    }
}

/// No number is an empty one.
fn cleared_if_empty(phone: Patch<String>) -> Patch<String> {
    match phone {
        Patch::Set(phone) if phone.is_empty() => Patch::Clear,
        other => other,
    }
}

/// The contact as it stands now.
fn changed(contact: &Contact) -> StoredAnswer {
    answers::versioned(200, &ContactRow::from(contact), contact.version)
}

#[cfg(test)]
mod tests;
