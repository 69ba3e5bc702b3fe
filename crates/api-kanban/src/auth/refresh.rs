//! The next access token for a refresh token.

use super::Tokens;
use crate::{
    body::{self, Body, Extent, Spelled},
    document::{RefreshRefusals, TAG_AUTH},
    schema,
};
use actix_web::{HttpRequest, HttpResponse, post};
use tessera_application::{
    Application,
    sessions::{self, Audience, TOKEN_REFRESH_BY_ADDRESS},
};
use tessera_domain::session::Device;
use tessera_http::{
    answer,
    fault::Fault,
    guest::{Counted, Guest, Within},
    json::JsonBody,
    work::{self, Work},
};
use utoipa::ToSchema;

/// A refresh token. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Refresh, example = json!({"refresh": "eyJ0eXAiOiJKV1QiLCJhbGc..."}))]
pub struct Sent {
    /// The token.
    #[schema(rename = "refresh", value_type = schema::GivenText)]
    token: String,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut body = Body::read(body, Extent::Whole)?;
        let token = body.demanded("refresh").line(usize::MAX);
        body.finish()?;
        // What is absent was an issue.
        let token = token.unwrap_or_default();
        Ok(Self { token })
    }
}

/// Presenting refresh tokens.
pub struct Refreshes;

impl Counted for Refreshes {
    fn count(app: &Application, subject: &str) -> tessera_application::Result<()> {
        sessions::admit(app, &TOKEN_REFRESH_BY_ADDRESS, subject)
    }
}

/// Get the next access token
///
/// With a new refresh token beside it. The one that was sent counts on until its time is over or its session ends.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "refreshToken",
    tag = TAG_AUTH,
    security(()),
    request_body(content = Sent, description = "The refresh token"),
    responses((status = 200, description = "The next pair of tokens", body = Tokens), RefreshRefusals)
)]
#[post("/auth/token/refresh/")]
pub async fn refresh(
    _within: Within<Refreshes>,
    guest: Guest,
    request: HttpRequest,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let Sent { token } = Sent::read(&body.0)?;
    let visitor = guest.visitor(&work, Device::default());
    let renew = move |app: &Application| sessions::refresh_grant(app, Audience::Kanban, &token, &visitor);
    let grant = work::run(&request, renew).await??;
    let tokens = Tokens {
        refresh: grant.refresh,
        access: grant.access,
    };
    Ok(answer::respond(200, &tokens))
}
