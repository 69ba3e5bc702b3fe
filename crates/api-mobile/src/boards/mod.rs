//! Boards.

pub mod list;
