//! Other systems' words, so that tests read like what such a system does with its token.

use crate::{
    Client, Reply, TestApp, TestUser,
    direct::Contents,
    mobile::{keys, merge, text},
};
use serde_json::{Value, json};
use std::ops::Deref;
use tessera_application::{
    hand::Hand,
    integration::{self as tokens, CallFilter, CallRecord, NewToken, TokenEdit},
};
use tessera_domain::{
    id::{CredentialId, TenantId, UserId},
    integration::{HourlyLimit, IntegrationToken, TokenState},
    text::Name,
    time::Time,
};

/// Where the API is.
pub const BASE: &str = "/functions/v1/integration-tickets";
/// Where its tickets are.
pub const TICKETS: &str = "/functions/v1/integration-tickets/tickets";

/// An integration token: whatever is sent through this value is sent with it.
#[derive(Clone)]
pub struct TestToken {
    /// Whose tenant it opens.
    pub tenant: TenantId,
    /// Whom it stands for.
    pub owner: UserId,
    /// Its id.
    pub id: CredentialId,
    /// Its secret.
    pub secret: String,
    client: Client,
}

impl Deref for TestToken {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl TestToken {
    /// A token of that person's with the usual limit, which never ends.
    pub fn of(app: &TestApp, owner: &TestUser) -> Self {
        Self::with(app, owner, HourlyLimit::DEFAULT.get(), None)
    }

    /// A token of that person's for so many calls in an hour.
    pub fn limited(app: &TestApp, owner: &TestUser, per_hour: u32) -> Self {
        Self::with(app, owner, per_hour, None)
    }

    /// A token of that person's that ends by itself.
    pub fn until(app: &TestApp, owner: &TestUser, end: Time) -> Self {
        Self::with(app, owner, HourlyLimit::DEFAULT.get(), Some(end))
    }

    fn with(app: &TestApp, owner: &TestUser, per_hour: u32, expires_at: Option<Time>) -> Self {
        let new = NewToken {
            name: Name::parse("Shop").expect("a name"),
            description: Some("The shop's own tickets".to_owned()),
            owner: owner.id,
            per_hour: limit(per_hour),
            expires_at,
        };
        let made =
            tokens::create(&app.app, &Hand::Operator(owner.tenant), &new).expect("the token can be made");
        Self {
            tenant: owner.tenant,
            owner: owner.id,
            id: made.token.id,
            client: bearer(app, &made.secret),
            secret: made.secret,
        }
    }

    /// The same token spoken through another application on the same database, or through one that was restarted.
    #[must_use]
    pub fn at(&self, app: &TestApp) -> Self {
        Self {
            client: bearer(app, &self.secret),
            ..self.clone()
        }
    }

    /// Accepts the token, or no longer.
    pub fn set_state(&self, app: &TestApp, state: TokenState) {
        tokens::set_state(&app.app, &self.operator(), self.id, state).expect("the state can be changed");
    }

    /// Lets it make so many calls in an hour from now on.
    pub fn set_limit(&self, app: &TestApp, per_hour: u32) {
        let known = self.stored(app);
        let edit = TokenEdit {
            name: known.name,
            description: known.description,
            per_hour: limit(per_hour),
            expires_at: known.expires_at,
        };
        tokens::edit(&app.app, &self.operator(), self.id, &edit).expect("the limit can be changed");
    }

    /// The same token with another secret. This one's is dead from now on.
    #[must_use]
    pub fn regenerated(&self, app: &TestApp) -> Self {
        let made =
            tokens::regenerate(&app.app, &self.operator(), self.id).expect("it can have another secret");
        assert_eq!(made.token.id, self.id);
        Self {
            client: bearer(app, &made.secret),
            secret: made.secret,
            ..self.clone()
        }
    }

    /// Takes it away.
    pub fn remove(&self, app: &TestApp) {
        tokens::remove(&app.app, &self.operator(), self.id).expect("the token can be taken away");
    }

    /// What is stored of it.
    pub fn stored(&self, app: &TestApp) -> IntegrationToken {
        let found = app
            .app
            .queries
            .token(self.tenant, self.id)
            .expect("tokens can be read");
        found.expect("the token is there").token
    }

    /// The record of its calls so far, oldest first. A call is written some time after it was answered.
    pub fn calls(&self, app: &TestApp) -> Vec<CallRecord> {
        let filter = CallFilter {
            token: Some(self.id),
            ..CallFilter::default()
        };
        let found = app.app.queries.calls(self.tenant, &filter, 1000);
        let mut calls = found.expect("the record can be read");
        calls.reverse();
        calls
    }

