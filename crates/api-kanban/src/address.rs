//! The thing that a path names by its number.

pub use tessera_http::number_address::{Address, IdPath};
