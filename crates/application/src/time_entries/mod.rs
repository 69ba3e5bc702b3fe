//! Recording working time.

mod log;

pub use log::{LogTime, Logged};
