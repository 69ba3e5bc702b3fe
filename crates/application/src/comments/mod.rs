//! Comments: reading and writing under tickets.

mod add;
mod add_numbered;
mod list;
mod numbered;
mod own;

pub use add::{AddComment, Commented};
pub use add_numbered::{AddNumbered, FileNamed, Mention};
pub use list::list;
pub use numbered::{Readable, list_numbered, one};
pub use own::{DeleteComment, EditComment};
