//! Disabling, enabling and revoking it.

use super::{address, show};
use crate::{admin::nav::Section, here::Here, page};
use actix_web::{HttpResponse, web::Path};
use tessera_application::integration;
use tessera_domain::{
    id::CredentialId,
    integration::TokenState,
    issue::{Issue, Problem},
};
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/integration-tokens/{id}/state`
pub(super) async fn set(here: Here, id: Path<CredentialId>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Tokens, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let id = id.into_inner();
    let wanted = form.text("state").and_then(TokenState::from_key);
    let wanted = wanted.ok_or_else(|| Fault::from(Issue::new("state", Problem::Required)))?;
    let set = here.act(&who, move |app, hand| {
        integration::set_state(app, hand, id, wanted)
    });
    match set.await {
        Ok(_) => Ok(page::go_to(&address(id))),
        Err(fault) => show::refuse(&here, &who, id, fault).await,
    }
}
