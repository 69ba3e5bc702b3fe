//! Finding out who asks.

mod authenticate;
mod bearer;
mod superuser;

pub use authenticate::{Presentation, UnnotedUse, authenticate, recognise};
pub use bearer::{Bearer, BearerRefused, authenticate_bearer};
pub(crate) use bearer::{standing, verified};
pub use superuser::first_superuser;

use crate::error::{Error, Result};
use tessera_domain::{caller::Caller, user::Permission};

/// Goes on only if the caller may do this.
pub(crate) const fn require(caller: &Caller, permission: Permission) -> Result<()> {
    if caller.may(permission) {
        Ok(())
    } else {
        Err(Error::Forbidden(permission))
    }
}
