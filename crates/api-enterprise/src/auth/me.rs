//! Whose credential it is.

use crate::{
    document::{ReadRefusals, TAG_AUTH},
    envelope::{Envelope, Success},
    view::account::Account,
};
use actix_web::{HttpResponse, get};
use tessera_application::users;
use tessera_http::{
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Where it is.
pub const ROOT: &str = "/auth/me";

tessera_http::operations! {
    /// The operation.
    pub struct Document;
    me,
}

/// Show the caller
#[utoipa::path(
    context_path = "/auth/me",
    operation_id = "getMe",
    tag = TAG_AUTH,
    responses((status = 200, description = "The caller", body = Success<Account>), ReadRefusals)
)]
#[get("")]
pub async fn me(may: May<ViewTickets>, work: Work) -> Result<HttpResponse, Fault> {
    let user = work.read(move |app| users::me(app, &may.caller)).await?;
    Ok(Envelope::of(&work).respond(Account::from(&user)))
}
