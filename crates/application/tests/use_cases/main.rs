//! The use cases over mocks of the ports: their rules, their order, and what a failure leaves undone.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that fails by panicking says what went wrong"
)]

mod access;
mod approvals;
mod boards;
mod comment_cursors;
mod comments_and_time;
mod cursors;
mod departments;
mod dossiers;
mod feed;
mod files;
mod integrations;
mod missed_deadlines;
mod notifications;
mod numbered_comments;
mod numbered_stages;
mod numbered_statuses;
mod numbered_tickets;
mod phone_sessions;
mod provider_sign_in;
mod repeats;
mod reports;
mod service_levels;
mod sign_in;
mod stage;
mod tagging;
mod tags_and_contacts;
mod ticket_changes;
mod webhooks;
