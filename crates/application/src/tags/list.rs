//! Reading tags.

use crate::{
    access::require,
    boards::check_project,
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{
    caller::Caller,
    listing::{Page, Window},
    user::Permission,
};
use tessera_ports::queries::{TagContactSheet, TagSheet, TagsAsked};

/// The wanted part of the tags of the projects that the caller sees, by text.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] naming the project when there is none of that number in the caller's
/// sight.
pub fn list(app: &Application, caller: &Caller, asked: &TagsAsked, window: Window) -> Result<Page<TagSheet>> {
    require(caller, Permission::ViewTickets)?;
    check_project(app, caller, asked.project)?;
    Ok(app
        .queries
        .tags(caller.tenant, caller.project_sight(), asked, window)?)
}

/// The tag of that number.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when its project is not in the caller's sight.
pub fn one(app: &Application, caller: &Caller, number: i64) -> Result<TagSheet> {
    require(caller, Permission::ViewTickets)?;
    app.queries
        .tag(caller.tenant, caller.project_sight(), number)?
        .ok_or(Error::NotFound(Thing::Tag))
}

/// The wanted part of the contacts beside the tag, in the order in which they were put there.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when the tag's project is not in the caller's sight.
pub fn contacts(
    app: &Application,
    caller: &Caller,
    tag: i64,
    window: Window,
) -> Result<Page<TagContactSheet>> {
    require(caller, Permission::ViewTickets)?;
    app.queries
        .tag_contacts(caller.tenant, caller.project_sight(), tag, window)?
        .ok_or(Error::NotFound(Thing::Tag))
}
