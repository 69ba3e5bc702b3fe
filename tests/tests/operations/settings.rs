//! A server that was told nonsense does not start, and says in one line which setting it was.

use std::{fs, net::TcpListener};
use tempfile::TempDir;
use tessera_tests::process::{Ended, Launch};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

struct Bad {
    variables: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
    /// What the line must say.
    names: &'static str,
}

const fn variable(set: &'static [(&'static str, &'static str)], names: &'static str) -> Bad {
    Bad {
        variables: set,
        arguments: &[],
        names,
    }
}

const fn argument(arguments: &'static [&'static str], names: &'static str) -> Bad {
    Bad {
        variables: &[],
        arguments,
        names,
    }
}

const TABLE: &[Bad] = &[
    variable(
        &[
            ("TESSERA_SMTP_URL", "https://tessera:geheim@mail.example.com"),
            ("TESSERA_MAIL_FROM", "help@example.com"),
        ],
        "TESSERA_SMTP_URL",
    ),
    variable(
        &[("TESSERA_SMTP_URL", "smtp://tessera:geheim@mail.example.com")],
        "TESSERA_MAIL_FROM",
    ),
    variable(
        &[("DATABASE_URL", "postgre://tessera:geheim@db/tessera")],
        "DATABASE_URL",
    ),
    variable(
        &[("DATABASE_URL", "mysql://tessera:geheim@db/tessera")],
        "DATABASE_URL",
    ),
    variable(&[("DATABASE_URL", "sqlite://")], "DATABASE_URL"),
    variable(&[("DATABASE_URL", "sqlite://:memory:")], "DATABASE_URL"),
    variable(&[("DATABASE_URL", "")], "DATABASE_URL"),
    variable(
        &[("DATABASE_URL", "postgres://tessera:geheim@127.0.0.1:1/tessera")],
        "DATABASE_URL",
    ),
    variable(
        &[(
            "DATABASE_URL",
            "postgres://tessera:password@db.example.com/tessera",
        )],
        "DATABASE_URL",
    ),
    variable(&[("TESSERA_BIND", "everywhere")], "TESSERA_BIND"),
    variable(&[("TESSERA_BIND", "127.0.0.1:99999")], "TESSERA_BIND"),
    variable(&[("TESSERA_WORKERS", "0")], "TESSERA_WORKERS"),
    variable(&[("TESSERA_WORKERS", "many")], "TESSERA_WORKERS"),
    variable(&[("TESSERA_POOL_SIZE", "-1")], "TESSERA_POOL_SIZE"),
    variable(&[("TESSERA_MAX_BODY_BYTES", "1e9")], "TESSERA_MAX_BODY_BYTES"),
    variable(&[("TESSERA_SHUTDOWN_SECONDS", "")], "TESSERA_SHUTDOWN_SECONDS"),
    variable(&[("TESSERA_LOG", "loud=very=much")], "TESSERA_LOG"),
    variable(&[("TESSERA_LOG_FORMAT", "xml")], "TESSERA_LOG_FORMAT"),
    variable(&[("TESSERA_TENANT", "No Slug")], "TESSERA_TENANT"),
    variable(&[("TESSERA_TLS_TERMINATED", "maybe")], "TESSERA_TLS_TERMINATED"),
    variable(&[("TESSERA_CORS_ORIGINS", "*")], "TESSERA_CORS_ORIGINS"),
    variable(
        &[("TESSERA_CORS_ORIGINS", "https://good.example,null")],
        "TESSERA_CORS_ORIGINS",
    ),
    variable(
        &[("TESSERA_PUBLIC_URL", "tickets.example.com")],
        "TESSERA_PUBLIC_URL",
    ),
    variable(&[("TESSERA_WORKER", "2")], "TESSERA_WORKER"),
    variable(
        &[("TESSERA_CONFIG", "/nowhere/tessera.toml")],
        "/nowhere/tessera.toml",
    ),
    argument(&["--bind", "0.0.0.0:0", "--dev"], "--bind"),
    argument(&["--bind", "nowhere"], "--bind"),
    argument(&["--log", "x=y=z"], "--log"),
    argument(&["--data-dir", "/dev/null/data"], "--data-dir"),
    argument(&["--no-such-flag"], "--no-such-flag"),
];

