//! The kanban API's words, so that tests read like what people do on their boards.

use crate::{
    Client, Reply, Setup, TestApp, TestTenant, TestUser,
    mobile::{items, keys, merge, text},
};
use serde_json::{Value, json};
use std::ops::Deref;
use tessera_application::{hand::Hand, users::set_password};
use tessera_domain::user::Role;

/// Where the API's own tickets, boards and everything else are.
pub const BASE: &str = "/api/tickets";
/// Where tickets are.
pub const TICKETS: &str = "/api/tickets/tickets/";
/// Where projects are.
pub const PROJECTS: &str = "/api/tickets/projects/";
/// Where the columns of all boards are.
pub const COLUMNS: &str = "/api/tickets/columns/";
/// Where tags are.
pub const TAGS: &str = "/api/tickets/tags/";
/// Where contacts are.
pub const CONTACTS: &str = "/api/tickets/contacts/";
/// Where comments are.
pub const COMMENTS: &str = "/api/tickets/comments/";
/// Where attachments are.
pub const ATTACHMENTS: &str = "/api/tickets/attachments/";
/// Where people register.
pub const REGISTER: &str = "/api/tickets/auth/register/";
/// Where people sign in.
pub const LOGIN: &str = "/api/tickets/auth/login/";
/// Where a refresh token is presented.
pub const REFRESH: &str = "/api/tickets/auth/token/refresh/";
/// Where people find out who they are.
pub const ME: &str = "/api/tickets/auth/me/";

/// The vendor's key for trying things, which only development mode takes.
pub const DEVELOPMENT_KEY: &str = "dev-super-secret-key-12345";
/// A number that nothing has.
pub const NOBODYS: i64 = 999_999;
/// The password of everybody whom [`KanbanUser::of`] signs in.
pub const PASSWORD: &str = "four horses at the gate";

/// Somebody who signed in by the kanban API: whatever is sent through this value is sent with their access token.
#[derive(Clone)]
pub struct KanbanUser {
    /// Their number in the tenant.
    pub number: i64,
    /// Their login.
    pub login: String,
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
    client: Client,
}

impl Deref for KanbanUser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A project with its four columns.
#[derive(Clone, Copy, Debug)]
pub struct TestBoard {
    /// The project's number.
    pub project: i64,
    /// The numbers of its columns: New, In Progress, Review, Done.
    pub columns: [i64; 4],
}

/// As somebody starts the product to try it, with the vendor's key switched on.
pub fn development() -> Setup {
    Setup {
        development: true,
        more: vec![("SUPER_SECRET_KEY", DEVELOPMENT_KEY.to_owned())],
        ..Setup::default()
    }
}

impl KanbanUser {
    /// A new person of the tenant's, signed in.
    #[track_caller]
    pub fn of(app: &TestApp, tenant: &TestTenant<'_>, login: &str, role: Role) -> Self {
        Self::sign_in(app, &tenant.user_with_password(login, role, PASSWORD))
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
        let body = json!({ "username": user.login, "password": PASSWORD });
        let tenant = user.tenant.to_string();
        let reply = app.anonymous().with("x-tenant-id", &tenant).post(LOGIN, &body);
        Self::granted(&app.anonymous(), &reply.expect(200).json())
    }

    /// Whoever the answer to a login or a registration lets in.
    #[track_caller]
    pub fn granted(client: &Client, answer: &Value) -> Self {
        let access = text(&answer["tokens"]["access"]);
        Self {
            number: number(&answer["user"]["id"]),
            login: text(&answer["user"]["username"]),
            refresh: text(&answer["tokens"]["refresh"]),
            client: bearer(client, &access),
            access,
        }
    }

    /// Starts a project of that key. Whoever does is its superadmin.
    #[track_caller]
    pub fn starts(&self, key: &str) -> TestBoard {
        let body = json!({ "name": format!("Project {key}"), "key": key });
        let project = number(&self.post(PROJECTS, &body).expect(201).json()["id"]);
        self.board(project)
    }

    /// The project's board as it was made.
    #[track_caller]
    pub fn board(&self, project: i64) -> TestBoard {
        let columns = self
            .get(&format!("{COLUMNS}?project={project}"))
            .expect(200)
            .json();
        let columns: Vec<i64> = items(&columns)
            .iter()
            .map(|column| number(&column["id"]))
            .collect();
        TestBoard {
            project,
            columns: columns.try_into().expect("a new board has four columns"),
        }
    }

    /// Opens a ticket in that column.
    #[track_caller]
    pub fn opens(&self, name: &str, column: i64) -> Value {
        self.opens_with(name, column, json!({}))
    }

    /// The same with more in it.
    #[track_caller]
    pub fn opens_with(&self, name: &str, column: i64, more: Value) -> Value {
        let mut body = json!({ "name": name, "column": column });
        merge(&mut body, more);
        self.post(TICKETS, &body).expect(201).json()
    }

    /// Looks at a ticket.
    #[track_caller]
    pub fn sees(&self, ticket: &Value) -> Value {
        self.get(&path(TICKETS, ticket)).expect(200).json()
    }

