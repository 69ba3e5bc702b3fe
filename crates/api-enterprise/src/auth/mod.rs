//! Signing in, staying signed in, and signing out.

pub mod login;
pub mod logout;
pub mod me;
pub mod refresh;

use crate::view::account::Account;
use serde::Serialize;
use tessera_application::sessions::Grant;
use utoipa::ToSchema;

/// What whoever has just got in goes on with.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub struct SignedIn {
    /// The token to send with each request.
    pub access_token: String,
    /// The token to get the next pair with, for 7 days, once.
    pub refresh_token: String,
    /// How the token is sent.
    #[schema(pattern = "^bearer$")]
    pub token_type: &'static str,
    /// For how many seconds the access token is good.
    #[schema(minimum = 0, example = 3600)]
    pub expires_in: i64,
    /// Who.
    pub user: Account,
}

impl From<Grant> for SignedIn {
    fn from(grant: Grant) -> Self {
        let Grant {
            session: _,
            user,
            access,
            access_seconds,
            refresh,
        } = grant;
        Self {
            access_token: access,
            refresh_token: refresh,
            token_type: "bearer",
            expires_in: access_seconds,
            user: Account::from(&user),
        }
    }
}
