//! The use cases over mocks of the ports: their rules, their order, and what a failure leaves undone.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that fails by panicking says what went wrong"
)]

mod access;
mod changes;
mod stage;
