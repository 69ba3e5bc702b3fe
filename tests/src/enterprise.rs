//! The enterprise API's words, so that tests read like what its clients do.

mod told;

use crate::{
    Client, Reply, Setup, TestApp, TestTenant, TestUser,
    kanban::{Multipart, bearer, number, path},
    mobile::{items, merge, text},
};
use serde_json::{Value, json};
use std::ops::Deref;
use tessera_application::{
    departments::{self, Wanted},
    hand::Hand,
    users::{self, set_password},
};
use tessera_domain::{
    id::{TenantId, UserId},
    user::Role,
};

pub use crate::kanban::{NOBODYS, PASSWORD};
pub use told::{
    against_rule, all_but_the_request, blamed, blamed_for, data, errors, forbidden, missing, next, page,
    refused, saying, unauthenticated,
};

/// Where people sign in.
pub const LOGIN: &str = "/auth/login";
/// Where a refresh token is presented.
pub const REFRESH: &str = "/auth/refresh";
/// Where people find out who they are.
pub const ME: &str = "/auth/me";
/// Where people sign out.
pub const LOGOUT: &str = "/auth/logout";
/// Where tickets are.
pub const TICKETS: &str = "/tickets";
/// Where tickets are searched.
pub const SEARCH: &str = "/tickets/search";
/// Where what is said under tickets is.
pub const COMMENTS: &str = "/comments/ticket";
/// Where files are.
pub const ATTACHMENTS: &str = "/attachments";
/// Where approvals are.
pub const APPROVALS: &str = "/approvals";
/// Where approval policies are.
pub const POLICIES: &str = "/approvals/policies";
/// Where departments are.
pub const DEPARTMENTS: &str = "/departments";
/// Where webhooks are.
pub const WEBHOOKS: &str = "/webhooks";
/// Where notifications are.
pub const NOTIFICATIONS: &str = "/notifications";
/// Where the policies of service levels are.
pub const SLA_POLICIES: &str = "/sla/policies";

/// Everything that lies below its own root, for what is the same for all paths.
pub const ROOTS: [&str; 12] = [
    "/auth/me",
    "/auth/logout",
    "/tickets",
    "/comments",
    "/attachments",
    "/departments",
    "/sla/policies",
    "/approvals",
    "/reports",
    "/webhooks",
    "/events",
    "/notifications",
];

/// Somebody who signed in by the enterprise API: whatever is sent through this value is sent with their access token.
#[derive(Clone)]
pub struct EnterpriseUser {
    /// Their number in the tenant.
    pub number: i64,
    /// Their login.
    pub login: String,
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
    /// Their tenant, unless it is the one that nobody needs to name.
    pub tenant: Option<TenantId>,
    client: Client,
}

impl Deref for EnterpriseUser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// With limits that no test meets by chance.
pub fn unlimited() -> Setup {
    let names = [
        "TESSERA_RATE_AUTHENTICATION",
        "TESSERA_RATE_GENERAL",
        "TESSERA_RATE_UPLOAD",
        "TESSERA_RATE_SEARCH",
        "TESSERA_RATE_REPORTS",
    ];
    Setup {
        more: names.map(|name| (name, "1000000".to_owned())).to_vec(),
        ..Setup::default()
    }
}

/// The same, and with access tokens that outlive what a test does in a session.
pub fn tireless() -> Setup {
    let mut setup = unlimited();
    let lifetime = ("TESSERA_ENTERPRISE_ACCESS_SECONDS", "86400".to_owned());
    setup.more.push(lifetime);
    setup
}

/// With limits that no test meets by chance, on each database.
pub fn on_each_database_unlimited(test: impl Fn(&TestApp)) {
    crate::on_each_database_with(&unlimited(), test);
}

impl EnterpriseUser {
    /// A new person of the tenant's, signed in.
    #[track_caller]
    pub fn of(app: &TestApp, tenant: &TestTenant<'_>, login: &str, role: Role) -> Self {
        Self::sign_in(app, &tenant.user_with_password(login, role, PASSWORD))
    }

    /// A new person of the tenant's who belongs to the department of that number, signed in.
    #[track_caller]
    pub fn within(
        app: &TestApp,
        tenant: &TestTenant<'_>,
        (login, role): (&str, Role),
        department: i64,
    ) -> Self {
        let user = tenant.user_with_password(login, role, PASSWORD);
        join(app, tenant.id, user.id, Some(department));
        Self::sign_in(app, &user)
    }

