//! Contacts on the wire.

use crate::moment::Moment;
use serde::Serialize;
use tessera_domain::client::Contact;
use utoipa::ToSchema;

/// A person outside.
#[derive(Serialize, ToSchema)]
#[schema(as = Contact)]
pub struct ContactRow {
    /// Their number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// Their full name.
    pub name: String,
    /// Where to write; empty if that is not known.
    pub email: String,
    /// Where to call.
    pub phone: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// In which part of their organisation.
    pub department: Option<String>,
    /// What else there is to know.
    pub description: Option<String>,
    /// When they were entered.
    pub created_at: Moment,
    /// When they changed last.
    pub updated_at: Moment,
}

impl From<&Contact> for ContactRow {
    fn from(contact: &Contact) -> Self {
        Self {
            id: contact.number,
            name: contact.name.to_string(),
            email: contact.email.clone().unwrap_or_default(),
            phone: contact.phone.clone(),
            title: contact.title.as_ref().map(ToString::to_string),
            department: contact.department.as_ref().map(ToString::to_string),
            description: contact.description.as_ref().map(ToString::to_string),
            created_at: Moment(contact.created_at),
            updated_at: Moment(contact.updated_at),
        }
    }
}
