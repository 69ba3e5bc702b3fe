//! Integration tokens: making, limiting, watching and ending them.

mod create;
mod delete;
mod edit;
mod fields;
mod list;
mod regenerate;
mod secret;
mod show;
mod state;

use crate::words;
use actix_web::web::{self, ServiceConfig};
use tessera_domain::{
    id::CredentialId,
    integration::{IntegrationToken, Refusal},
    time::Time,
};

pub(crate) const PATH: &str = "/console/integration-tokens";
pub(crate) const NEW: &str = "/console/integration-tokens/new";
pub(crate) const ONE: &str = "/console/integration-tokens/{id}";
pub(crate) const STATE: &str = "/console/integration-tokens/{id}/state";
pub(crate) const REGENERATE: &str = "/console/integration-tokens/{id}/regenerate";
pub(crate) const DELETE: &str = "/console/integration-tokens/{id}/delete";

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATH).get(list::show).post(create::create))
        .service(web::resource(NEW).get(create::show))
        .service(web::resource(ONE).get(show::show).post(edit::edit))
        .service(web::resource(STATE).post(state::set))
        .service(
            web::resource(REGENERATE)
                .get(regenerate::show)
                .post(regenerate::regenerate),
        )
        .service(web::resource(DELETE).get(delete::show).post(delete::delete));
}

/// The page of one token.
fn address(id: CredentialId) -> String {
    format!("{PATH}/{id}")
}

/// Whether it is accepted, in a word.
fn state(token: &IntegrationToken, now: Time) -> &'static str {
    match token.refusal(now) {
        None => "Active",
        Some(Refusal::Disabled) => "Disabled",
        Some(Refusal::Revoked) => "Revoked",
        Some(Refusal::Expired) => "Ended",
    }
}

fn last_used(token: &IntegrationToken) -> String {
    token
        .last_used_at
        .map_or_else(|| "Never".to_owned(), words::moment)
}

fn ends(token: &IntegrationToken) -> String {
    token.expires_at.map_or_else(|| "Never".to_owned(), words::moment)
}
