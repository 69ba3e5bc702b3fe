//! The next pair of tokens for a refresh token.

use super::SignedIn;
use crate::{
    document::{RefreshRefusals, TAG_AUTH},
    envelope::{Envelope, Success},
    schema,
};
use actix_web::{HttpRequest, HttpResponse, http::header::HeaderMap, post};
use tessera_application::{
    Application,
    sessions::{self, Audience},
};
use tessera_domain::session::Device;
use tessera_http::{
    bearer::Authorization,
    fault::{Fault, FaultKind, Reason},
    guest::Guest,
    json::{JsonBody, SomeJson},
    work::{self, Work},
};
use utoipa::ToSchema;

/// Where it is.
pub const ROOT: &str = "/auth/refresh";

tessera_http::operations! {
    /// The operation.
    pub struct Document;
    refresh,
}

/// A refresh token, unless it stands in the `Authorization` header. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Refresh, example = json!({"refresh_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9..."}))]
#[expect(
    dead_code,
    reason = "only the document knows it; the member is read by itself"
)]
pub struct Sent {
    /// The token. It counts before the header, where clients send their access token with every request.
    #[schema(value_type = schema::SecretText, required = false)]
    refresh_token: String,
}

/// The token, wherever it stands.
fn token(headers: &HeaderMap, body: Option<&JsonBody>) -> Result<String, Fault> {
    let in_body = match body {
        Some(body) => {
            let mut fields = body.fields()?;
            let token = fields.optional("refresh_token").text(1, usize::MAX);
            fields.finish()?;
            token
        }
        None => None,
    };
    let refused = |reason| Fault {
        reason: Some(reason),
        ..Fault::new(FaultKind::Unauthenticated)
    };
    match (in_body, Authorization::of(headers)) {
        (Some(token), _) | (None, Authorization::Token(token)) => Ok(token),
        (None, Authorization::Malformed) => Err(refused(Reason::Misshapen)),
        (None, Authorization::Nothing) => Err(refused(Reason::NothingPresented)),
    }
}

/// Get the next pair of tokens
///
/// The refresh token stands in the `Authorization` header or in the body, and is used up. Sent again within 30 seconds it
/// gives the same pair again, because then an answer was lost; later it ends the session for everybody who holds a part
/// of it. An access token gives nothing.
#[utoipa::path(
    context_path = "/auth/refresh",
    operation_id = "refreshToken",
    tag = TAG_AUTH,
    security((), ("refreshToken" = [])),
    request_body(content = Sent, description = "The refresh token, unless it stands in the header"),
    responses((status = 200, description = "The next pair of tokens", body = Success<SignedIn>), RefreshRefusals)
)]
#[post("")]
pub async fn refresh(
    guest: Guest,
    request: HttpRequest,
    work: Work,
    body: SomeJson,
) -> Result<HttpResponse, Fault> {
    let token = token(request.headers(), body.0.as_ref())?;
    let visitor = guest.visitor(&work, Device::default());
    let renew = move |app: &Application| sessions::refresh_grant(app, Audience::Enterprise, &token, &visitor);
    let grant = work::run(&request, renew).await??;
    Ok(Envelope::of(&work).respond_saying("Token refreshed", SignedIn::from(grant)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{
        http::header::{AUTHORIZATION, HeaderValue},
        web::Bytes,
    };

    fn read(header: Option<&'static str>, body: Option<&'static str>) -> Result<String, Fault> {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(AUTHORIZATION, HeaderValue::from_static(header));
        }
        let body = body.map(|body| JsonBody::from(Bytes::from_static(body.as_bytes())));
        token(&headers, body.as_ref())
    }

    #[test]
    fn the_token_stands_in_the_header_or_in_the_body() {
        for (header, body, token) in [
            (Some("Bearer a"), None, "a"),
            (Some("Bearer a"), Some("{}"), "a"),
            (Some("Bearer a"), Some(r#"{"refresh_token": "b"}"#), "b"),
            (None, Some(r#"{"refresh_token": "b"}"#), "b"),
        ] {
            assert_eq!(read(header, body).unwrap(), token);
        }
    }

    #[test]
    fn no_token_at_all_lets_nobody_in_and_a_bad_body_is_the_bodys_fault() {
        for (header, body, kind) in [
            (None, None, FaultKind::Unauthenticated),
            (None, Some("{}"), FaultKind::Unauthenticated),
            (Some("Bearer"), None, FaultKind::Unauthenticated),
            (
                Some("Bearer a"),
                Some(r#"{"refresh_token": 1}"#),
                FaultKind::Invalid,
            ),
            (Some("Bearer a"), Some("["), FaultKind::Malformed),
        ] {
            assert_eq!(read(header, body).unwrap_err().kind, kind, "{header:?} {body:?}");
        }
    }
}
