//! Comments under tickets.

pub mod create;
pub mod list;

/// Where they are.
pub const ROOT: &str = "/comments";

tessera_http::operations! {
    /// The operations on comments.
    pub struct Document;
    list::list,
    create::create,
}
