//! The change feed: what happened, as the caller may know it.

pub mod list;
pub mod stream;

/// Where it is.
pub const ROOT: &str = "/events";

tessera_http::operations! {
    /// The operations on the change feed.
    pub struct Document;
    list::list,
    stream::stream,
}
