//! People's accounts: what admins and operators do with them, and one's own.

mod create;
mod me;
mod operate;

pub use create::{NewUser, create};
pub use me::me;
pub use operate::{find, list, set_active, set_department, set_password, set_role, unlock};

/// The names under which the use cases report bad fields.
pub mod field {
    /// The department that somebody belongs to.
    pub const DEPARTMENT: &str = "department_id";
}
