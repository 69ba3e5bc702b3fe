//! Clients, and the people there whom tickets are for.

use crate::{
    id::{ClientId, ContactId},
    text::Name,
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
    /// Whom they belong to.
    pub client: Option<ClientId>,
    /// Their full name.
    pub name: Name,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
}
