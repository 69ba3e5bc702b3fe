//! The product's own main function, with its allocator, in a binary whose path cargo tells the tests.

use mimalloc::MiMalloc;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    tessera_server::run()
}
