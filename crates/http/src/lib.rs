//! The web kernel: everything between actix-web and a dialect.

pub mod answer;
pub mod caller;
pub mod conditional;
pub mod dialect;
pub mod fault;
pub mod health;
pub mod json;
pub mod kernel;
pub mod problem;
pub mod query;
mod reading;
pub mod routing;
pub mod work;
