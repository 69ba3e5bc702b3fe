//! What goes out.

#[cfg(test)]
pub mod samples;
pub mod ticket;
