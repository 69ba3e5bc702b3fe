//! The API for other systems, as their vendor documents it: field by field, refusal by refusal.
//!
//! The clock stands still unless a test moves it, so an hour ends only where a test says so.

mod audit;
mod bounds;
mod calls;
mod comment;
mod create;
mod document;
mod door;
mod ends;
mod faults;
mod flow;
mod health;
mod limit;
mod mass_assignment;
mod metadata;
mod other_tickets;
mod paths;
mod purge;
mod repeats;
mod secrets;
mod show;
mod status;
