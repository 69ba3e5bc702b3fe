//! Signed tokens at the core of the whole product: what they open, how they are renewed, and what ends them.
//!
//! The dialects that take them prove the same again over HTTP, in their own words.

mod bearer;
mod ends;
mod faults;
mod refresh;
mod register;
mod reuse;
mod sign_in;
mod stage;
