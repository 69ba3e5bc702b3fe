//! The program `tessera`. Everything is in the library.

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;
use tessera_server::commands::{self, Cli};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    commands::run(&Cli::parse())
}
