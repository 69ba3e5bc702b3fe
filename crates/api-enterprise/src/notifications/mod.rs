//! Notifications: what the caller is told of, because it concerns them. Everybody has their own and sees no others.

pub mod change;
pub mod list;
pub mod read_all;
pub mod show;

/// Where they are.
pub const ROOT: &str = "/notifications";

tessera_http::operations! {
    /// The operations on notifications.
    pub struct Document;
    list::list,
    read_all::read_all,
    show::show,
    change::change,
}
