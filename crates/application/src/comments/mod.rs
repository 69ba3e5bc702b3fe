//! Comments: reading and writing under tickets.

mod add;
mod list;

pub use add::{AddComment, Commented};
pub use list::list;
