//! Measures the product beside the limits of its database and of its web framework, as ratios.
//!
//! A ratio says how much of what the database alone can do arrives at the client: 1.00 means that HTTP, JSON and the
//! core cost nothing. On PostgreSQL the limit is pgbench sending the very statements that the product sends, read
//! from the server's log; on SQLite it is the same use cases called inside one process. A second ratio does the same
//! for the web framework, which answers with constant JSON. All are measured in the same run, with as many
//! connections and for as long, because only that makes a number worth comparing.
//!
//! Beside the ratios stands how the databases find what is asked for; a plan that reads tickets, comments or their words
//! as a whole fails the run.

mod archive;
mod bare;
mod bench;
mod capture;
mod console;
mod constant;
mod failure;
mod growth;
mod issues;
mod load;
mod machine;
mod operation;
mod plans;
mod plot;
mod postgres;
mod prepare;
mod product;
mod report;
mod rota;
mod run;
mod script;
mod settings;
mod statements;
mod target;
mod vocabulary;
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
