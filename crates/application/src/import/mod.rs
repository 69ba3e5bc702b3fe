//! Bringing tickets over from another system.
//!
//! A reader of some foreign format makes [`ForeignIssue`]s; [`run`] stores a batch of them in one transaction,
//! with their original people and times. What was brought over before is known by its foreign key and left
//! alone, so that a run that was cut off is completed by running it again.

mod batch;
mod desk;
mod foreign;
mod listing;
mod people;
mod report;
mod tickets;

pub use batch::run;
pub use foreign::{ForeignComment, ForeignIssue, ForeignPerson, ForeignStatus};
pub use report::Report;
