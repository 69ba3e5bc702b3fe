//! A new pair for a refresh token.

use super::{
    device,
    guest::{Guest, Refreshes, Within},
};
use crate::{
    document::{SignInRefusals, TAG_SIGN_IN},
    schema,
    view::signed_in::Refreshed,
};
use actix_web::{HttpResponse, post};
use tessera_application::sessions;
use tessera_domain::session::Device;
use tessera_http::{answer, fault::Fault, json::JsonBody, work::Work};
use utoipa::ToSchema;

/// A refresh token to go on with. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = RefreshSession, rename_all = "camelCase", example = json!({
    "refreshToken": "Yw3kV9tQm1sXo7ZbL4cR8nHfJ2uDpEaG6iTqK0xNvMs", "device": {"platform": "ios"}
}))]
pub struct Body {
    /// The session's newest refresh token.
    #[schema(value_type = schema::Secret)]
    refresh_token: String,
    /// What the phone tells of itself. It is checked; what was told when the session began stays.
    #[schema(value_type = schema::DeviceFacts, required = false)]
    device: Device,
}

impl Body {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let read = Self {
            refresh_token: fields.required("refreshToken").text(1, usize::MAX),
            device: device::read(&mut fields),
        };
        fields.finish()?;
        Ok(read)
    }
}

/// Go on with a refresh token
///
/// Gives another access key and another refresh token, and ends the access key that the session had. Each refresh
/// token counts once; the new one counts for its whole time from now on, but none outlives the session, which ends
/// 365 days after it began unless the operator chose another time.
///
/// A used refresh token that comes again within 30 seconds is taken for an app whose answer got lost, as long as
/// neither half of what it was given has been used: that pair is taken back, and the app gets another. In any other
/// case two hold the same secret and one of them is a thief, so the session ends for both: its access key and its
/// newest refresh token are dead with the next request, and both are answered with a 401.
///
/// Of many at the same time with one token, one pair counts in the end.
///
/// Needs no key, and takes no `Idempotency-Key`: the answer holds secrets, and no secret is stored. Per network
/// address, and again per person, 30 are let through in 60 seconds; after one more there is none for 5 minutes, and
/// the token is as good as before. The address is counted before the body is looked at.
#[utoipa::path(
    context_path = "/api/v1/mobile/auth",
    operation_id = "refreshSession",
    tag = TAG_SIGN_IN,
    request_body(content = Body, description = "The refresh token"),
    responses((status = 200, description = "The session's next pair, bare", body = Refreshed), SignInRefusals)
)]
#[post("/refresh")]
pub async fn refresh(
    _within: Within<Refreshes>,
    guest: Guest,
    work: Work,
    body: JsonBody,
) -> Result<HttpResponse, Fault> {
    let Body {
        refresh_token,
        device,
    } = Body::read(&body)?;
    let visitor = guest.visitor(&work, device);
    let pair = work
        .read(move |app| sessions::refresh(app, &refresh_token, &visitor))
        .await?;
    Ok(answer::respond(200, &Refreshed::from(pair)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value) -> Result<Body, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        Body::read(&body).map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_token_is_enough() {
        let body = read(&json!({"refreshToken": "t"})).ok().unwrap();
        assert_eq!(
            (body.refresh_token.as_str(), body.device),
            ("t", Device::default())
        );
        let told = read(&json!({"refreshToken": "t", "device": {"platform": "ios"}}))
            .ok()
            .unwrap();
        assert_eq!(told.device.platform.as_deref(), Some("ios"));
    }

    #[test]
    fn every_member_is_told_of() {
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
                json!({"refreshToken": "t", "device": null}),
                "device: Expected object, received null",
            ),
            (
                json!({"refreshToken": "t", "device": {"deviceId": 1}}),
                "device.deviceId: Expected string, received number",
            ),
        ];
        for (body, issue) in table {
            assert_eq!(read(&body).err().unwrap(), [issue], "{body}");
        }
    }
}
