//! What goes out.

pub mod account;
pub mod attachment;
pub mod column;
pub mod comment;
pub mod contact;
pub mod person;
pub mod project;
#[cfg(test)]
pub mod samples;
pub mod tag;
pub mod ticket;
