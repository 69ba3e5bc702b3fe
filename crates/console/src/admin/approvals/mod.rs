//! Approvals: the policies that say which new tickets have to be approved and by whom, and what waits for a decision.

mod create;
mod delete;
mod edit;
mod fields;
mod list;
mod phrase;
mod step;
mod submit;
mod waiting;

use actix_web::web::{self, ServiceConfig};

pub(crate) const PATH: &str = "/console/approvals";
pub(crate) const NEW: &str = "/console/approvals/new";
pub(crate) const WAITING: &str = "/console/approvals/waiting";
pub(crate) const ONE: &str = "/console/approvals/{number}";
pub(crate) const DELETE: &str = "/console/approvals/{number}/delete";

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATH).get(list::show).post(create::create))
        .service(web::resource(NEW).get(create::show))
        .service(web::resource(WAITING).get(waiting::show))
        .service(web::resource(ONE).get(edit::show).post(edit::edit))
        .service(web::resource(DELETE).get(delete::show).post(delete::delete));
}

/// The page of one policy.
fn address(number: i64) -> String {
    format!("{PATH}/{number}")
}
