//! Signing in.

use super::{SignedIn, caller, projects};
use crate::{
    body::{self, Body, Extent, Spelled},
    document::{OpenRefusals, TAG_AUTH},
    schema,
};
use actix_web::{HttpResponse, post};
use tessera_application::{
    Application,
    sessions::{self, Audience, SIGN_IN_BY_ADDRESS},
};
use tessera_domain::{
    issue::{FieldPath, Issue, Problem},
    session::Device,
};
use tessera_http::{
    answer,
    fault::{Fault, FaultKind},
    guest::{Counted, Guest, Within},
    json::JsonBody,
    work::{Slot, Work},
};
use utoipa::ToSchema;

/// Who it is. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = Login, example = json!({"username": "admin", "password": "admin"}))]
pub struct Sent {
    /// The name to sign in with.
    #[schema(value_type = schema::GivenText)]
    username: String,
    /// The password, letter by letter.
    #[schema(value_type = schema::SecretText)]
    password: String,
}

impl Sent {
    fn read(body: &JsonBody) -> Result<Self, Fault> {
        let mut body = Body::read(body, Extent::Whole)?;
        let username = body.demanded("username").line(usize::MAX);
        let password = body.demanded("password").secret();
        body.finish()?;
        Ok(Self {
            // Whatever is absent was an issue.
            username: username.unwrap_or_default(),
            password: password.unwrap_or_default(),
        })
    }
}

/// Tries at passwords.
pub struct Tries;

impl Counted for Tries {
    fn count(app: &Application, subject: &str) -> tessera_application::Result<()> {
        sessions::admit(app, &SIGN_IN_BY_ADDRESS, subject)
    }
}

/// Sign in
///
/// Begins a session, and gives its first pair of tokens. Wrong names and passwords are told alike, with 400. Tries are
/// counted by address and by account; too many get 429. Takes no `Idempotency-Key`: the answer holds secrets, and no
/// secret is stored.
#[utoipa::path(
    context_path = "/api/tickets",
    operation_id = "login",
    tag = TAG_AUTH,
    security(()),
    request_body(content = Sent, description = "Name and password"),
    responses((status = 200, description = "Who it is, with tokens", body = SignedIn), OpenRefusals)
)]
#[post("/auth/login/")]
pub async fn login(
    _within: Within<Tries>,
    guest: Guest,
    work: Work,
    body: body::Sent,
) -> Result<HttpResponse, Fault> {
    let Sent { username, password } = Sent::read(&body.0)?;
    let visitor = guest.visitor(&work, Device::default());
    let knocked = work.read(move |app| {
        let tenant = guest.tenant(app)?;
        sessions::knock_for(app, &tenant, &username, Audience::Kanban)
    });
    let admitted = knocked.await?;
    let looked = work.read_slowly(Slot::Password, move |app| {
        sessions::sign_in_for_tokens(app, &admitted, &password, &visitor, Audience::Kanban)
    });
    let grant = looked.await.map_err(refused)?;
    let caller = caller(&grant);
    let projects = work.read(move |app| projects(app, &caller)).await?;
    let project = projects.into_iter().next();
    Ok(answer::respond(
        200,
        &SignedIn::new("Login successful", project, grant),
    ))
}

/// What does not count is a fault of the request here, and not of its credential.
fn refused(fault: Fault) -> Fault {
    if fault.kind == FaultKind::Unauthenticated {
        Issue::at(FieldPath::default(), Problem::Rule("Invalid credentials")).into()
    } else {
        fault
    }
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
        let sent = json!({"username": " admin ", "password": " a "});
        assert_eq!(read(&sent), Ok(("admin".into(), " a ".into())));
    }

    #[test]
    fn both_must_be_there() {
        assert_eq!(
            read(&json!({})).unwrap_err(),
            ["username: Required", "password: Required"]
        );
        assert_eq!(
            read(&json!({"username": "", "password": null})).unwrap_err(),
            [
                "username: Must not be blank",
                "password: Expected string, received null"
            ]
        );
    }

    #[test]
    fn a_wrong_password_is_the_requests_fault() {
        let fault = refused(Fault::new(FaultKind::Unauthenticated));
        assert_eq!(fault.kind, FaultKind::Invalid);
        assert_eq!(fault.issues[0].problem, Problem::Rule("Invalid credentials"));
        let busy = Fault::new(FaultKind::Unavailable);
        assert_eq!(refused(busy.clone()), busy);
    }
}
