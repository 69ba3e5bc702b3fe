//! Just enough of an HTTP server for a mock.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// A request.
pub(super) struct Asked {
    /// `GET`.
    pub(super) method: String,
    /// The path, without the query.
    pub(super) path: String,
    /// The headers, by name in lower case.
    pub(super) headers: BTreeMap<String, String>,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// What is done about it.
pub(super) enum Answer {
    /// A status and JSON.
    Json(u16, Vec<u8>),
    /// A redirect to there.
    Elsewhere(String),
    /// Nothing, until the server ends.
    Silence,
}

/// Answers each connection's one request in a thread of its own. Ends when it is dropped.
pub(super) struct MockServer {
    pub(super) address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl MockServer {
    pub(super) fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let address = listener.local_addr().expect("it has an address");
        let ended = Arc::new(AtomicBool::new(false));
        let (answer, end) = (Arc::new(answer), Arc::clone(&ended));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (answer, end) = (Arc::clone(&answer), Arc::clone(&end));
                // Whoever asks may go away at any time; that is no failure of the mock.
                thread::spawn(move || stream.map(|stream| serve(stream, &*answer, &end)));
            }
        });
        Self { address, ended }
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // So that it looks once more.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(stream: TcpStream, answer: &dyn Fn(&Asked) -> Answer, ended: &AtomicBool) -> Option<()> {
    let asked = read(&stream)?;
    let (status, header, body) = match answer(&asked) {
        Answer::Json(status, body) => (status, "content-type: application/json".to_owned(), body),
        Answer::Elsewhere(location) => (302, format!("location: {location}"), Vec::new()),
        Answer::Silence => {
            while !ended.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(20));
            }
            return None;
        }
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\n{header}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let path = target.split('?').next()?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(Some(0), |text| text.parse().ok())?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        method,
        path,
        headers,
        body,
    })
}
