//! What the numbers were measured on.

use crate::postgres;
use std::{fs, process::Command, thread};

/// Name and value of everything worth knowing. What cannot be found out is left out.
pub fn describe(product: &str, postgres: Option<&postgres::Database>) -> Vec<(String, String)> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut facts = vec![("product".to_owned(), product.to_owned())];
    let mut add =
        |name: &str, value: Option<String>| facts.extend(value.map(|value| (name.to_owned(), value)));
    add(
        "processors",
        Some(format!("{cores}, shared by server, database and load{}", model())),
    );
    add("load before the run", load());
    add("memory", memory());
    add("system", line_of(Command::new("uname").arg("-sr")));
    add("compiler", line_of(Command::new("rustc").arg("--version")));
    add(
        "SQLite",
        libsqlite3_sys::SQLITE_VERSION
            .to_str()
            .ok()
            .map(|version| format!("{version}, compiled in")),
    );
    let ask = |name: &str| postgres.and_then(|database| database.ask(&format!("SHOW {name}")).ok());
    let safety =
        ["fsync", "synchronous_commit"].map(|name| ask(name).map(|value| format!(", {name} {value}")));
    add(
        "PostgreSQL",
        ask("server_version").map(|version| version + &safety.into_iter().flatten().collect::<String>()),
    );
    facts
}

fn model() -> String {
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = known
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    model.map(|(_, model)| format!(" ({model})")).unwrap_or_default()
}

/// Others at work on the same machine make all numbers worse, and ratios of short measurements wrong.
fn load() -> Option<String> {
    let averages = fs::read_to_string("/proc/loadavg").ok()?;
    let last = averages.split(' ').next()?;
    Some(format!("{last} processes at once, on average in the last minute"))
}

fn memory() -> Option<String> {
    let known = fs::read_to_string("/proc/meminfo").ok()?;
    let kilobytes = known
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB"))?;
    Some(format!("{} MiB", kilobytes.parse::<u64>().ok()? / 1024))
}

fn line_of(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .next()
        .map(str::to_owned)
}
