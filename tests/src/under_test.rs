//! The product's own main function, in a binary whose path cargo tells the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    tessera_server::run()
}
