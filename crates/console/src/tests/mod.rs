//! The pages behind the real kernel, over fakes.

pub(crate) mod browser;
pub(crate) mod world;

mod account;
mod admin;
mod handoff;
mod password;
mod provider;
mod signin;