    /// The same person by another door: gives them a password and signs them in.
    #[track_caller]
    pub fn also(app: &TestApp, user: &TestUser) -> Self {
        set_password(&app.app, &Hand::Operator(user.tenant), user.id, PASSWORD)
            .expect("the password can be set");
        Self::sign_in(app, user)
    }

    /// Signs in somebody who has [`PASSWORD`].
    #[track_caller]
    pub fn sign_in(app: &TestApp, user: &TestUser) -> Self {
        Self::enter(&app.anonymous(), Some(user.tenant), (&user.login, PASSWORD))
    }

    /// Signs in by that name and password.
    #[track_caller]
    pub fn enter(client: &Client, tenant: Option<TenantId>, (login, password): (&str, &str)) -> Self {
        let body = json!({ "username": login, "password": password });
        let door = tenant.map_or_else(
            || client.clone(),
            |tenant| client.with("x-tenant-id", &tenant.to_string()),
        );
        let granted = data(&door.post(LOGIN, &body), 200);
        Self {
            tenant,
            ..Self::granted(client, &granted)
        }
    }

    /// The same person in a session of its own. They must have [`PASSWORD`].
    #[track_caller]
    pub fn again(&self, app: &TestApp) -> Self {
        Self::enter(&app.anonymous(), self.tenant, (&self.login, PASSWORD))
    }

    /// Whoever the answer to a login or a refresh lets in.
    #[track_caller]
    pub fn granted(client: &Client, granted: &Value) -> Self {
        let access = text(&granted["access_token"]);
        Self {
            number: number(&granted["user"]["id"]),
            login: text(&granted["user"]["username"]),
            refresh: text(&granted["refresh_token"]),
            tenant: None,
            client: bearer(client, &access),
            access,
        }
    }

    /// Opens a ticket.
    #[track_caller]
    pub fn opens(&self, title: &str) -> Value {
        self.opens_with(title, json!({}))
    }

    /// The same with more in it.
    #[track_caller]
    pub fn opens_with(&self, title: &str, more: Value) -> Value {
        let mut body = json!({ "title": title, "description": "As the title says" });
        merge(&mut body, more);
        data(&self.post(TICKETS, &body), 201)
    }

    /// Looks at a ticket with all that stands around it.
    #[track_caller]
    pub fn sees(&self, ticket: &Value) -> Value {
        data(&self.get(&at(TICKETS, ticket)), 200)
    }

    /// Changes a ticket.
    #[track_caller]
    pub fn changes(&self, ticket: &Value, changes: &Value) -> Value {
        data(&self.patch(&at(TICKETS, ticket), changes), 200)
    }

    /// Sends a part of something.
    #[track_caller]
    pub fn patch(&self, path: &str, body: &Value) -> Reply {
        self.send("PATCH", path, body)
    }

    /// Takes something away.
    #[track_caller]
    pub fn delete(&self, path: &str) -> Reply {
        self.request("DELETE", path, &[], b"")
    }

    /// The items of a list.
    #[track_caller]
    pub fn lists(&self, path: &str) -> Vec<Value> {
        items(&page(&self.get(path))["items"])
    }

    /// One member of each of a list's items, in their order.
    #[track_caller]
    pub fn told(&self, path: &str, member: &str) -> Vec<Value> {
        self.lists(path).iter().map(|one| one[member].clone()).collect()
    }

    /// The titles of what a search finds, in their order.
    #[track_caller]
    pub fn finds(&self, search: &Value) -> Vec<String> {
        let found = page(&self.post(SEARCH, search));
        items(&found["items"])
            .iter()
            .map(|one| text(&one["title"]))
            .collect()
    }

    /// Writes under a ticket.
    #[track_caller]
    pub fn comments(&self, ticket: &Value, content: &str) -> Value {
        self.comments_with(ticket, content, json!({}))
    }

    /// The same with more in it.
    #[track_caller]
    pub fn comments_with(&self, ticket: &Value, content: &str, more: Value) -> Value {
        let mut body = json!({ "content": content });
        merge(&mut body, more);
        data(&self.post(&at(COMMENTS, ticket), &body), 201)
    }

    /// All that they may read under a ticket.
    #[track_caller]
    pub fn reads(&self, ticket: &Value) -> Vec<Value> {
        self.lists(&format!(
            "{}?size=100&include_internal=true",
            at(COMMENTS, ticket)
        ))
    }