    const fn operator(&self) -> Hand<'static> {
        Hand::Operator(self.tenant)
    }

    /// Asks whether the API is there.
    #[track_caller]
    pub fn asks(&self) -> Reply {
        self.get(BASE)
    }

    /// Opens a ticket of that title and with nothing else.
    #[track_caller]
    pub fn opens(&self, title: &str) -> Value {
        self.opens_with(title, json!({}))
    }

    /// The same with more in it.
    #[track_caller]
    pub fn opens_with(&self, title: &str, more: Value) -> Value {
        let mut body = json!({ "title": title });
        merge(&mut body, more);
        self.post(TICKETS, &body).expect(201).json()["ticket"].clone()
    }

    /// Looks at a ticket.
    #[track_caller]
    pub fn sees(&self, ticket: &Value) -> Value {
        self.get(&path(ticket)).expect(200).json()["ticket"].clone()
    }

    /// Writes under a ticket. Gives the comment's id.
    #[track_caller]
    pub fn comments(&self, ticket: &Value, content: &str, internal: bool) -> String {
        let body = json!({ "content": content, "is_internal": internal });
        let reply = self.post(&under(ticket, "comments"), &body).expect(201).json();
        text(&reply["comment_id"])
    }

    /// Sets a ticket's status. Gives what the answer tells of the ticket.
    #[track_caller]
    pub fn sets(&self, ticket: &Value, status: &str) -> Value {
        let body = json!({ "status": status });
        let reply = self.send("PATCH", &under(ticket, "status"), &body).expect(200);
        reply.json()["ticket"].clone()
    }
}

/// A client that sends this as its token, whatever it is.
pub fn bearer(app: &TestApp, secret: &str) -> Client {
    app.anonymous().with("authorization", &format!("Bearer {secret}"))
}

/// What is stored, but for what every call leaves: that it was counted, its record, and when its token was last used.
pub fn effects(app: &TestApp) -> Contents {
    let mut contents = app.contents();
    contents.retain(|table, _| !table.starts_with("integration_"));
    contents
}

fn limit(per_hour: u32) -> HourlyLimit {
    HourlyLimit::parse(per_hour.into()).expect("a limit that a token can have")
}

/// The path of a ticket, by its value or its bare id.
pub fn path(ticket: &Value) -> String {
    let id = ticket.as_str().or_else(|| ticket["id"].as_str());
    format!("{TICKETS}/{}", id.expect("a ticket or its id"))
}

/// The path of something that belongs to a ticket.
pub fn under(ticket: &Value, part: &str) -> String {
    format!("{}/{part}", path(ticket))
}

/// What a refusal says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The word for programs.
    pub code: String,
    /// The sentence for people.
    pub message: String,
    /// The fields at fault with the rules that they break.
    pub details: Option<String>,
}

/// The refusal, which must have this status and the vendor's one shape.
#[track_caller]
pub fn refused(reply: &Reply, status: u16) -> Refusal {
    assert_eq!(reply.status, status, "{}", reply.text());
    let kind = reply.header("content-type").unwrap_or_default();
    assert!(
        kind.starts_with("application/json"),
        "content-type {kind}: {}",
        reply.text()
    );
    let body = reply.json();
    let members = keys(&body);
    assert!(
        members == ["error", "message"] || members == ["details", "error", "message"],
        "{body}"
    );
    let refusal = Refusal {
        code: text(&body["error"]),
        message: text(&body["message"]),
        details: body.get("details").map(text),
    };
    assert!(!refusal.message.is_empty(), "{body}");
    refusal
}

/// A refusal with this status, word and sentence.
#[track_caller]
pub fn refused_with(reply: &Reply, status: u16, code: &str, message: &str) {
    let refusal = refused(reply, status);
    assert_eq!(
        (refusal.code.as_str(), refusal.message.as_str()),
        (code, message),
        "{}",
        reply.text()
    );
}

/// A refusal for the sake of exactly these fields, in this order: the first one is there and wrong, or missing as the
/// word says.
#[track_caller]
pub fn refused_for(reply: &Reply, code: &str, fields: &[&str]) -> Refusal {
    let refusal = refused(reply, 400);
    assert_eq!(refusal.code, code, "{}", reply.text());
    let details = refusal.details.as_deref().unwrap_or_default();
    let named: Vec<&str> = details
        .split("; ")
        .filter_map(|issue| issue.split_once(": "))
        .map(|(field, _)| field)
        .collect();
    assert_eq!(named, fields, "{}", reply.text());
    refusal
}
