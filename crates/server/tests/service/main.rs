//! The whole service and its commands, from outside.

#![expect(
    clippy::unwrap_used,
    reason = "a test that fails by panicking says what went wrong"
)]

mod departments;
mod importing;
mod integrating;
mod managing;
mod program;
mod running;
mod serving;
