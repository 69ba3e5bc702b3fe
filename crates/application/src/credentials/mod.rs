//! Issuing credentials.

mod issue_api_key;

pub use issue_api_key::{Issued, NewApiKey, issue_api_key};
