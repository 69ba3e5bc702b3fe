//! Webhooks: making, changing, trying and ending them, and the log of what was delivered.
//!
//! Their pages go by their number, which belongs to the tenant. Their secrets are always made here and shown once; one
//! that the other side has chosen is set by the API.

mod active;
mod create;
mod delete;
mod deliveries;
mod delivery;
mod edit;
mod fields;
mod list;
mod redeliver;
mod secret;
mod show;
mod span;
mod test;

use actix_web::web::{self, ServiceConfig};
use tessera_domain::webhook::WebhookState;

pub(crate) const PATH: &str = "/console/webhooks";
pub(crate) const NEW: &str = "/console/webhooks/new";
pub(crate) const ONE: &str = "/console/webhooks/{number}";
pub(crate) const ACTIVE: &str = "/console/webhooks/{number}/active";
pub(crate) const SECRET: &str = "/console/webhooks/{number}/secret";
pub(crate) const TEST: &str = "/console/webhooks/{number}/test";
pub(crate) const DELETE: &str = "/console/webhooks/{number}/delete";
pub(crate) const DELIVERIES: &str = "/console/webhooks/{number}/deliveries";
pub(crate) const REDELIVER: &str = "/console/webhooks/{number}/deliveries/{id}/redeliver";
pub(crate) const SPAN: &str = "/console/webhooks/{number}/redeliver";

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATH).get(list::show).post(create::create))
        .service(web::resource(NEW).get(create::show))
        .service(web::resource(ONE).get(show::show).post(edit::edit))
        .service(web::resource(ACTIVE).post(active::set))
        .service(web::resource(SECRET).get(secret::ask).post(secret::rotate))
        .service(web::resource(TEST).post(test::send))
        .service(web::resource(DELETE).get(delete::show).post(delete::delete))
        .service(web::resource(DELIVERIES).get(deliveries::show))
        .service(web::resource(REDELIVER).post(redeliver::redeliver))
        .service(web::resource(SPAN).get(span::show).post(span::redeliver));
}

/// The page of one webhook.
fn address(number: i64) -> String {
    format!("{PATH}/{number}")
}

/// The log of what was delivered to it.
fn log(number: i64) -> String {
    format!("{PATH}/{number}/deliveries")
}

/// Whether it is told anything, and why not.
const fn state(state: WebhookState) -> &'static str {
    match state {
        WebhookState::Active => "On",
        WebhookState::Off => "Off",
        WebhookState::Gone => "Off: it answered that it is gone",
        WebhookState::Failing => "Off: it took nothing for five days",
    }
}
