//! Measures the product beside the limit of its database, as ratios.
//!
//! A ratio says how much of what the database alone can do arrives at the client: 1.00 means that HTTP, JSON and the
//! core cost nothing. On PostgreSQL the limit is pgbench sending the very statements that the product sends, read
//! from the server's log; on SQLite it is the same use cases called inside one process. Both are measured in the
//! same run, with as many connections and for as long, because only that makes a number worth comparing.

mod bare;
mod capture;
mod console;
mod failure;
mod issues;
mod load;
mod machine;
mod operation;
mod postgres;
mod product;
mod report;
mod run;
mod script;
mod settings;
mod statements;
mod wire;

use console::print;
use mimalloc::MiMalloc;
use settings::{HELP, Settings};
use std::process::ExitCode;

/// The product's own, so that the core inside this process is as fast as there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let done = match Settings::read() {
        Ok(None) => {
            print(HELP);
            Ok(())
        }
        Ok(Some(settings)) => run::run(&settings),
        Err(failure) => Err(failure),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console::complain(&failure);
            ExitCode::FAILURE
        }
    }
}
