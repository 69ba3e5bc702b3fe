//! Finding out who asks.

mod authenticate;

pub use authenticate::{Presentation, authenticate};
