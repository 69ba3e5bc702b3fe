//! People: what role they have, and whether they may come in.
//!
//! Their pages go by their number, which belongs to the tenant.

mod active;
mod list;
mod one;
mod password;
mod role;
mod unlock;

use actix_web::web::{self, ServiceConfig};
use tessera_application::{Application, Error, Result as Outcome, Thing, hand::Hand, users};
use tessera_domain::user::{Role, User};

pub(crate) const PATH: &str = "/console/users";
pub(crate) const ONE: &str = "/console/users/{number}";
pub(crate) const ROLE: &str = "/console/users/{number}/role";
pub(crate) const ACTIVE: &str = "/console/users/{number}/active";
pub(crate) const UNLOCK: &str = "/console/users/{number}/unlock";
pub(crate) const PASSWORD: &str = "/console/users/{number}/password";

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATH).get(list::show))
        .service(web::resource(ONE).get(one::show))
        .service(web::resource(ROLE).post(role::set))
        .service(web::resource(ACTIVE).post(active::set))
        .service(web::resource(UNLOCK).post(unlock::unlock))
        .service(web::resource(PASSWORD).get(password::show).post(password::reset));
}

/// The page of one person.
fn address(number: i64) -> String {
    format!("{PATH}/{number}")
}

/// The person of that number.
fn find(app: &Application, hand: &Hand<'_>, number: i64) -> Outcome<User> {
    let found = users::list(app, hand, number.saturating_sub(1), 1)?;
    let found = found.into_iter().find(|user| user.number == number);
    found.ok_or(Error::NotFound(Thing::User))
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::User => "User",
        Role::Technician => "Technician",
        Role::Manager => "Manager",
        Role::Admin => "Admin",
        Role::SuperAdmin => "Super admin",
    }
}
