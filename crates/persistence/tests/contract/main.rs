//! What every port promises, checked on each database with the same tests.
//!
//! Each test builds worlds of its own: a fresh database with two tenants whose things have made-up but
//! repeatable ids. Every statement of every test is watched; see [`watch`].

#[cfg(test)]
mod answers;
#[cfg(test)]
mod approval_policies;
#[cfg(test)]
mod approvals;
#[cfg(test)]
mod attachments;
#[cfg(test)]
mod boards;
#[cfg(test)]
mod comment_sheets;
#[cfg(test)]
mod comments;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod cursors;
#[cfg(test)]
mod deadlines;
#[cfg(test)]
mod departments;
#[cfg(test)]
mod dossiers;
#[cfg(test)]
mod events;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod frequent_words;
#[cfg(test)]
mod house;
#[cfg(test)]
mod integration_calls;
#[cfg(test)]
mod integration_tickets;
#[cfg(test)]
mod integrations;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod named;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod people;
#[cfg(test)]
mod phone_tokens;
#[cfg(test)]
mod population;
#[cfg(test)]
mod race;
#[cfg(test)]
mod random;
#[cfg(test)]
mod reports;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod search;
#[cfg(test)]
mod search_index;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod sheets;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod sla;
#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod tags;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod time_entries;
#[cfg(test)]
mod token_sessions;
#[cfg(test)]
mod totals;
#[cfg(test)]
mod visibility;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod world;
