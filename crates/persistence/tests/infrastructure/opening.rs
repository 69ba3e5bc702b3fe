//! Opening a database, and what stands in the way.

use crate::support::{databases, sqlite_place};
use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt, thread, time::Instant};
use tessera_persistence::{Database, OpenError, Options};

fn refusal(url: &str) -> OpenError {
    match Database::open(url, Options::default()) {
        Err(error) => error,
        Ok(_) => panic!("{url} was opened"),
    }
}

#[test]
fn an_sqlite_file_is_made_with_its_folder_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/deep/tessera.db");
    let database = Database::open(&format!("sqlite://{}", path.display()), Options::default()).unwrap();
    database.migrate().unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for file in fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_second_server_is_kept_off_an_sqlite_file_until_the_first_is_gone() {
    let place = sqlite_place();
    let open = || Database::open(place.url(), Options::default()).unwrap();
    let first = open();
    first.claim_exclusively().unwrap();
    first.claim_exclusively().unwrap();
    let second = open();
    assert!(matches!(second.claim_exclusively(), Err(OpenError::InUse(_))));
    second.migrate().unwrap();
    drop(first);
    second.claim_exclusively().unwrap();
}

#[test]
fn many_may_open_a_new_sqlite_file_at_once_and_let_go_of_it() {
    for _ in 0..40 {
        let place = sqlite_place();
        let opened = thread::scope(|scope| {
            let openers: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| Database::open(place.url(), Options::default()).map(drop)))
                .collect();
            openers
                .into_iter()
                .map(|opener| opener.join().unwrap())
                .collect::<Result<Vec<()>, _>>()
        });
        assert_eq!(opened.unwrap().len(), 6);
    }
}

#[test]
fn servers_may_share_postgresql() {
    for (kind, database, place) in databases() {
        if kind == crate::support::POSTGRES {
            database.claim_exclusively().unwrap();
            Database::open(place.url(), Options::default())
                .unwrap()
                .claim_exclusively()
                .unwrap();
        }
    }
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let place = sqlite_place();
    fs::write(place.sqlite_path().unwrap(), "x".repeat(5000)).unwrap();
    assert!(matches!(refusal(place.url()), OpenError::Unreachable(_)));
    assert!(matches!(
        refusal("sqlite:///proc/none/tessera.db"),
        OpenError::File { .. }
    ));
}

#[test]
fn a_server_that_is_not_there_is_reported_soon_and_without_the_password() {
    // Nobody listens on a port that was just given back.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let asked = Instant::now();
    let error = refusal(&format!("postgres://someone:secret@127.0.0.1:{port}/tessera"));
    assert!(matches!(error, OpenError::Unreachable(_)));
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert!(asked.elapsed().as_secs() < 2);
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let asked = Instant::now();
    assert!(matches!(
        refusal(&format!("postgres://u:p@127.0.0.1:{port}/d")),
        OpenError::Unreachable(_)
    ));
    assert!(asked.elapsed().as_secs() < 6);
}
