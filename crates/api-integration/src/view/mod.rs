//! What goes out.

pub mod moment;
#[cfg(test)]
pub mod samples;
pub mod ticket;
