//! The program, run once.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Runs the program on the data in that folder, and gives its exit code and what it printed.
pub fn tessera(data: &Path, arguments: &[&str]) -> (i32, String) {
    let (code, printed, _) = tessera_reading(data, arguments, "");
    (code, printed)
}

/// The same with something to read; gives its remarks too.
pub fn tessera_reading(data: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tessera"))
        .args(arguments)
        .env_clear()
        .env("TESSERA_DATA_DIR", data)
        .env("TESSERA_LOG", "warn")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who reads nothing may have ended before it was written.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}