    /// Changes a ticket.
    #[track_caller]
    pub fn changes(&self, ticket: &Value, changes: &Value) -> Value {
        self.patch(&path(TICKETS, ticket), changes).expect(200).json()
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

    /// The results of a list, which may come with or without an envelope.
    #[track_caller]
    pub fn lists(&self, path: &str) -> Vec<Value> {
        let answer = self.get(path).expect(200).json();
        items(answer.get("results").unwrap_or(&answer))
    }

    /// One member of each of a list's results, in their order.
    #[track_caller]
    pub fn told(&self, path: &str, member: &str) -> Vec<Value> {
        self.lists(path).iter().map(|one| one[member].clone()).collect()
    }

    /// Makes a tag in a project.
    #[track_caller]
    pub fn tags(&self, name: &str, project: i64) -> Value {
        self.post(TAGS, &json!({ "name": name, "project": project }))
            .expect(201)
            .json()
    }

    /// Writes a contact down.
    #[track_caller]
    pub fn knows(&self, name: &str) -> Value {
        let word = name.to_lowercase().replace(' ', ".");
        let body = json!({ "name": name, "email": format!("{word}@example.org") });
        self.post(CONTACTS, &body).expect(201).json()
    }

    /// Writes under a ticket.
    #[track_caller]
    pub fn comments(&self, ticket: &Value, content: &str) -> Value {
        let body = json!({ "ticket": ticket["id"], "content": content });
        self.post(COMMENTS, &body).expect(201).json()
    }

    /// Puts a file under a ticket.
    #[track_caller]
    pub fn attaches(&self, ticket: &Value, name: &str, bytes: &[u8]) -> Value {
        self.uploads(&upload(&ticket["id"], name, bytes))
            .expect(201)
            .json()
    }

    /// Sends a form to where attachments are.
    #[track_caller]
    pub fn uploads(&self, form: &Multipart) -> Reply {
        form.send(self, ATTACHMENTS)
    }
}

/// A client that sends this as its access token, whatever it is.
pub fn bearer(client: &Client, access: &str) -> Client {
    client.with("authorization", &format!("Bearer {access}"))
}

/// The number that a value is.
#[track_caller]
pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("not a number: {value}"))
}

/// Where something is, by its value or its bare number.
#[track_caller]
pub fn path(list: &str, thing: &Value) -> String {
    let id = thing.as_i64().or_else(|| thing["id"].as_i64());
    format!("{list}{}/", id.unwrap_or_else(|| panic!("no number: {thing}")))
}

/// The path inside an address such as `http://127.0.0.1:40001/media/…`.
#[track_caller]
pub fn inside(address: &Value) -> String {
    let address = text(address);
    let rest = address
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'));
    let (_, path) = rest.unwrap_or_else(|| panic!("not an address: {address}"));
    format!("/{path}")
}

/// A form with a file in it.
#[derive(Clone, Debug, Default)]
pub struct Multipart {
    bytes: Vec<u8>,
}

/// What no part of a form contains.
const BOUNDARY: &str = "b0undary-of-the-tests";

impl Multipart {
    /// The same with a further field.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        self.bytes.extend(head.into_bytes());
        self
    }

    /// The same with a file.
    #[must_use]
    pub fn file(mut self, name: &str, file_name: &str, kind: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: {kind}\r\n\r\n"
        );
        self.bytes.extend(head.into_bytes());
        self.bytes.extend(bytes);
        self.bytes.extend(b"\r\n");
        self
    }

    /// What its type is.
    pub fn kind() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// All of it.
    pub fn body(&self) -> Vec<u8> {
        [&self.bytes, format!("--{BOUNDARY}--\r\n").as_bytes()].concat()
    }

    /// Sends it.
    #[track_caller]
    pub fn send(&self, client: &Client, path: &str) -> Reply {
        client.request("POST", path, &[("content-type", &Self::kind())], &self.body())
    }
}

/// The form that puts a file under a ticket.
pub fn upload(ticket: &Value, name: &str, bytes: &[u8]) -> Multipart {
    Multipart::default()
        .field("ticket", &ticket.to_string())
        .file("file", name, "application/octet-stream", bytes)
        .field("filename", name)
}

/// The answer's body, which must have this status and be JSON.
#[track_caller]
pub fn answered(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    let kind = reply.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("application/json"), "content-type {kind}");
    reply.json()
}

/// A refusal that says exactly this and blames no field.
#[track_caller]
pub fn refused(reply: &Reply, status: u16, detail: &str) {
    assert_eq!(answered(reply, status), json!({ "detail": detail }));
}

/// "Not found", word for word.
#[track_caller]
pub fn missing(reply: &Reply) {
    refused(reply, 404, "Not found.");
}

/// "Forbidden", word for word.
#[track_caller]
pub fn forbidden(reply: &Reply) {
    refused(reply, 403, "You do not have permission to perform this action.");
}

/// A refusal of exactly these fields with exactly these words.
#[track_caller]
pub fn refused_for(reply: &Reply, fields: &Value) {
    assert_eq!(&answered(reply, 400), fields);
}

/// A refusal of exactly these fields, whatever it says of them. Each has a list of sentences.
#[track_caller]
pub fn blamed(reply: &Reply, fields: &[&str]) {
    let body = answered(reply, 400);
    assert_eq!(keys(&body), crate::mobile::sorted(&[fields]), "{body}");
    for field in fields {
        let sentences = items(&body[field]);
        assert!(
            !sentences.is_empty()
                && sentences
                    .iter()
                    .all(|it| it.as_str().is_some_and(|it| !it.is_empty())),
            "{body}"
        );
    }
}

/// Complains unless the text is a moment in UTC as RFC 3339 has it.
#[track_caller]
pub fn assert_moment(value: &Value) {
    let text = text(value);
    let is_one = tessera_domain::time::Time::parse(&text).is_some()
        && text.ends_with('Z')
        && text.as_bytes().get(10) == Some(&b'T');
    assert!(is_one, "not a moment: {text}");
}
