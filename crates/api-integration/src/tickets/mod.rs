//! Tickets, and what is done with those that the token opened.

pub mod comment;
pub mod create;
pub mod set_status;
pub mod show;
