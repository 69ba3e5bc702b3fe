//! Changing its name, description, limit and end.

use super::{address, fields::Fields, show};
use crate::{admin::nav::Section, faults, here::Here, page, words};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use tessera_application::integration::{self, TokenEdit};
use tessera_domain::id::CredentialId;
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
};

/// `POST /console/integration-tokens/{id}`
pub(super) async fn edit(here: Here, id: Path<CredentialId>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Tokens, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let id = id.into_inner();
    let stands = show::find(&here, &who, id).await?;
    let mut fields = Fields::sent(&form);
    let Some(said) = fields.read(stands.expires_at) else {
        return show::render(&here, &who, id, StatusCode::BAD_REQUEST, Some(fields), None).await;
    };
    let edit = TokenEdit {
        name: said.name,
        description: said.description,
        per_hour: said.per_hour,
        expires_at: said.expires_at,
    };
    let edited = here
        .act(&who, move |app, hand| integration::edit(app, hand, id, &edit))
        .await;
    let Err(fault) = edited else {
        return Ok(page::go_to(&address(id)));
    };
    let problem = match fault.kind {
        FaultKind::Invalid if fields.refuse(&fault.issues) => None,
        FaultKind::Unavailable => Some(words::BUSY.to_owned()),
        _ => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    show::render(&here, &who, id, fault.kind.status(), Some(fields), problem).await
}
