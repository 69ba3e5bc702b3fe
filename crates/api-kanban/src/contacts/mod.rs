//! Contacts.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

use crate::{
    answers,
    body::{Body, Extent, Spelled},
    schema,
    view::contact::ContactRow,
};
use tessera_domain::{
    client::Contact,
    issue::{Format, Problem},
    text::{self, Description, Label, Name},
    ticket::Patch,
};
use tessera_http::{answer::StoredAnswer, fault::Fault, json::JsonBody};
use utoipa::ToSchema;

/// The most characters of an e-mail address.
const MAX_EMAIL: usize = 254;
/// The most characters of a telephone number.
const MAX_PHONE: usize = 50;

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
    email: Option<String>,
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
            email: body.demanded("email").told(email),
            phone: cleared_if_empty(body.nullable("phone").trimmed(MAX_PHONE)),
            title: body.nullable("title").told(Label::parse),
            department: body.nullable("department").told(Label::parse),
            description: body.nullable("description").described(),
        };
        body.finish()?;
        Ok(read)
    }
}

/// An e-mail address.
pub fn email(text: String) -> Result<String, Problem> {
    if text.is_empty() {
        return Err(Problem::Blank);
    }
    text::check(&text, 0, MAX_EMAIL)?;
    if is_email(&text) {
        Ok(text)
    } else {
        Err(Problem::Malformed(Format::Email))
    }
}

/// Something before one sign, and a name of a host with a dot in it behind. Whether anybody reads what is sent there, no
/// form can tell.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | '<' | '>' | ',' | ';' | '"');
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c == '-' || c.is_alphanumeric())
    };
    let parts = local.split('.').all(|part| !part.is_empty());
    parts && local.chars().all(plain) && host.contains('.') && host.split('.').all(label)
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
