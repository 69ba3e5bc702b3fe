//! The harness of the black-box tests.
//!
//! [`TestApp`] is the whole product in one process, wired as the server wires it but for its clock and its ids, on a
//! database of its own. Tests speak to it over HTTP, as people who are values:
//!
//! ```no_run
//! use serde_json::json;
//! use tessera_domain::user::Role;
//! use tessera_tests::on_each_database;
//!
//! on_each_database(|app| {
//!     let acme = app.tenant("acme");
//!     let robin = acme.user("robin", Role::Technician);
//!     let ticket = acme.ticket("Printer on fire");
//!     let path = format!("/api/v1/tickets/{}/comments", ticket.id);
//!     robin.post(&path, &json!({ "comment_text": "On my way" })).expect(201);
//! });
//! ```
//!
//! [`process`] starts the product as a process of its own, for what only a process can show.

mod app;
pub mod browser;
pub mod clock;
pub mod cluster;
pub mod database;
pub mod direct;
pub mod disk;
pub mod enterprise;
pub mod enterprise_sample;
pub mod event_stream;
pub mod files;
pub mod forged;
pub mod guest;
pub mod http;
pub mod integration;
pub mod kanban;
pub mod kanban_sample;
pub mod mailbox;
pub mod mobile;
pub mod mutations;
pub mod openapi;
pub mod passwords;
pub mod phone;
pub mod process;
pub mod provider;
pub mod raw;
pub mod receiver;
pub mod sample;
pub mod scanner;
mod serving;
pub mod statements;
mod tenant;
pub mod tenant_scope;
pub mod wait;

pub use app::{Setup, TestApp, on_each_database, on_each_database_with};
pub use browser::Browser;
pub use database::DatabaseKind;
pub use http::{Client, Reply};
pub use raw::RawReply;
pub use tenant::{TestTenant, TestUser};
