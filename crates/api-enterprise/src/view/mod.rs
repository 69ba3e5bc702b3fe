//! What goes out.

pub mod account;
pub mod approval;
pub mod attachment;
pub mod comment;
pub mod delivery;
pub mod department;
pub mod detail;
pub mod feed;
pub mod notification;
pub mod person;
pub mod policy;
#[cfg(test)]
pub mod samples;
pub mod sla;
pub mod ticket;
pub mod webhook;
