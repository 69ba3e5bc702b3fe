//! Pieces of SQL that diesel does not have, or writes in a way that costs too much.

mod expressions;
mod ids;
mod statements;
mod texts;

pub use expressions::{Joined, Sum, by, by_nullable};
pub use ids::{among, found_by};
pub use statements::{Locked, Paging};
pub use texts::{containing, first_line_containing, other_lines_containing};
