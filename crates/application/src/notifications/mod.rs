//! Notifications: who is told of what because it concerns them, in a list of their own and by e-mail.
//!
//! They are made of the events, in the transaction that appends them, where the domain is asked whom each concerns. So
//! whatever dialect a change comes by, it tells the same people. Letters about them go out behind that, in steps like those
//! of webhooks: a letter is claimed for some time, sent outside of any transaction, and then written down.

mod append;
mod list;
mod mail;
mod mark;

pub(crate) use append::append;
pub use list::{list, show};
pub use mail::{Letter, Mailed, claim_letters, send, with_letters};
pub use mark::{MarkAllRead, MarkRead};
pub use tessera_ports::notifications::{Mailer, NotificationFilter, NotificationPage, Undelivered};

use crate::error::{Error, Result};
use tessera_domain::{
    caller::{Caller, CallerKind},
    user::Permission,
};

/// Goes on only if the caller is a person: other systems have nothing that concerns them.
const fn require_person(caller: &Caller) -> Result<()> {
    match caller.kind {
        CallerKind::Person => crate::access::require(caller, Permission::ViewTickets),
        CallerKind::Integration => Err(Error::Forbidden(Permission::ViewTickets)),
    }
}
