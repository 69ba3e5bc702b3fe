//! Time entries.

pub mod log;
