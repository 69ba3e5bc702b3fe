//! What operators do with a database, from outside.

#[cfg(test)]
mod boards;
#[cfg(test)]
mod departments;
#[cfg(test)]
mod integrations;
#[cfg(test)]
mod maintenance;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod purge;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod sla;
#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod token_sessions;
#[cfg(test)]
mod webhooks;
