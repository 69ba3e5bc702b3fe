//! A tenant with an admin who makes webhooks, and somebody who opens tickets.

use serde_json::{Value, json};
use std::{net::SocketAddr, ops::Deref, time::Duration};
use tessera_domain::{id::TenantId, user::Role};
use tessera_server::world::Rounds;
use tessera_tests::{
    Client, Reply, Setup, TestApp, TestTenant,
    event_stream::EventStream,
    kanban::{PASSWORD, bearer},
    mobile::{items, text},
    on_each_database_with, wait,
};

/// Everything that webhooks hear of.
pub const EVERYTHING: [&str; 8] = [
    "ticket.created",
    "ticket.updated",
    "ticket.status_changed",
    "ticket.assigned",
    "comment.added",
    "approval.requested",
    "approval.processed",
    "file.uploaded",
];

/// A server that tells webhooks on this machine, without limits that a test meets by chance.
pub fn setup() -> Setup {
    Setup {
        rounds: Rounds {
            webhooks: Some(Duration::from_millis(20)),
            ..Rounds::NONE
        },
        ..quiet()
    }
}

/// The same that tells nobody by itself.
pub fn quiet() -> Setup {
    Setup {
        more: vec![
            ("TESSERA_RATE_AUTHENTICATION", "1000000".to_owned()),
            ("TESSERA_RATE_GENERAL", "1000000".to_owned()),
            ("TESSERA_RATE_UPLOAD", "1000000".to_owned()),
            ("TESSERA_WEBHOOK_NETWORKS", "127.0.0.1/32".to_owned()),
            // Days pass in some tests, and nobody is to sign in anew.
            ("TESSERA_ENTERPRISE_ACCESS_SECONDS", "2592000".to_owned()),
            ("TESSERA_TOKEN_REFRESH_SECONDS", "31536000".to_owned()),
        ],
        ..Setup::default()
    }
}

/// Runs the test where webhooks are told.
pub fn on_each(test: impl Fn(&TestApp)) {
    on_each_database_with(&setup(), test);
}

/// Somebody who signed in by the enterprise API.
pub struct Person {
    client: Client,
    token: String,
    pub number: i64,
    pub login: String,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Person {
    /// A new person of the tenant's.
    #[track_caller]
    pub fn of(app: &TestApp, tenant: &TestTenant<'_>, login: &str, role: Role) -> Self {
        tenant.user_with_password(login, role, PASSWORD);
        Self::enter(&app.anonymous(), tenant.id, login)
    }

    /// Signs in somebody who is there.
    #[track_caller]
    pub fn enter(client: &Client, tenant: TenantId, login: &str) -> Self {
        let door = client.with("x-tenant-id", &tenant.to_string());
        let body = json!({ "username": login, "password": PASSWORD });
        let granted = data(&door.post("/auth/login", &body), 200);
        let token = text(&granted["access_token"]);
        Self {
            client: bearer(client, &token),
            token,
            number: granted["user"]["id"].as_i64().expect("a number"),
            login: login.to_owned(),
        }
    }

    /// Makes a webhook that hears these events.
    #[track_caller]
    pub fn hooks(&self, url: &str, events: &[&str]) -> Value {
        data(
            &self.post("/webhooks", &json!({ "url": url, "events": events })),
            201,
        )
    }

    /// Opens a ticket.
    #[track_caller]
    pub fn opens(&self, title: &str) -> Value {
        let body = json!({ "title": title, "description": "As the title says" });
        data(&self.post("/tickets", &body), 201)
    }

    /// Changes something.
    #[track_caller]
    pub fn patches(&self, path: &str, body: &Value) -> Reply {
        self.send("PATCH", path, body)
    }

    /// Listens to what happens, from a server at that address.
    #[track_caller]
    pub fn listens(&self, address: SocketAddr, query: &str, headers: &[(&str, &str)]) -> EventStream {
        let authorization = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", authorization.as_str())];
        all.extend(headers);
        EventStream::open(address, &format!("/events/stream{query}"), &all)
    }

    /// The log of a webhook's deliveries, newest first.
    #[track_caller]
    pub fn log(&self, webhook: &Value) -> Vec<Value> {
        let path = format!("/webhooks/{}/deliveries?size=100", text(&webhook["id"]));
        items(&data(&self.get(&path), 200)["items"])
    }

    /// The webhook's only delivery, once it satisfies.
    #[track_caller]
    pub fn one(&self, webhook: &Value, what: &str, satisfies: impl Fn(&Value) -> bool) -> Value {
        wait::until(what, || {
            let log = self.log(webhook);
            assert!(log.len() <= 1, "{log:?}");
            log.into_iter().next().filter(&satisfies)
        })
    }
}

/// What a good answer tells.
#[track_caller]
pub fn data(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    reply.json()["data"].clone()
}

/// The code of a refusal and the field that it blames.
#[track_caller]
pub fn refused(reply: &Reply, status: u16) -> (String, Value) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let error = reply.json()["error"].clone();
    (text(&error["code"]), error["details"]["field"].clone())
}

/// A tenant with its admin, and somebody else.
#[track_caller]
pub fn people(app: &TestApp) -> (Person, Person) {
    let acme = app.tenant("acme");
    (
        Person::of(app, &acme, "ada", Role::Admin),
        Person::of(app, &acme, "robin", Role::User),
    )
}
