//! Asking whether and how people sign in here.

use crate::{
    document::{OpenRefusals, TAG_SIGN_IN},
    view::capabilities::Capabilities,
};
use actix_web::{HttpResponse, get};
use tessera_application::sessions;
use tessera_http::{answer, fault::Fault, work::Work};

/// Ask how to sign in
///
/// Whether the app may be used with this server at all, which identity providers the sign-in page offers, and how long
/// what the other calls give can be used. Needs no key.
///
/// One generation of the app reads `mobileEnabled`, the other `enabled`; the two are always equal.
#[utoipa::path(
    context_path = "/api/v1/mobile/auth",
    operation_id = "getSignInCapabilities",
    tag = TAG_SIGN_IN,
    responses((status = 200, description = "How to sign in, bare", body = Capabilities), OpenRefusals)
)]
#[get("/capabilities")]
pub async fn capabilities(work: Work) -> Result<HttpResponse, Fault> {
    let app = work.application();
    let offered = sessions::providers(app);
    Ok(answer::respond(200, &Capabilities::of(&app.policy, &offered)))
}
