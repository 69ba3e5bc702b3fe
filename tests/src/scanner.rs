//! A virus scanner that a test can let fail: it speaks as `ClamAV`'s daemon does, and knows one virus.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// The test file of EICAR, in two pieces, so that no scanner takes this source for it.
pub fn eicar() -> Vec<u8> {
    let halves = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-",
        "ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    halves.concat().into_bytes()
}

/// How the scanner behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// Looks, and tells what it found.
    Looks,
    /// Takes no file: each is larger than it wants.
    Refuses,
    /// Ends every connection at once.
    HangsUp,
    /// Takes every connection and says nothing, for longer than anybody waits.
    Hangs,
}

/// The scanner. Its thread ends with the tests.
pub struct TestScanner {
    address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    shown: Arc<AtomicUsize>,
}

impl TestScanner {
    /// One that behaves so, at an address of its own.
    pub fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let scanner = Self {
            address: listener.local_addr().expect("it has an address"),
            manner: Arc::new(Mutex::new(manner)),
            shown: Arc::default(),
        };
        let (manner, shown) = (Arc::clone(&scanner.manner), Arc::clone(&scanner.shown));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let now = *manner.lock().unwrap_or_else(PoisonError::into_inner);
                let shown = Arc::clone(&shown);
                // Whoever asks may hang up meanwhile.
                thread::spawn(move || drop(answer(connection, now, &shown)));
            }
        });
        scanner
    }

    /// Where it listens, as the setting says it.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Lets it behave otherwise from now on.
    pub fn turn(&self, manner: Manner) {
        *self.manner.lock().unwrap_or_else(PoisonError::into_inner) = manner;
    }

    /// How many files it was shown.
    pub fn shown(&self) -> usize {
        self.shown.load(Ordering::SeqCst)
    }
}

fn answer(mut connection: TcpStream, manner: Manner, shown: &AtomicUsize) -> io::Result<()> {
    match manner {
        Manner::HangsUp => return Ok(()),
        Manner::Hangs => {
            thread::sleep(Duration::from_mins(2));
            return Ok(());
        }
        Manner::Looks | Manner::Refuses => {}
    }
    let mut command = Vec::new();
    while command.last() != Some(&0) {
        let mut byte = [0];
        connection.read_exact(&mut byte)?;
        command.extend(byte);
    }
    if command == b"zPING\0" {
        return connection.write_all(b"PONG\0");
    }
    shown.fetch_add(1, Ordering::SeqCst);
    let bytes = streamed(&mut connection)?;
    let is_infected = bytes.windows(eicar().len()).any(|part| part == eicar());
    connection.write_all(match (manner, is_infected) {
        (Manner::Refuses, _) => b"INSTREAM size limit exceeded. ERROR\0",
        (_, true) => b"stream: Test.Eicar FOUND\0",
        (_, false) => b"stream: OK\0",
    })
}

/// The bytes of all chunks, of which an empty one is the last.
fn streamed(connection: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut length = [0; 4];
        connection.read_exact(&mut length)?;
        let length = u64::from(u32::from_be_bytes(length));
        if length == 0 {
            return Ok(bytes);
        }
        io::copy(&mut connection.take(length), &mut bytes)?;
    }
}
