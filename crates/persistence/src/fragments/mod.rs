//! Pieces of SQL that diesel does not have, or writes in a way that costs too much.

mod counts;
mod expressions;
mod ids;
mod keyset;
mod moments;
mod newest;
mod search;
mod statements;
mod taking;
mod texts;

pub use counts::{Average, CountIf, HourOf};
pub use expressions::{Joined, Sum, by, by_nullable};
pub use ids::{among, found_by};
pub use keyset::behind;
pub use moments::{Earliest, MinutesBetween, Whole};
pub use newest::newest_bearing;
pub use search::{Bearing, Hits, Lookup, Matching, TextQuery};
pub use statements::{Doomed, Kept, Locked, Paging, Shared, Steady};
pub use taking::Taking;
pub use texts::containing;
