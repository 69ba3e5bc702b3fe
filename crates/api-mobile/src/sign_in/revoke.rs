//! Signing out.

use super::guest::Guest;
use crate::{
    document::{SignOutRefusals, TAG_SIGN_IN},
    schema,
    view::signed_in::SignedOut,
};
use actix_web::{HttpResponse, post};
use tessera_application::sessions;
use tessera_domain::session::Device;
use tessera_http::{answer, fault::Fault, json::JsonBody, work::Work};
use utoipa::ToSchema;

/// A refresh token whose session is to end. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = RevokeSession, rename_all = "camelCase", example = json!({
    "refreshToken": "Yw3kV9tQm1sXo7ZbL4cR8nHfJ2uDpEaG6iTqK0xNvMs"
}))]
pub struct Body {
    /// A refresh token of the session.
    #[schema(value_type = schema::Secret)]
    refresh_token: String,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            refresh_token: fields.required("refreshToken").text(1, usize::MAX),
        };
        fields.finish()?;
        Ok(read)
    }
}

/// Sign out
///
/// Ends the session of the refresh token, on this phone only: its access key and its refresh tokens are dead with the
/// next request. The answer is the same for a token that nobody has or whose session has ended, so that nobody learns
/// which it was, and it may be repeated at will.
///
/// Needs no key, takes no `Idempotency-Key`, and is not counted.
#[utoipa::path(
    context_path = "/api/v1/mobile/auth",
    operation_id = "revokeSession",
    tag = TAG_SIGN_IN,
    request_body(content = Body, description = "The refresh token"),
    responses((status = 200, description = "Whoever's it was is signed out", body = SignedOut), SignOutRefusals)
)]
#[post("/revoke")]
pub async fn revoke(guest: Guest, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let Body { refresh_token } = Body::read(&body)?;
    let visitor = guest.visitor(&work, Device::default());
    work.read(move |app| sessions::revoke(app, &refresh_token, &visitor))
        .await?;
    Ok(answer::respond(200, &SignedOut { ok: true }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value) -> Result<String, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Body::read(&body).map(|body| body.refresh_token);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn any_text_can_be_a_token() {
        for token in ["t", " ", "ü", &"x".repeat(10_000)] {
            let body = json!({"refreshToken": token, "device": null});
            assert_eq!(read(&body).as_deref(), Ok(token), "other members are passed over");
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let table = [
            (json!({}), "refreshToken: Required"),
            (
                json!({"refreshToken": ""}),
                "refreshToken: Must have at least 1 character(s)",
            ),
            (
                json!({"refreshToken": null}),
                "refreshToken: Expected string, received null",
            ),
            (
                json!({"refreshToken": {}}),
                "refreshToken: Expected string, received object",
            ),
        ];
        for (body, issue) in table {
            assert_eq!(read(&body), Err(vec![issue.to_owned()]), "{body}");
        }
    }
}
