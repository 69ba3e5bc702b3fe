//! HTTP/1.1 over one open connection, with as little work per request as can be: on a small machine the one who
//! asks takes its time from the one who answers.

use crate::failure::{During, Failure};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    str,
    time::Duration,
};

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer, until the next one is asked for.
pub struct Reply<'c> {
    pub status: u16,
    pub body: &'c [u8],
}

impl Reply<'_> {
    /// The same, if it says that all went well.
    pub fn accepted(&self) -> Result<&Self, Failure> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let said: String = String::from_utf8_lossy(self.body).chars().take(300).collect();
        Err(Failure::new(format!(
            "the server answers {}: {said}",
            self.status
        )))
    }
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).during("connecting to the server")?;
        stream.set_nodelay(true).during("setting up a connection")?;
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .during("setting up a connection")?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
        })
    }

    /// Sends a whole request and reads the whole answer.
    pub fn ask(&mut self, request: &[u8]) -> Result<Reply<'_>, Failure> {
        self.stream.write_all(request).during("sending a request")?;
        let mut filled = 0;
        let head = loop {
            filled += self.read(filled)?;
            let read = self.buffer.get(..filled).unwrap_or_default();
            if let Some(head) = Head::parse(read)? {
                break head;
            }
        };
        let end = head.length + head.content;
        while filled < end {
            filled += self.read(filled)?;
        }
        let body = self.buffer.get(head.length..end).unwrap_or_default();
        Ok(Reply {
            status: head.status,
            body,
        })
    }

    /// Sends the requests one after the other, as long as all goes well.
    pub fn ask_all(&mut self, requests: &[Vec<u8>]) -> Result<(), Failure> {
        requests
            .iter()
            .try_for_each(|request| self.ask(request)?.accepted().map(drop))
    }

    fn read(&mut self, from: usize) -> Result<usize, Failure> {
        if from == self.buffer.len() {
            self.buffer.resize(2 * from, 0);
        }
        let rest = self.buffer.get_mut(from..).unwrap_or_default();
        match self.stream.read(rest).during("reading an answer")? {
            0 => Err(Failure::new("the server closed the connection")),
            length => Ok(length),
        }
    }
}

/// What the head of an answer says, and how long it is itself.
struct Head {
    status: u16,
    length: usize,
    content: usize,
}

impl Head {
    /// Nothing as long as it is not complete.
    fn parse(read: &[u8]) -> Result<Option<Self>, Failure> {
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head =
            str::from_utf8(read.get(..end).unwrap_or_default()).during("reading the head of an answer")?;
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(|| Failure::new(format!("not an HTTP answer: {head:?}")))?;
        let headers = head.lines().filter_map(|line| line.split_once(':'));
        let content = headers
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .find_map(|(_, value)| value.trim().parse().ok())
            .ok_or_else(|| Failure::new("an answer that does not say how long it is"))?;
        Ok(Some(Self {
            status,
            length: end + 4,
            content,
        }))
    }
}

/// The bytes of a request with the header that proves who asks.
pub fn request(method: &str, path: &str, proof: &str, body: Option<&str>) -> Vec<u8> {
    let head =
        format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{proof}\r\nAccept: application/json\r\n");
    let rest = body.map_or_else(
        || "\r\n".to_owned(),
        |body| {
            format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            )
        },
    );
    (head + &rest).into_bytes()
}
