//! Clients, and the people there whom tickets are for.

use crate::{
    id::{ClientId, ContactId},
    text::{Description, Label, Name},
    time::Time,
};

/// An organisation that tickets are handled for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: Name,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
}

/// A person at a client, or one who stands alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    /// Their id.
    pub id: ContactId,
    /// The tenant's running number of them.
    pub number: i64,
    /// Whom they belong to.
    pub client: Option<ClientId>,
    /// Their full name.
    pub name: Name,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// What they do there.
    pub title: Option<Label>,
    /// In which part of it.
    pub department: Option<Label>,
    /// What else there is to know.
    pub description: Option<Description>,
    /// When they were entered.
    pub created_at: Time,
    /// When they changed last.
    pub updated_at: Time,
    /// Counts the changes, from 1.
    pub version: i64,
}
