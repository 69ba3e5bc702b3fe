//! Making an account for oneself.

use super::SignedIn;
use crate::{
    body::{self, Body, Extent, Spelled},
    document::{OpenRefusals, TAG_AUTH},
    schema,
    view::account::ProjectName,
};
use actix_web::{HttpResponse, post};
use tessera_application::{
    Application,
    sessions::{self, Audience, REGISTER_BY_ADDRESS, Registered, Registration},
};
use tessera_domain::{
    issue::{Issue, Problem},
    session::Device,
    tenant::Tenant,
    ticket::Patch,
};
use tessera_http::{
    answer,
    fault::Fault,
    guest::{Counted, Guest, Within},
    json::JsonBody,
    work::{Slot, Work},
};
use utoipa::ToSchema;

/// Who registers. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewAccount, example = json!({
    "username": "newuser", "email": "newuser@example.com", "password": "SecurePass123!",
    "password_confirm": "SecurePass123!", "first_name": "John", "last_name": "Doe", "project_key": "PROJ",
    "project_name": "My Project"
}))]
pub struct Sent {
    /// The name to sign in with, which nobody else has.
    #[schema(value_type = schema::UsernameText)]
    username: String,
    /// Where mail goes; nobody else has it.
    #[schema(value_type = schema::EmailText)]
    email: String,
    /// The password, letter by letter: 8 characters at least, and none of those that everybody tries first.
    #[schema(value_type = schema::SecretText)]
    password: String,
    /// The password once more.
    #[schema(value_type = schema::SecretText, required = false)]
    #[expect(
        dead_code,
        reason = "only the document knows it; it is compared when it is read"
    )]
    password_confirm: Option<String>,
    /// Given name.
    #[schema(value_type = schema::PersonText, required = false)]
    first_name: String,
    /// Family name.
    #[schema(value_type = schema::PersonText, required = false)]
    last_name: String,
    /// The short name of the person's project; made from the username if there is none.
    #[schema(value_type = schema::ProjectKeyIfAny, required = false)]
    project_key: Option<String>,
    /// The name of the person's project; made from the username if there is none.
    #[schema(value_type = schema::ProjectNameIfAny, required = false)]
    project_name: Option<String>,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut body = Body::read(body, Extent::Whole)?;
        let username = body.demanded("username").line(usize::MAX);
        let email = body.demanded("email").line(usize::MAX);
        let password = body.demanded("password").secret();
        let password_confirm = body.optional("password_confirm").secret();
        let first_name = body.nullable("first_name").trimmed(schema::PERSON_NAME);
        let last_name = body.nullable("last_name").trimmed(schema::PERSON_NAME);
        let project_key = body.nullable("project_key").trimmed(usize::MAX);
        let project_name = body.nullable("project_name").trimmed(schema::LONG_NAME);
        if password_confirm.is_some() && password.is_some() && password_confirm != password {
            let problem = Problem::Rule("The two passwords do not match.");
            body.refuse(Issue::new("password_confirm", problem));
        }
        body.finish()?;
        Ok(Self {
            // Whatever is absent was an issue.
            username: username.unwrap_or_default(),
            email: email.unwrap_or_default(),
            password: password.unwrap_or_default(),
            password_confirm,
            first_name: filled(first_name).unwrap_or_default(),
            last_name: filled(last_name).unwrap_or_default(),
            project_key: filled(project_key),
            project_name: filled(project_name),
        })
    }

    fn into_registration(self, tenant: Tenant) -> Registration {
        let Self {
            username,
            email,
            password,
            password_confirm: _,
            first_name,
            last_name,
            project_key,
            project_name,
        } = self;
        Registration {
            tenant,
            audience: Audience::Kanban,
            login: username,
            email,
            password,
            first_name,
            last_name,
            project_key,
            project_name,
        }
    }
}

/// The text, if something stands there.
fn filled(text: Patch<String>) -> Option<String> {
    match text {
        Patch::Set(text) if !text.is_empty() => Some(text),
        Patch::Set(_) | Patch::Keep | Patch::Clear => None,
    }
}

/// Making accounts.
pub struct Registrations;

impl Counted for Registrations {
    fn count(app: &Application, subject: &str) -> tessera_application::Result<()> {
        sessions::admit(app, &REGISTER_BY_ADDRESS, subject)
    }
}

/// Register
///
/// Makes an account, a project with its board, and a session, all of it or nothing. Only where the operator lets people
/// register. Takes no `Idempotency-Key`: the answer holds secrets, and no secret is stored.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "register",
    tag = TAG_AUTH,
    security(()),
    request_body(content = Sent, description = "Who registers"),
    responses((status = 201, description = "Who it is, with tokens", body = SignedIn), OpenRefusals)
)]
#[post("/auth/register/")]
pub async fn register(
    _within: Within<Registrations>,
    guest: Guest,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let sent = Sent::read(&body.0)?;
    let visitor = guest.visitor(&work, Device::default());
    let registered = work.read_slowly(Slot::Password, move |app| {
        let registration = sent.into_registration(guest.tenant(app)?);
        sessions::register(app, &registration, &visitor)
    });
    let Registered { project, grant, .. } = registered.await?;
    let project = Some(ProjectName::of(&project));
    let answer = SignedIn::new("User registered successfully", project, grant);
    Ok(answer::respond(201, &answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(body: &Value) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn name_address_and_password_are_enough() {
        let sent = read(&json!({
            "username": " newuser ", "email": "newuser@example.com", "password": " Secure ", "first_name": null,
            "project_key": ""
        }));
        let sent = sent.ok().unwrap();
        assert_eq!(
            (sent.username.as_str(), sent.password.as_str()),
            ("newuser", " Secure ")
        );
        assert_eq!((sent.first_name.as_str(), sent.project_key), ("", None));
    }

    #[test]
    fn what_is_missing_or_does_not_match_is_named() {
        let issues = read(&json!({})).err().unwrap();
        assert_eq!(
            issues,
            ["username: Required", "email: Required", "password: Required"]
        );
        let issues = read(&json!({
            "username": "a", "email": "a@b.co", "password": "SecurePass123!", "password_confirm": "SecurePass123?"
        }));
        assert_eq!(
            issues.err().unwrap(),
            ["password_confirm: The two passwords do not match."]
        );
    }
}
