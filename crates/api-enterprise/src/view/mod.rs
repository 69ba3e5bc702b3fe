//! What goes out.

pub mod account;
pub mod attachment;
pub mod comment;
pub mod department;
pub mod detail;
pub mod person;
#[cfg(test)]
pub mod samples;
pub mod ticket;