#[test]
fn a_op_10_bad_settings_end_the_start_with_one_line_that_names_them() {
    for bad in TABLE {
        let folder = TempDir::new().expect("a folder can be made");
        let mut launch = launch(&folder);
        for (name, value) in bad.variables {
            launch = launch.with(name, value);
        }
        for argument in bad.arguments {
            launch = launch.argument(argument);
        }
        assert_refused(
            &launch.run(),
            bad.names,
            &format!("{:?} {:?}", bad.variables, bad.arguments),
        );
    }
}

fn launch(folder: &TempDir) -> Launch {
    let data = folder.path().join("data");
    Launch::new(PROGRAM, &["serve"], folder.path()).with("TESSERA_DATA_DIR", &data.display().to_string())
}

#[track_caller]
fn assert_refused(ended: &Ended, names: &str, what: &str) {
    assert!(!ended.status.success(), "{what}: {}", ended.output);
    assert!(
        ended.status.code().is_some(),
        "{what} ended it by a signal: {}",
        ended.output
    );
    let lines: Vec<&str> = ended
        .output
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    // The parser of the command line adds how it is used; the first line is what counts.
    let by_parser = names == "--no-such-flag";
    assert!(lines.len() == 1 || by_parser, "{what}: {}", ended.output);
    assert!(lines[0].contains(names), "{what}: {}", lines[0]);
    assert!(!ended.output.contains("geheim"), "{what}: {}", ended.output);
    assert!(!ended.output.contains("panicked"), "{what}: {}", ended.output);
}

#[test]
fn a_op_10_a_bad_settings_file_is_refused_by_file_and_key() {
    for (content, names) in [
        ("workers = 0", "workers"),
        ("no_such_key = 1", "no_such_key"),
        ("[section]\nbind = '127.0.0.1:0'", "section"),
        ("bind = ", "tessera.toml"),
        ("database_url = 'mysql://u:geheim@h/d'", "database_url"),
        ("cors_origins = ['https://good.example', '*']", "cors_origins"),
    ] {
        let folder = TempDir::new().expect("a folder can be made");
        let file = folder.path().join("tessera.toml");
        fs::write(&file, content).expect("the file can be written");
        let launch = launch(&folder).with("TESSERA_CONFIG", &file.display().to_string());
        assert_refused(&launch.run(), names, content);
    }
}

#[test]
fn a_op_10_a_taken_port_is_refused_by_name() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
    let address = listener.local_addr().expect("it has an address").to_string();
    let folder = TempDir::new().expect("a folder can be made");
    let ended = launch(&folder).with("TESSERA_BIND", &address).run();
    assert!(!ended.status.success());
    let last = ended.output.lines().last().expect("it says something");
    assert!(
        last.contains("TESSERA_BIND") && last.contains(&address),
        "{}",
        ended.output
    );
    assert!(!ended.output.contains("Password"), "{}", ended.output);
    let server = launch(&folder).start().ready();
    assert!(
        server.output().contains("Password"),
        "the first start that worked must tell it: {}",
        server.output()
    );
}

#[test]
fn a_op_10_good_settings_start_it() {
    let folder = TempDir::new().expect("a folder can be made");
    let launch = launch(&folder)
        .with("TESSERA_WORKERS", "1")
        .with("TESSERA_LOG", "warn")
        .with(
            "TESSERA_CORS_ORIGINS",
            "https://good.example, http://localhost:3000",
        )
        .with("TESSERA_PUBLIC_URL", "https://tickets.example.com/")
        .with("TESSERA_TLS_TERMINATED", "true");
    let mut server = launch.start().ready();
    server.terminate();
    assert_eq!(server.ended().status.code(), Some(0));
}
