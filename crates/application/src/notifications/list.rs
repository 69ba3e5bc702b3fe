//! Reading one's own notifications.

use super::{NotificationFilter, NotificationPage, require_person};
use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{caller::Caller, listing::Window};
use tessera_ports::notifications::NotificationSheet;

/// The wanted part of the caller's notifications, newest first, and how many they have not read.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(
    app: &Application,
    caller: &Caller,
    filter: NotificationFilter,
    window: Window,
) -> Result<NotificationPage> {
    require_person(caller)?;
    Ok(app
        .queries
        .notifications(caller.tenant, &caller.viewer(), filter, window)?)
}

/// The caller's notification of that number, which is the place of its event in the log.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`], for somebody else's too.
pub fn show(app: &Application, caller: &Caller, number: i64) -> Result<NotificationSheet> {
    require_person(caller)?;
    let found = app
        .queries
        .notification(caller.tenant, &caller.viewer(), number)?;
    found.ok_or(Error::NotFound(Thing::Notification))
}
