//! One's own account.

use crate::{
    command::Application,
    error::{Error, Result, Thing},
};
use tessera_domain::{caller::Caller, user::User};

/// The account of whoever asks.
///
/// # Errors
/// [`Error::NotFound`] when it is gone by now.
pub fn me(app: &Application, caller: &Caller) -> Result<User> {
    app.queries
        .person(caller.tenant, caller.user)?
        .ok_or(Error::NotFound(Thing::User))
}
