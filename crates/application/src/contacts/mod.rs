//! Contacts: people outside whom tickets are for, or who know about a tag.

mod change;
mod create;
mod delete;
mod list;

pub use change::ChangeContact;
pub use create::CreateContact;
pub use delete::DeleteContact;
pub use list::{list, one};

use crate::error::{Error, Result};
use serde_json::{Value, json};
use tessera_domain::{client::Contact, issue::Issue, text};

/// The names under which the use cases report bad fields.
pub mod field {
    /// Where to write.
    pub const EMAIL: &str = "email";
    /// Where to call.
    pub const PHONE: &str = "phone";
}

/// The most Unicode scalars of an e-mail address and of a telephone number.
const MAX_EMAIL: usize = 320;
const MAX_PHONE: usize = 100;

/// Goes on only if what has no type of its own fits.
fn check(contact: &Contact) -> Result<()> {
    let fields = [
        (field::EMAIL, &contact.email, MAX_EMAIL),
        (field::PHONE, &contact.phone, MAX_PHONE),
    ];
    let issues: Vec<Issue> = fields
        .into_iter()
        .filter_map(|(field, value, max)| {
            let problem = text::check(value.as_deref()?, 1, max).err()?;
            Some(Issue::new(field, problem))
        })
        .collect();
    if issues.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(issues))
    }
}

/// What the event log says of a contact.
fn fields(contact: &Contact) -> [(&'static str, Value); 6] {
    [
        ("name", json!(contact.name)),
        ("email", json!(contact.email)),
        ("phone", json!(contact.phone)),
        ("title", json!(contact.title)),
        ("department", json!(contact.department)),
        ("description", json!(contact.description)),
    ]
}
