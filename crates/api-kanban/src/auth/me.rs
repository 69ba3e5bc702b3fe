//! Whose credential it is.

use super::projects;
use crate::{
    document::{ReadRefusals, TAG_AUTH},
    view::account::Me,
};
use actix_web::{HttpResponse, get};
use tessera_application::users;
use tessera_http::{
    answer,
    caller::{May, needs::ViewTickets},
    fault::Fault,
    work::Work,
};

/// Show the caller
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "getMe",
    tag = TAG_AUTH,
    responses(
        (status = 200, description = "The caller", body = Me, example = json!({
            "id": 1, "username": "admin", "email": "admin@example.com", "first_name": "", "last_name": "",
            "is_superuser": true, "is_staff": true, "projects": [{"id": 1, "name": "Demo Project", "key": "DEMO"}],
            "has_projects": true
        })),
        ReadRefusals
    )
)]
#[get("/auth/me/")]
pub async fn me(may: May<ViewTickets>, work: Work) -> Result<HttpResponse, Fault> {
    let caller = may.caller;
    let read = work.read(move |app| Ok((users::me(app, &caller)?, projects(app, &caller)?)));
    let (user, projects) = read.await?;
    Ok(answer::respond(200, &Me::new(&user, projects)))
}
