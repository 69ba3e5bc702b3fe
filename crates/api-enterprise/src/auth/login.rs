//! Signing in.

use super::SignedIn;
use crate::{
    body::{Extent, filled, said},
    document::{OpenRefusals, TAG_AUTH},
    envelope::{Envelope, Success},
    schema,
};
use actix_web::{HttpResponse, post};
use tessera_application::sessions::{self, Audience};
use tessera_domain::{issue::Problem, session::Device, text};
use tessera_http::{
    fault::Fault,
    guest::Guest,
    json::JsonBody,
    work::{Slot, Work},
};
use utoipa::ToSchema;

/// Where it is.
pub const ROOT: &str = "/auth/login";

tessera_http::operations! {
    /// The operation.
    pub struct Document;
    login,
}

/// Who it is. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Login, example = json!({"username": "admin", "password": "admin"}))]
pub struct Sent {
    /// The name to sign in with, or the e-mail address of the account.
    #[schema(value_type = schema::SecretText)]
    username: String,
    /// The password, letter by letter.
    #[schema(value_type = schema::SecretText)]
    password: String,
    /// Taken, and of no effect: a session lasts as long either way.
    #[schema(value_type = Option<bool>, required = false)]
    #[expect(
        dead_code,
        reason = "only the document knows it; what is sent is only checked"
    )]
    remember_me: Option<bool>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let whole = Extent::Whole;
        let username = whole.demanded(&mut fields, "username", |name| {
            filled(name.trim(), usize::MAX).map(ToOwned::to_owned)
        });
        let password = whole.demanded(&mut fields, "password", secret);
        let remember_me = said(fields.patch("remember_me").boolean());
        fields.finish()?;
        Ok(Self {
            // Whatever is absent was an issue.
            username: username.unwrap_or_default(),
            password: password.unwrap_or_default(),
            remember_me,
        })
    }
}

/// Secrets are taken as they are.
fn secret(text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Err(Problem::Blank);
    }
    text::check(text, 0, usize::MAX).map(|()| text.to_owned())
}

/// Sign in
///
/// Begins a session, and gives its first pair of tokens. Wrong names and passwords are told alike. Requests are counted by
/// network address, tries also by account. Takes no `Idempotency-Key`: the answer holds secrets, and no secret is stored.
#[utoipa::path(
    context_path = "/auth/login",
    operation_id = "login",
    tag = TAG_AUTH,
    security(()),
    request_body(content = Sent, description = "Name and password"),
    responses((status = 200, description = "Who it is, with tokens", body = Success<SignedIn>), OpenRefusals)
)]
#[post("")]
pub async fn login(guest: Guest, work: Work, body: JsonBody) -> Result<HttpResponse, Fault> {
    let Sent {
        username, password, ..
    } = Sent::read(&body)?;
    let visitor = guest.visitor(&work, Device::default());
    let knocked = work.read(move |app| {
        let tenant = guest.tenant(app)?;
        sessions::knock_for(app, &tenant, &username, Audience::Enterprise)
    });
    let admitted = knocked.await?;
    let looked = work.read_slowly(Slot::Password, move |app| {
        sessions::sign_in_for_tokens(app, &admitted, &password, &visitor, Audience::Enterprise)
    });
    let signed_in = SignedIn::from(looked.await?);
    Ok(Envelope::of(&work).respond_saying("Login successful", signed_in))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value) -> Result<(String, String), Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body).map(|sent| (sent.username, sent.password));
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_password_is_taken_letter_by_letter() {
        for body in [
            json!({"username": " admin ", "password": " a "}),
            json!({"username": "admin", "password": " a ", "remember_me": true}),
            json!({"username": "admin", "password": " a ", "remember_me": null}),
        ] {
            assert_eq!(read(&body), Ok(("admin".into(), " a ".into())));
        }
    }

    #[test]
    fn both_must_be_there() {
        assert_eq!(
            read(&json!({})).unwrap_err(),
            ["username: Required", "password: Required"]
        );
        assert_eq!(
            read(&json!({"username": " ", "password": null, "remember_me": "yes"})).unwrap_err(),
            [
                "username: Must not be blank",
                "password: Expected string, received null",
                "remember_me: Expected boolean, received string"
            ]
        );
    }
}