    /// Puts a file under a ticket.
    #[track_caller]
    pub fn attaches(&self, ticket: &Value, name: &str, bytes: &[u8]) -> Value {
        data(&self.uploads(ticket, &file(name, bytes)), 201)
    }

    /// The same where only staff reads.
    #[track_caller]
    pub fn attaches_internally(&self, ticket: &Value, name: &str, bytes: &[u8]) -> Value {
        data(
            &self.uploads(ticket, &file(name, bytes).field("is_internal", "true")),
            201,
        )
    }

    /// Sends a form to where the ticket's files are.
    #[track_caller]
    pub fn uploads(&self, ticket: &Value, form: &Multipart) -> Reply {
        form.send(self, &upload_path(ticket))
    }

    /// Puts a ticket where tickets wait for their approval. Gives the step that is at its turn.
    #[track_caller]
    pub fn asks_for_approval(&self, ticket: &Value) -> Value {
        let waits = self.changes(ticket, &json!({ "status": "pending_approval" }));
        assert_eq!(waits["status"], "pending_approval");
        self.turn(ticket)
    }

    /// The step of a ticket's approval that is at its turn.
    #[track_caller]
    pub fn turn(&self, ticket: &Value) -> Value {
        let steps = items(&self.sees(ticket)["approval_workflow"]["steps"]);
        let turn = steps.into_iter().find(|step| step["status"] == "pending");
        turn.expect("somebody is to decide")
    }

    /// Does something with a decision.
    #[track_caller]
    pub fn decides(&self, approval: &Value, action: &str, more: Value) -> Value {
        let mut body = json!({ "action": action });
        merge(&mut body, more);
        data(&self.post(&action_path(approval), &body), 200)
    }

    /// The numbers of what waits for somebody whom they may decide for, in its order.
    #[track_caller]
    pub fn waits_for(&self, query: &str) -> Vec<i64> {
        let pending = self.lists(&format!("{APPROVALS}/pending?{query}"));
        pending.iter().map(|one| number(&one["id"])).collect()
    }

    /// Lays down a policy. Gives its number.
    #[track_caller]
    pub fn lays_down(&self, policy: &Value) -> i64 {
        number(&data(&self.post(POLICIES, policy), 201)["id"])
    }

    /// Makes a department of that name. Gives its number.
    #[track_caller]
    pub fn founds(&self, name: &str) -> i64 {
        let made = data(&self.post(DEPARTMENTS, &json!({ "name": name })), 201);
        number(&made["id"])
    }

    /// Makes a policy of service levels of that name, which holds for nothing. Gives its number.
    #[track_caller]
    pub fn promises(&self, name: &str) -> i64 {
        let made = data(&self.post(SLA_POLICIES, &sla_policy(name)), 201);
        number(&made["id"])
    }
}

/// A policy of service levels that holds for nothing, so that it changes nothing for tickets.
pub fn sla_policy(name: &str) -> Value {
    json!({ "name": name, "resolution_minutes": 60, "active": false })
}

/// Moves somebody to the department of that number, past the product.
pub fn join(app: &TestApp, tenant: TenantId, user: UserId, department: Option<i64>) {
    let department = department.map(|number| {
        departments::find(&app.app, tenant, &Wanted::Number(number))
            .expect("the department is there")
            .id
    });
    users::set_department(&app.app, &Hand::Operator(tenant), user, department)
        .expect("the person can be moved");
}

/// A form with a file in it.
pub fn file(name: &str, bytes: &[u8]) -> Multipart {
    Multipart::default().file("file", name, "application/octet-stream", bytes)
}

/// Where something is, by its value or its bare number.
#[track_caller]
pub fn at(list: &str, thing: &Value) -> String {
    let with_slash = path(&format!("{list}/"), thing);
    with_slash.trim_end_matches('/').to_owned()
}

/// Where a ticket's files are put.
#[track_caller]
pub fn upload_path(ticket: &Value) -> String {
    format!("{}/upload", at(&format!("{ATTACHMENTS}/ticket"), ticket))
}

/// Where something is done with a decision.
#[track_caller]
pub fn action_path(approval: &Value) -> String {
    format!("{}/action", at(APPROVALS, approval))
}

/// Where a file is fetched.
#[track_caller]
pub fn download_path(attachment: &Value) -> String {
    format!("{}/download", at(ATTACHMENTS, attachment))
}
