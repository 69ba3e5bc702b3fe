//! Accounts on the wire.

use crate::meaning::{permission_word, role_word};
use serde::Serialize;
use tessera_domain::user::User;
use utoipa::ToSchema;

/// A person, as told to themselves.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub struct Account {
    /// Their number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The name by which they sign in.
    #[schema(example = "john.doe")]
    pub username: String,
    /// Where mail goes; empty if that is not known.
    pub email: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// What they are.
    #[schema(pattern = "^(user|manager|admin|super_admin)$")]
    pub role: &'static str,
    /// What they may do, beside changing what they have a part in.
    #[schema(value_type = Vec<String>)]
    pub permissions: Vec<&'static str>,
}

impl From<&User> for Account {
    fn from(user: &User) -> Self {
        Self {
            id: user.number,
            username: user.login.as_str().to_owned(),
            email: user.email.clone().unwrap_or_default(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            role: role_word(user.role),
            permissions: user.permissions().iter().filter_map(permission_word).collect(),
        }
    }
}
