//! The console: what admins see and do.
//!
//! Whoever is not signed in is sent to sign in, whoever may not is told so, and what is another tenant's is not there.
//! Every list has its pages.

pub(crate) mod activity;
pub(crate) mod approvals;
mod command;
mod field;
mod labels;
pub(crate) mod nav;
mod once;
mod paging;
pub(crate) mod reports;
pub(crate) mod script;
pub(crate) mod tokens;
pub(crate) mod usage;
pub(crate) mod users;
pub(crate) mod webhooks;

use crate::{here::Here, page};
use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};
use tessera_domain::{
    id::{CredentialId, UserId},
    user::{Permission, Permissions},
};
use tessera_http::fault::{Fault, FaultKind};

/// Where it is.
pub(crate) const PATH: &str = "/console";

/// Whether there is anything here for somebody.
pub(crate) const fn is_for(permissions: Permissions) -> bool {
    permissions.allow(Permission::ManageIntegrations) || permissions.allow(Permission::ManageUsers)
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource(PATH).get(enter))
        .service(web::resource(script::PATH).get(script::show))
        .service(web::resource(usage::PATH).get(usage::show))
        .service(web::resource(reports::PATH).get(reports::show))
        .service(web::resource(activity::PATH).get(activity::show));
    tokens::routes(config);
    webhooks::routes(config);
    approvals::routes(config);
    users::routes(config);
}

/// `GET /console`: on to the first part that is open to whoever comes.
async fn enter(here: Here) -> Result<HttpResponse, Fault> {
    let Some(who) = here.signed_in().await? else {
        return Ok(here.sign_in_first());
    };
    let first = nav::Section::ALL
        .into_iter()
        .find(|section| section.is_open_to(&who.caller));
    let first = first.ok_or_else(|| Fault::new(FaultKind::Forbidden))?;
    Ok(page::go_to(first.path()))
}

/// Enough of a token's id to tell it from others, where its name is not known.
fn short_token(id: CredentialId) -> String {
    short(&id.to_string())
}

/// The same of a person's.
fn short_person(id: UserId) -> String {
    short(&id.to_string())
}

/// Ids begin with their time, so their end tells more than their beginning.
fn short(id: &str) -> String {
    let skipped = id.chars().count().saturating_sub(12);
    format!("\u{2026}{}", id.chars().skip(skipped).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_id_is_its_end() {
        assert_eq!(
            short("01890000-0000-7000-8000-0123456789ab"),
            "\u{2026}0123456789ab"
        );
        assert_eq!(short("ab"), "\u{2026}ab");
    }
}
