//! Ending: whoever was let in is answered, whoever hangs is left behind.

use serde_json::json;
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Instant,
};
use tessera_tests::{
    DatabaseKind, RawReply,
    process::{Launch, Seeded, Server},
    raw, wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");
const IN_FLIGHT: usize = 50;

#[test]
fn a_op_1_a_server_asked_to_end_answers_those_it_let_in_and_ends_well() {
    for kind in DatabaseKind::all() {
        let seeded = Seeded::new(kind);
        let mut server = Launch::serve(PROGRAM, &seeded.database).start().ready();
        let mut in_flight: Vec<Unfinished> = (0..IN_FLIGHT)
            .map(|number| Unfinished::begin(&server, &seeded, &format!("Ticket {number}")))
            .collect();
        let hung = Unfinished::begin(&server, &seeded, "Never finished");

        let begun = Instant::now();
        server.terminate();
        await_closing(&server);
        for request in &mut in_flight {
            request.finish();
        }
        for request in &mut in_flight {
            let reply = request.reply();
            assert_eq!(reply.status, 201, "{kind:?}: {}", reply.text);
        }
        let ended = server.ended();
        println!("{kind:?}: ended after {:?}", begun.elapsed());
        assert_eq!(ended.status.code(), Some(0), "{kind:?}: {}", ended.output);
        drop(hung);

        let counts = seeded.database.connect().row_counts();
        assert_eq!(
            counts["tickets"],
            i64::try_from(IN_FLIGHT).unwrap(),
            "{kind:?}: all that was answered, no more"
        );
        seeded.database.assert_sound();
        if kind == DatabaseKind::Sqlite {
            let journal = seeded.database.file().with_extension("db-wal");
            let left = std::fs::metadata(&journal).map_or(0, |file| file.len());
            assert_eq!(left, 0, "the journal was not emptied into the file");
        }
    }
}

/// New requests are refused or told that it is over, and from then on never anything else.
fn await_closing(server: &Server) {
    let is_closing = || match server.anonymous().try_request("GET", "/readyz", &[], b"") {
        Ok(reply) => reply.status == 503,
        Err(_) => true,
    };
    wait::until("it is no longer ready", || is_closing().then_some(()));
    assert!(is_closing());
}

#[test]
fn a_op_1_a_second_signal_ends_it_at_once() {
    let seeded = Seeded::new(DatabaseKind::Sqlite);
    let launch = Launch::serve(PROGRAM, &seeded.database).with("TESSERA_SHUTDOWN_SECONDS", "600");
    let mut server = launch.start().ready();
    let hung = Unfinished::begin(&server, &seeded, "Never finished");
    server.terminate();
    await_closing(&server);
    assert!(!server.has_ended());
    server.terminate();
    // The harness's own patience is far below the time it was given to end.
    server.ended();
    drop(hung);
    drop(launch.start().ready());
    seeded.database.assert_sound();
}

/// A request whose last byte has not been sent.
struct Unfinished {
    stream: TcpStream,
    last: u8,
}

impl Unfinished {
    /// Sends all but the last byte. The server's word to go on proves that it has begun to work on it.
    fn begin(server: &Server, seeded: &Seeded, title: &str) -> Self {
        let mut stream = raw::connect(server.address);
        let body = json!({ "title": title }).to_string().into_bytes();
        let head = format!(
            "POST /api/v1/tickets HTTP/1.1\r\nhost: {}\r\nx-api-key: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nexpect: 100-continue\r\n\r\n",
            server.address,
            seeded.api_key,
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("the server reads");
        let mut word = [0; 25];
        stream.read_exact(&mut word).expect("the server says to go on");
        assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
        let (last, most) = body.split_last().expect("the body is not empty");
        stream.write_all(most).expect("the server reads");
        Self { stream, last: *last }
    }

    fn finish(&mut self) {
        self.stream
            .write_all(&[self.last])
            .expect("the server still reads");
    }

    fn reply(&mut self) -> RawReply {
        raw::read_reply(&mut self.stream)
    }
}
