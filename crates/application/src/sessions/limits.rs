//! How often one may try.
//!
//! The mobile limits are those of the mobile contract, section 5.6; the ones on signing in follow from the ten
//! tries a minute that the enterprise contract names for its own sign-in.

use crate::{command::Application, error::Result};
use tessera_domain::id::{TenantId, UserId};
use tessera_ports::throttle::Limit;

/// Passwords tried from one network address.
pub const SIGN_IN_BY_ADDRESS: Limit = Limit {
    name: "sign_in_by_address",
    count: 10,
    window_seconds: 60,
    block_seconds: 0,
};

/// Passwords tried at one account, which need not exist.
pub(super) const SIGN_IN_BY_ACCOUNT: Limit = Limit {
    name: "sign_in_by_account",
    ..SIGN_IN_BY_ADDRESS
};

/// One-time tokens asked for by one person at one network address.
pub(super) const HAND_OVER: Limit = Limit {
    name: "mobile_hand_over",
    count: 10,
    window_seconds: 60,
    block_seconds: 300,
};

/// One-time tokens presented from one network address.
pub const EXCHANGE_BY_ADDRESS: Limit = Limit {
    name: "mobile_exchange_by_address",
    ..HAND_OVER
};

/// One-time tokens used by one person.
pub(super) const EXCHANGE_BY_USER: Limit = Limit {
    name: "mobile_exchange_by_user",
    ..HAND_OVER
};

/// Refresh tokens presented from one network address.
pub const REFRESH_BY_ADDRESS: Limit = Limit {
    name: "mobile_refresh_by_address",
    count: 30,
    ..HAND_OVER
};

/// Refresh tokens used by one person.
pub(super) const REFRESH_BY_USER: Limit = Limit {
    name: "mobile_refresh_by_user",
    ..REFRESH_BY_ADDRESS
};

/// Refresh tokens of signed pairs presented from one network address.
pub const TOKEN_REFRESH_BY_ADDRESS: Limit = Limit {
    name: "token_refresh_by_address",
    count: 120,
    ..SIGN_IN_BY_ADDRESS
};

/// Refresh tokens of signed pairs used by one person.
pub(super) const TOKEN_REFRESH_BY_USER: Limit = Limit {
    name: "token_refresh_by_user",
    count: 60,
    ..SIGN_IN_BY_ADDRESS
};

/// Accounts that people make for themselves from one network address.
pub const REGISTER_BY_ADDRESS: Limit = Limit {
    name: "register_by_address",
    count: 30,
    ..SIGN_IN_BY_ADDRESS
};

/// Counts one of `subject`. It takes no time, and waits for nothing.
///
/// # Errors
/// [`Error::TooMany`](crate::Error::TooMany).
pub fn admit(app: &Application, limit: &Limit, subject: &str) -> Result<()> {
    Ok(app.throttle.take(limit, subject, app.clock.now())?)
}

/// The subject of a limit on a person.
pub(super) fn person(tenant: TenantId, user: UserId) -> String {
    format!("{tenant}:{user}")
}
