//! The service: settings, wiring and commands. There is no logic of tickets here.
//!
//! [`Server::build`] puts everything together from [`Settings`](settings::Settings), and binds; tests do the
//! same with port 0 and, where they need it, in another [`World`].
//!
//! ```
//! use tessera_server::{Server, settings::Sources};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let settings = Sources::new()
//!     .flag("bind", Some("127.0.0.1:0"))
//!     .flag("data_dir", folder.path().to_str())
//!     .development(true)
//!     .read()
//!     .unwrap();
//! let server = Server::build(&settings).unwrap();
//! assert_ne!(server.local_addr().unwrap().port(), 0);
//! ```
//!
//! To add a command: write its file in `commands/`, and give it a line in the list there. To add an API: give
//! it a line in [`world::dialects`].

pub mod clock;
pub mod commands;
pub mod core;
mod delivering;
mod demo;
pub mod dev_key;
mod files;
pub mod first_start;
mod limits;
mod logging;
mod mailing;
mod maintenance;
mod pages;
mod password;
mod readiness;
mod recording;
mod relaying;
pub mod server;
pub mod settings;
mod stopping;
mod telemetry;
mod token_keys;
mod webhooks;
pub mod world;

pub use server::{Server, StartError};
pub use world::World;

use clap::Parser;
use std::process::ExitCode;

/// Does what this process's command line says.
pub fn run() -> ExitCode {
    commands::run(&commands::Cli::parse())
}
