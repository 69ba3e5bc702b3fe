//! Notifications: what the caller is told of, because it concerns them. Everybody has their own and sees no others.

pub mod change;
pub mod list;
pub mod read_all;
pub mod show;

use actix_web::{
    HttpResponse, guard,
    http::Method,
    web::{self, ServiceConfig},
};
use tessera_http::fault::Fault;

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

/// All of them, and that marking all as read has no other methods: else a notification's would take the word for a number.
pub fn scope(config: &mut ServiceConfig) {
    let other = guard::Not(guard::Post());
    config.service(web::resource("/read").guard(other).to(only_marked));
    routes(config);
}

async fn only_marked() -> Result<HttpResponse, Fault> {
    Err(Fault::method_not_allowed(vec![Method::POST]))
}
