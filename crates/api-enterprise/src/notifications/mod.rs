//! Notifications: what the caller is told of, because it concerns them. Everybody has their own and sees no others.

pub mod change;
pub mod list;
pub mod read_all;
pub mod show;

use actix_web::{http::Method, web::ServiceConfig};
use tessera_http::routing;

/// Where they are.
pub const ROOT: &str = "/notifications";

tessera_http::operations! {
    /// The operations on notifications.
    pub struct Document;
    list::list,
    read_all::read_all,
    show::show,
    change::change,
}

/// The method of marking all as read.
const MARKING: &[Method] = &[Method::POST];

/// All of them, and that marking all as read has no other methods.
pub fn scope(config: &mut ServiceConfig) {
    routing::only(config, "/read", MARKING);
    routes(config);
}
