//! Signing out.

use crate::{
    document::{SignOutRefusals, TAG_AUTH},
    envelope::{Envelope, Nothing, Success},
};
use actix_web::{HttpResponse, post};
use tessera_application::sessions::{self, Reach};
use tessera_http::{caller::Authenticated, fault::Fault, work::Work};

/// Where it is.
pub const ROOT: &str = "/auth/logout";

tessera_http::operations! {
    /// The operation.
    pub struct Document;
    logout,
}

/// Sign out
///
/// Ends the session that the token belongs to. None of its tokens counts from the next request on, the refresh token
/// included. A body is not read.
#[utoipa::path(
    context_path = "/auth/logout",
    operation_id = "logout",
    tag = TAG_AUTH,
    responses((status = 200, description = "The session is over", body = Success<Nothing>), SignOutRefusals)
)]
#[post("")]
pub async fn logout(caller: Authenticated, work: Work) -> Result<HttpResponse, Fault> {
    let request = work.request_id().to_owned();
    let end = move |app: &_| sessions::end_grant(app, &caller.0, Reach::Here, Some(&request));
    work.read(end).await?;
    Ok(Envelope::of(&work).respond_saying("Logout successful", Nothing))
}
