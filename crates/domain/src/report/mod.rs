//! Reports: whose tickets they are about, over which time, and the figures made of sums over them.
//!
//! What a database adds up is whole numbers only; every average, share and trend is made of them here, so that it is the
//! same to the last digit wherever it was added up.

mod figures;
mod scope;
mod span;

pub use figures::{Answers, Mean, Tally, Tenths};
pub use scope::{Scope, Whose};
pub use span::{Span, Stretch};
