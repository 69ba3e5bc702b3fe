//! A receiver of webhooks: answers what it is told to, and remembers what it was sent.

use crate::wait;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// A request as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// Its headers by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// Its body, byte for byte.
    pub body: Vec<u8>,
}

impl Received {
    /// A header that must be there.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no header {name} in {:?}", self.headers))
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// What the event is called.
    #[track_caller]
    pub fn event(&self) -> String {
        self.header("x-webhook-event").to_owned()
    }
}

/// What is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// This status, with these headers and nothing else.
    Status(u16, Vec<(&'static str, String)>),
    /// Nothing, until the other side has had enough.
    Silence,
    /// The connection is closed.
    Reset,
}

impl Answer {
    /// A bare status.
    pub const fn of(status: u16) -> Self {
        Self::Status(status, Vec::new())
    }
}

/// A receiver on a port of its own. It listens as long as the test's process lives.
pub struct Receiver {
    /// The port.
    pub port: u16,
    state: Arc<State>,
}

struct State {
    received: Mutex<Vec<Received>>,
    answer: Mutex<Answer>,
    connections: AtomicUsize,
}

impl Receiver {
    /// One that answers 204.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("it has an address").port();
        let state = Arc::new(State {
            received: Mutex::default(),
            answer: Mutex::new(Answer::of(204)),
            connections: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || state.serve(&stream));
            }
        });
        Self { port, state }
    }

    /// Its address, as a webhook would have it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hooks", self.port)
    }

    /// Answers this from now on.
    pub fn answers(&self, answer: Answer) {
        *lock(&self.state.answer) = answer;
    }

    /// All that came.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state.received).clone()
    }

    /// What came, once so many are there.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> Vec<Received> {
        wait::until(&format!("{count} requests came"), || {
            let received = self.received();
            (received.len() >= count).then_some(received)
        })
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

impl Default for Receiver {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    fn serve(&self, stream: &TcpStream) {
        self.connections.fetch_add(1, Ordering::SeqCst);
        let Some(request) = read(stream) else { return };
        let answer = lock(&self.answer).clone();
        lock(&self.received).push(request);
        let mut out = stream;
        match answer {
            Answer::Status(status, headers) => {
                let headers: String = headers
                    .iter()
                    .flat_map(|(name, value)| [*name, ": ", value.as_str(), "\r\n"])
                    .collect();
                // Whoever asked may be gone.
                let _ = write!(
                    out,
                    "HTTP/1.1 {status} Said\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n"
                );
            }
            Answer::Silence => thread::sleep(Duration::from_mins(1)),
            Answer::Reset => {}
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Received { headers, body })
}
