//! Making people's accounts.

mod create;

pub use create::{NewUser, create};
