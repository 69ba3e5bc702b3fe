//! Comments: reading and writing under tickets.

mod add;
mod add_numbered;
mod cursor;
mod list;
mod numbered;
mod own;

pub use add::{AddComment, Commented};
pub use add_numbered::{AddNumbered, FileNamed, Mention};
pub use list::list;
pub use numbered::{CommentsAsked, Readable, list_numbered, list_under, one};
pub use own::{DeleteComment, EditComment};
