//! Requests that no HTTP client would send.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// What came back, as text.
#[derive(Debug)]
pub struct RawReply {
    /// The status, or 0 when the connection ended without an answer.
    pub status: u16,
    /// Everything that came.
    pub text: String,
    /// Whether the server ended the connection.
    pub closed: bool,
}

impl RawReply {
    /// What follows the head.
    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    /// The header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split_once("\r\n\r\n").map_or("", |(head, _)| head);
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim())
    }
}

/// Opens a connection that gives up reading after a time no test comes near.
pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the server accepts connections");
    stream
        .set_read_timeout(Some(Duration::from_secs(1)))
        .expect("a time limit can be set");
    stream
}

/// Sends these very bytes and reads one answer: until its end as its own length says, or the connection's.
pub fn exchange(address: SocketAddr, bytes: &[u8]) -> RawReply {
    let mut stream = connect(address);
    // A server may answer and close before it has read everything.
    let _ = stream.write_all(bytes);
    read_reply(&mut stream)
}

/// Reads one answer from an open connection.
pub fn read_reply(stream: &mut TcpStream) -> RawReply {
    let deadline = Instant::now() + Duration::from_mins(1);
    let mut all = Vec::new();
    let mut closed = false;
    let mut piece = [0; 16 * 1024];
    while !closed && !is_whole(&all) {
        assert!(
            Instant::now() < deadline,
            "no whole answer: {}",
            String::from_utf8_lossy(&all)
        );
        match stream.read(&mut piece) {
            Ok(0) => closed = true,
            Ok(length) => all.extend(&piece[..length]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => closed = true,
        }
    }
    let text = String::from_utf8_lossy(&all).into_owned();
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or(0);
    RawReply { status, text, closed }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let lengths = head.lines().filter_map(|line| line.split_once(':'));
    let length = lengths
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .find_map(|(_, value)| value.trim().parse::<usize>().ok());
    length.is_some_and(|length| body.len() >= length)
}
