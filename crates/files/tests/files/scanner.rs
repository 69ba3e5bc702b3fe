//! The scanner: a real daemon where a script started one, and others that behave badly.

use std::{
    env,
    io::{self, Cursor, Read, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};
use tessera_files::{Clamd, ClamdAddress};
use tessera_ports::files::{ScanError, Scanned, Scanner};

/// The test file of EICAR, in two pieces, so that no scanner takes this source for it.
fn eicar() -> Vec<u8> {
    let halves = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-",
        "ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    halves.concat().into_bytes()
}

fn patient(address: &str) -> Clamd {
    Clamd::new(address.parse().unwrap(), Duration::from_secs(20))
}

/// The real daemon, by both of its addresses.
fn daemons() -> Vec<Clamd> {
    let address = |name| env::var(name).ok();
    let known: Vec<_> = ["TESSERA_TEST_CLAMD", "TESSERA_TEST_CLAMD_TCP"]
        .into_iter()
        .filter_map(address)
        .collect();
    if known.is_empty() {
        assert!(env::var("REQUIRE_CLAMD").is_err(), "there is no ClamAV daemon");
        println!("SKIPPED with a real scanner: run it by tests/with-clamd");
    }
    known.iter().map(|address| patient(address)).collect()
}

fn scan(scanner: &Clamd, bytes: &[u8]) -> Result<Scanned, ScanError> {
    scanner.scan(&mut Cursor::new(bytes))
}

#[test]
fn a_fl_5_a_real_scanner_tells_clean_from_infected() {
    for scanner in daemons() {
        scanner.check().unwrap();
        assert_eq!(scan(&scanner, b"hello"), Ok(Scanned::Clean));
        assert_eq!(scan(&scanner, &vec![b'x'; 1_500_000]), Ok(Scanned::Clean));
        let found = scan(&scanner, &eicar()).unwrap();
        assert!(
            matches!(&found, Scanned::Infected { name } if name.contains("Eicar")),
            "{found:?}"
        );
    }
}

#[test]
fn a_fl_5_what_is_more_than_a_real_scanner_takes_is_refused_and_not_clean() {
    for scanner in daemons() {
        for bytes in [3_000_000, 30_000_000] {
            let refused = scan(&scanner, &vec![0; bytes]);
            assert!(
                matches!(refused, Err(ScanError::Refused(_))),
                "{bytes}: {refused:?}"
            );
        }
    }
}

/// A daemon that does with each connection what it is told, at an address of its own.
fn daemon(behave: impl Fn(TcpStream) + Send + 'static) -> Clamd {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = ClamdAddress::Tcp(listener.local_addr().unwrap().to_string());
    thread::spawn(move || {
        for connection in listener.incoming() {
            behave(connection.unwrap());
        }
    });
    Clamd::new(address, Duration::from_millis(300))
}

/// Reads a whole stream and says something.
fn saying(answer: &'static [u8]) -> Clamd {
    daemon(move |mut connection| {
        let mut command = [0; 10];
        connection.read_exact(&mut command).unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut length = [0; 4];
        while connection.read_exact(&mut length).is_ok() && u32::from_be_bytes(length) > 0 {
            let length = u64::from(u32::from_be_bytes(length));
            io::copy(&mut (&mut connection).take(length), &mut io::sink()).unwrap();
        }
        connection.write_all(answer).unwrap();
    })
}

#[test]
fn answers_count_whole_and_in_time_only() {
    static TOO_MUCH: [u8; 100_000] = [b'x'; 100_000];
    for (answer, expected) in [
        (&b"stream: OK\0"[..], Some(Scanned::Clean)),
        (b"stream: OK\n", Some(Scanned::Clean)),
        (
            b"stream: A.B-1 FOUND\0",
            Some(Scanned::Infected { name: "A.B-1".into() }),
        ),
        (b"", None),
        (b"stream:", None),
        (b"stream: OK FOUN\0", None),
        (&TOO_MUCH, None),
    ] {
        let scanned = scan(&saying(answer), &vec![b'x'; 200_000]);
        match expected {
            Some(expected) => assert_eq!(scanned, Ok(expected)),
            None => assert!(matches!(scanned, Err(ScanError::Down(_))), "{scanned:?}"),
        }
    }
}

#[test]
fn a_fl_5_a_scanner_that_is_down_hangs_or_hangs_up_is_down() {
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let nowhere = Clamd::new(
        ClamdAddress::Unix("/nowhere/clamd.socket".into()),
        Duration::from_millis(300),
    );
    // Takes the connection and nothing else, for longer than anybody waits.
    let hanging = daemon(|connection| {
        drop(thread::spawn(move || {
            thread::sleep(Duration::from_mins(1));
            drop(connection);
        }));
    });
    // Takes what comes and says nothing.
    let silent = daemon(|mut connection| {
        drop(thread::spawn(move || {
            let _ = io::copy(&mut connection, &mut io::sink());
        }));
    });
    let hanging_up = daemon(drop);
    for (what, scanner) in [
        ("gone", patient(&gone)),
        ("nowhere", nowhere),
        ("hanging", hanging),
        ("silent", silent),
        ("hanging up", hanging_up),
    ] {
        let scanned = scan(&scanner, &vec![b'x'; 20_000_000]);
        assert!(matches!(scanned, Err(ScanError::Down(_))), "{what}: {scanned:?}");
        assert!(matches!(scanner.check(), Err(ScanError::Down(_))), "{what}");
    }
}

/// Gives some bytes and then breaks off, as a store does whose connection is lost.
struct Breaking(usize);

impl Read for Breaking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let length = self.0.min(buffer.len());
        self.0 -= length;
        buffer[..length].fill(b'x');
        Ok(length)
    }
}

#[test]
fn a_file_that_breaks_off_is_not_clean() {
    // It says so before it has seen all.
    let hasty = daemon(|mut connection| {
        connection.write_all(b"stream: OK\0").unwrap();
        let _ = io::copy(&mut connection, &mut io::sink());
    });
    for scanner in [hasty, saying(b"stream: OK\0")] {
        let scanned = scanner.scan(&mut Breaking(200_000));
        assert!(matches!(scanned, Err(ScanError::Down(_))), "{scanned:?}");
    }
}
