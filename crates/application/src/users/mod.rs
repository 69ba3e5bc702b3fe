//! People's accounts: what admins and operators do with them, and one's own.

mod create;
mod me;
mod operate;

pub use create::{NewUser, create};
pub use me::me;
pub use operate::{find, list, set_active, set_password, set_role, unlock};
