//! Issuing and ending credentials: the operator's work.

mod issue_api_key;
mod operate;

pub use issue_api_key::{Issued, NewApiKey, issue_api_key};
pub use operate::{list, revoke};
pub use tessera_ports::credentials::{Credential, CredentialKind};
