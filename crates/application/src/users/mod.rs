//! People's accounts: the operator's work.

mod create;
mod operate;

pub use create::{NewUser, create};
pub use operate::{find, list, set_active, set_password, set_role, unlock};
