//! People's accounts: the operator's work, and one's own.

mod create;
mod me;
mod operate;

pub use create::{NewUser, create};
pub use me::me;
pub use operate::{find, list, set_active, set_password, unlock};
