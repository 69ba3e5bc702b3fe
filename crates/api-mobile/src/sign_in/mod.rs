//! Signing in: the calls that take no key, because they are how the app comes by one.
//!
//! They are a scope of their own in front of the one that asks for keys, so that a stranger learns of a path below it
//! what there is to learn: that it is there, or that it is not.

pub mod capabilities;
mod device;
pub mod exchange;
pub mod guest;
pub mod refresh;
pub mod revoke;

use actix_web::web::{self, ServiceConfig};
use tessera_http::dialect::is_below;

/// Below it nobody is asked for a key.
pub const ROOT: &str = "/api/v1/mobile/auth";

tessera_http::operations! {
    /// The operations without a key.
    pub struct Document;
    capabilities::capabilities,
    exchange::exchange,
    refresh::refresh,
    revoke::revoke,
}

/// Adds the routes.
pub fn scope(config: &mut ServiceConfig) {
    config.service(web::scope(ROOT).configure(routes));
}

/// Whether the path is one of these, existing or not.
pub fn owns(path: &str) -> bool {
    is_below(ROOT, path)
}
