//! Reading contacts.

use crate::{
    access::require,
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    client::Contact,
    listing::{Page, Window},
    text::SearchTerm,
    user::Permission,
};

/// The wanted part of the contacts with each of the terms somewhere, by name.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(
    app: &Application,
    caller: &Caller,
    search: &[SearchTerm],
    window: Window,
) -> Result<Page<Contact>> {
    require(caller, Permission::ViewTickets)?;
    Ok(app.queries.contacts(caller.tenant, search, window)?)
}

/// The contact of that number.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn one(app: &Application, caller: &Caller, number: i64) -> Result<Contact> {
    require(caller, Permission::ViewTickets)?;
    app.queries
        .contact(caller.tenant, number)?
        .ok_or(Error::NotFound(Thing::Contact))
}
