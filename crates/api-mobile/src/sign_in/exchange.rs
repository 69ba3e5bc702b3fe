//! Beginning a session with a one-time token.

use super::{
    device,
    guest::{Exchanges, Guest, Within},
};
use crate::{
    document::{SignInRefusals, TAG_SIGN_IN},
    schema,
    view::signed_in::SignedIn,
};
use actix_web::{HttpResponse, post};
use tessera_application::sessions::{self, Exchange};
use tessera_domain::{issue::Problem, session::Device, text};
use tessera_http::{answer, fault::Fault, json::JsonBody, work::Work};
use utoipa::ToSchema;

const MIN_VERIFIER: usize = 43;
const MAX_VERIFIER: usize = 128;

/// A one-time token to begin a session with. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = ExchangeOneTimeToken, rename_all = "camelCase", example = json!({
    "ott": "y7Zq0LrJ3mVd2sXbW8tKfA1uNcEh6gPo", "state": "mkq3x1.8fz0c2.9a1kd7",
    "device": {"platform": "ios", "appVersion": "2.1.0", "buildVersion": "417", "deviceId": "9F2C41B7"}
}))]
pub struct Body {
    /// The one-time token, as it came with the redirect into the app. It counts once, for 60 seconds unless the
    /// operator chose another time.
    #[schema(value_type = schema::Secret)]
    ott: String,
    /// The `state` that the app gave to the sign-in page. A wrong one does not use the token up.
    #[schema(value_type = schema::Secret)]
    state: String,
    /// The code verifier of RFC 7636, demanded if the page was given a `code_challenge`, and refused if it was not.
    #[schema(value_type = schema::CodeVerifier, required = false)]
    code_verifier: Option<String>,
    /// What the phone tells of itself. The person sees it in the list of their sessions.
    #[schema(value_type = schema::DeviceFacts, required = false)]
    device: Device,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            ott: fields.required("ott").text(1, usize::MAX),
            state: fields.required("state").text(1, usize::MAX),
            code_verifier: fields.optional("codeVerifier").parsed(String::new(), verifier),
            device: device::read(&mut fields),
        };
        fields.finish()?;
        Ok(read)
    }

    fn into_command(self, guest: &Guest, work: &Work) -> Exchange {
        let Self {
            ott,
            state,
            code_verifier,
            device,
        } = self;
        Exchange {
            token: ott,
            state,
            verifier: code_verifier,
            visitor: guest.visitor(work, device),
        }
    }
}

/// RFC 7636, section 4.1.
fn verifier(text: String) -> Result<String, Problem> {
    text::check(&text, MIN_VERIFIER, MAX_VERIFIER)?;
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if text.bytes().all(unreserved) {
        Ok(text)
    } else {
        Err(Problem::Rule("Must consist of letters, digits and - . _ ~"))
    }
}

/// Begin a session with a one-time token
///
/// Gives the app its first access key and refresh token for the one-time token that the browser brought back.
///
/// The one-time token is used up by the first who presents it together with its `state`, whether or not anything
/// comes of it: of many at the same time, one is answered with a 200. It counts only as long as the browser's session
/// that asked for it, its owner's account and its tenant do. Whoever presents a used one again gets a 401, and ends
/// the session that it gave, because two hold the same secret; so an answer that got lost is made good by signing in
/// once more, not by a retry.
///
/// Needs no key, and takes no `Idempotency-Key`: the answer holds secrets, and no secret is stored. Per network
/// address, and again per person, 10 are let through in 60 seconds; after one more there is none for 5 minutes. The
/// address is counted before the body is looked at.
#[utoipa::path(
    context_path = "/api/v1/mobile/auth",
    operation_id = "exchangeOneTimeToken",
    tag = TAG_SIGN_IN,
    request_body(content = Body, description = "The one-time token and what proves that it is the app's own"),
    responses((status = 200, description = "The session's first pair, bare", body = SignedIn), SignInRefusals)
)]
#[post("/exchange")]
pub async fn exchange(
    _within: Within<Exchanges>,
    guest: Guest,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let wanted = Body::read(&body)?.into_command(&guest, &work);
    let pair = work.read(move |app| sessions::exchange(app, &wanted)).await?;
    Ok(answer::respond(200, &SignedIn::from(pair)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value) -> Result<Body, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        Body::read(&body).map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    fn refused(body: &Value) -> Vec<String> {
        read(body).err().unwrap_or_default()
    }

    #[test]
    fn a_token_and_its_state_are_enough() {
        let body = read(&json!({"ott": " t ", "state": "s", "scope": "passed over"}))
            .ok()
            .unwrap();
        assert_eq!(
            (body.ott.as_str(), body.state.as_str()),
            (" t ", "s"),
            "nothing is trimmed"
        );
        assert_eq!((body.code_verifier, body.device), (None, Device::default()));
    }

    #[test]
    fn what_the_app_adds_is_taken_along() {
        let verifier = "-._~".repeat(32);
        let full =
            json!({"ott": "t", "state": "s", "codeVerifier": verifier, "device": {"platform": "android"}});
        let body = read(&full).ok().unwrap();
        assert_eq!(body.code_verifier.as_deref(), Some(verifier.as_str()));
        assert_eq!(body.device.platform.as_deref(), Some("android"));
    }

    #[test]
    fn every_member_is_told_of() {
        let right = json!({"ott": "t", "state": "s"});
        let table = [
            ("ott", json!(""), "ott: Must have at least 1 character(s)"),
            ("ott", json!(null), "ott: Expected string, received null"),
            ("ott", json!(7), "ott: Expected string, received number"),
            ("ott", json!("a\u{0}"), "ott: Must not contain the NUL character"),
            ("state", json!(""), "state: Must have at least 1 character(s)"),
            ("state", json!([]), "state: Expected string, received array"),
            (
                "codeVerifier",
                json!(null),
                "codeVerifier: Expected string, received null",
            ),
            (
                "codeVerifier",
                json!("a".repeat(42)),
                "codeVerifier: Must have at least 43 character(s)",
            ),
            (
                "codeVerifier",
                json!("a".repeat(129)),
                "codeVerifier: Must have at most 128 character(s)",
            ),
            (
                "codeVerifier",
                json!("+".repeat(43)),
                "codeVerifier: Must consist of letters, digits and - . _ ~",
            ),
            (
                "codeVerifier",
                json!("ü".repeat(43)),
                "codeVerifier: Must consist of letters, digits and - . _ ~",
            ),
            ("device", json!(null), "device: Expected object, received null"),
            (
                "device",
                json!({"platform": 1}),
                "device.platform: Expected string, received number",
            ),
        ];
        for (member, value, issue) in table {
            let mut body = right.clone();
            body[member] = value.clone();
            assert_eq!(refused(&body), [issue], "{member} {value}");
        }
        assert_eq!(refused(&json!({})), ["ott: Required", "state: Required"]);
    }

    #[test]
    fn a_body_that_cannot_be_read_is_refused() {
        for bytes in ["", "{", "[]", "null", r#"{"ott":"a","ott":"b","state":"s"}"#] {
            let body = JsonBody::from(actix_web::web::Bytes::from_static(bytes.as_bytes()));
            let fault = Body::read(&body).err().unwrap();
            assert_eq!(fault.kind.status().as_u16(), 400, "{bytes}");
        }
    }

    #[test]
    fn a_verifier_is_as_long_as_its_standard_says() {
        for length in [43, 128] {
            let text = "aZ09".repeat(32)[..length].to_owned();
            assert_eq!(verifier(text.clone()), Ok(text));
        }
    }
}
