//! Comments.

pub mod add;
pub mod list;
