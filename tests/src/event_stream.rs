//! Reading answers that go on.

use crate::wait;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// One block of a stream: what stands between two empty lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Block {
    /// The place that it names.
    pub id: Option<i64>,
    /// What it tells.
    pub data: Option<Value>,
    /// Whether it holds a comment.
    pub comment: bool,
}

/// A stream of events, read by a thread of its own until it ends or this is dropped.
pub struct EventStream {
    /// The status of the answer.
    pub status: u16,
    /// The head of the answer, in lower case.
    pub head: String,
    connection: TcpStream,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    blocks: Vec<Block>,
    over: bool,
}

impl EventStream {
    /// Asks for the path with these headers.
    pub fn open(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Self {
        let connection = TcpStream::connect(address).expect("the server accepts connections");
        let headers: String = headers
            .iter()
            .flat_map(|(name, value)| [*name, ": ", *value, "\r\n"])
            .collect();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\n{headers}\r\n");
        (&connection)
            .write_all(request.as_bytes())
            .expect("the server reads");
        let mut reader = BufReader::new(connection.try_clone().expect("a connection can be shared"));
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let length = reader.read_line(&mut head).expect("there is an answer");
            assert!(length > 0, "the answer breaks off: {head}");
        }
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let state = Arc::<Mutex<State>>::default();
        let kept = Arc::clone(&state);
        thread::spawn(move || {
            read(Chunks::of(reader), &kept);
            lock(&kept).over = true;
        });
        Self {
            status: status.expect("a status"),
            head: head.to_ascii_lowercase(),
            connection,
            state,
        }
    }

    /// All blocks that came.
    pub fn blocks(&self) -> Vec<Block> {
        lock(&self.state).blocks.clone()
    }

    /// What the messages told, with their places.
    pub fn told(&self) -> Vec<(i64, Value)> {
        let told = self.blocks().into_iter();
        told.filter_map(|block| block.id.zip(block.data)).collect()
    }

    /// The same, once so many are there.
    #[track_caller]
    pub fn wait_for(&self, count: usize) -> Vec<(i64, Value)> {
        wait::until(&format!("{count} messages came"), || {
            let told = self.told();
            (told.len() >= count).then_some(told)
        })
    }

    /// Waits for its end.
    #[track_caller]
    pub fn wait_for_end(&self) {
        wait::until("the stream ends", || self.is_over().then_some(()));
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        lock(&self.state).over
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        // The other side may have done so already.
        let _ = self.connection.shutdown(Shutdown::Both);
    }
}

fn lock(of: &Mutex<State>) -> MutexGuard<'_, State> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(chunks: Chunks, state: &Mutex<State>) {
    let mut block = Block::default();
    for line in BufReader::new(chunks).lines() {
        // A connection that breaks off ends the stream.
        let Ok(line) = line else { return };
        match line.split_once(": ") {
            Some(("id", text)) => block.id = Some(text.parse().expect("a place")),
            Some(("data", text)) => block.data = Some(serde_json::from_str(text).expect("JSON")),
            Some(("", _)) => block.comment = true,
            Some(_) => {}
            None => lock(state).blocks.push(std::mem::take(&mut block)),
        }
    }
}

/// A body in chunks, without what holds them together.
struct Chunks {
    from: BufReader<TcpStream>,
    left: usize,
    over: bool,
}

impl Chunks {
    const fn of(from: BufReader<TcpStream>) -> Self {
        Self {
            from,
            left: 0,
            over: false,
        }
    }

    fn begin_next(&mut self) -> std::io::Result<()> {
        let mut size = String::new();
        while size.trim().is_empty() {
            size.clear();
            if self.from.read_line(&mut size)? == 0 {
                self.over = true;
                return Ok(());
            }
        }
        self.left = usize::from_str_radix(size.trim(), 16).map_err(std::io::Error::other)?;
        self.over = self.left == 0;
        Ok(())
    }
}

impl Read for Chunks {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 && !self.over {
            self.begin_next()?;
        }
        let most = self.left.min(into.len());
        let length = if self.over {
            0
        } else {
            self.from.read(&mut into[..most])?
        };
        self.left -= length;
        Ok(length)
    }
}
