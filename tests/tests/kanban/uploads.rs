//! A-FL-1: how large a file may be, and how soon a larger one is refused.

use crate::scene::{Scene, with_scene_of};
use serde_json::{Value, json};
use std::{
    io::{ErrorKind, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};
use tessera_domain::user::Role;
use tessera_tests::{
    DatabaseKind, RawReply, Setup, TestApp,
    files::files,
    kanban::{ATTACHMENTS, KanbanUser, LOGIN, Multipart, PASSWORD, refused, upload},
    process::Launch,
    raw, wait,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tessera-under-test");

/// The most bytes of a file, here.
const LIMIT: usize = 100_000;
/// How much more a whole body may have, as the product has it.
const BESIDES: usize = 256 * 1024;
const TOO_LARGE: &str = "The file is too large.";
const MIB: usize = 1024 * 1024;

fn with_limit(test: impl Fn(&Scene<'_>, &Value)) {
    let setup = Setup {
        more: vec![("TESSERA_MAX_UPLOAD_BYTES", LIMIT.to_string())],
        ..Setup::default()
    };
    with_scene_of(&setup, |scene| {
        test(scene, &scene.robin.opens("A card", scene.columns()[0]));
    });
}

fn of_size(card: &Value, size: usize) -> Multipart {
    upload(&card["id"], "a.txt", &vec![b'x'; size])
}

/// The head of an upload, with that said of its body.
fn head(scene: &Scene<'_>, body: &str) -> Vec<u8> {
    let (address, access) = (scene.app.address, &scene.robin.access);
    format!(
        "POST {ATTACHMENTS} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {access}\r\n\
         Content-Type: {}\r\n{body}\r\n\r\n",
        Multipart::kind()
    )
    .into_bytes()
}

/// Bytes as one piece of a body whose length nobody has said.
fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn raw_refused(reply: &RawReply, status: u16, detail: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    // What is left of the body may be read as a bad request of its own.
    let body = json!({ "detail": detail }).to_string();
    assert!(reply.body().starts_with(&body), "{}", reply.text);
}

/// Does something that must leave no file and no row.
fn leaving_nothing<T>(scene: &Scene<'_>, what: &str, act: impl FnOnce() -> T) -> T {
    let (rows, kept) = (scene.app.contents(), files(scene.app));
    let done = act();
    wait::until(&format!("nothing is left: {what}"), || {
        (files(scene.app) == kept).then_some(())
    });
    assert!(scene.app.contents() == rows, "{what}");
    done
}

#[test]
fn a_fl_1_a_file_may_be_as_large_as_the_limit_and_not_one_byte_larger() {
    with_limit(|scene, card| {
        for size in [1, LIMIT - 1, LIMIT] {
            scene.robin.uploads(&of_size(card, size)).expect(201);
        }
        for size in [LIMIT + 1, 2 * LIMIT] {
            leaving_nothing(scene, &size.to_string(), || {
                refused(&scene.robin.uploads(&of_size(card, size)), 413, TOO_LARGE);
            });
        }
    });
}

#[test]
fn a_fl_1_what_is_announced_too_large_is_refused_before_it_comes() {
    with_limit(|scene, _| {
        for length in [(LIMIT + BESIDES + 1) as u64, 10_000_000_000, u64::MAX] {
            let head = head(scene, &format!("Content-Length: {length}"));
            let reply = leaving_nothing(scene, "announced", || scene.app.raw(&head));
            raw_refused(&reply, 413, "The body is too large.");
        }
    });
}

#[test]
fn a_fl_1_a_length_that_lies_brings_nothing_in() {
    with_limit(|scene, card| {
        let form = of_size(card, 1000).body();
        let shorter = head(scene, &format!("Content-Length: {}", form.len() - 100));
        let reply = leaving_nothing(scene, "shorter", || {
            scene.app.raw(&[shorter, form.clone()].concat())
        });
        raw_refused(&reply, 400, "The multipart body cannot be read.");

        // More was announced than ever comes.
        let longer = head(scene, &format!("Content-Length: {}", form.len() + 100));
        let half = form.len() / 2;
        for part in [&form[..half], &form[..form.len() - 4]] {
            leaving_nothing(scene, "longer", || {
                let mut stream = raw::connect(scene.app.address);
                stream.write_all(&[&longer, part].concat()).expect("it is taken");
                stream.shutdown(Shutdown::Write).expect("it can be ended");
                let reply = raw::read_reply(&mut stream);
                assert!([0, 400].contains(&reply.status), "{}", reply.text);
            });
        }
    });
}

#[test]
fn a_fl_1_without_a_length_bytes_are_counted_all_the_same() {
    with_limit(|scene, card| {
        let chunked = |size: usize| {
            let form = of_size(card, size).body();
            let pieces: Vec<u8> = form.chunks(7000).flat_map(chunk).collect();
            let head = head(scene, "Transfer-Encoding: chunked\r\nConnection: close");
            scene.app.raw(&[head, pieces, b"0\r\n\r\n".to_vec()].concat())
        };
        for size in [LIMIT - 1, LIMIT] {
            let reply = chunked(size);
            assert_eq!(reply.status, 201, "{}", reply.text);
        }
        let reply = leaving_nothing(scene, "chunked", || chunked(LIMIT + 1));
        raw_refused(&reply, 413, TOO_LARGE);
    });
}

#[test]
fn a_fl_1_a_body_without_end_is_refused_while_it_comes() {
    with_limit(|scene, card| {
        leaving_nothing(scene, "endless", || {
            let mut stream = raw::connect(scene.app.address);
            let form = Multipart::default()
                .field("ticket", &card["id"].to_string())
                .file("file", "a.txt", "text/plain", b"")
                .body();
            let end = form.windows(4).rposition(|bytes| bytes == b"\r\n--");
            let begun = [
                head(scene, "Transfer-Encoding: chunked"),
                chunk(&form[..end.expect("a form has an end")]),
            ];
            stream.write_all(&begun.concat()).expect("it is taken");
            let sent = pour(&mut stream);
            assert!(sent < 16 * MIB, "it was answered after {sent} bytes");
            let reply = raw::read_reply(&mut stream);
            raw_refused(&reply, 413, TOO_LARGE);
        });
    });
}

/// Sends bytes until an answer is there, and says how many that were.
fn pour(stream: &mut TcpStream) -> usize {
    let piece = chunk(&[b'x'; 16 * 1024]);
    stream
        .set_read_timeout(Some(Duration::from_millis(1)))
        .expect("a time limit can be set");
    let mut sent = 0;
    while sent < 64 * MIB {
        match stream.peek(&mut [0]) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            _ => break,
        }
        if stream.write_all(&piece).is_err() {
            break;
        }
        sent += piece.len();
    }
    sent
}

#[test]
fn a_fl_1_a_form_has_an_end_of_parts_and_of_fields() {
    with_limit(|scene, card| {
        let with_fields = |amount: usize| {
            let all = (0..amount).map(|place| format!("field {place}"));
            all.fold(of_size(card, 1), |form, name| form.field(&name, "x"))
        };
        // Two fields and the file are in it already.
        scene.robin.uploads(&with_fields(61)).expect(201);
        for amount in [62, 97, 1000] {
            leaving_nothing(scene, &amount.to_string(), || {
                let reply = scene.robin.uploads(&with_fields(amount));
                refused(&reply, 413, "The body has too many parts.");
            });
        }
        let with_files = (0..99).fold(of_size(card, 1), |form, place| {
            form.file(&format!("other {place}"), "b.txt", "text/plain", b"x")
        });
        let large = of_size(card, 1).field("comment", &"x".repeat(64 * 1024 + 1));
        for form in [with_files, large] {
            leaving_nothing(scene, "parts", || {
                assert_eq!(scene.robin.uploads(&form).status, 413);
            });
        }
    });
}

/// Ten of them.
fn at_once(user: &KanbanUser, form: &Multipart) {
    thread::scope(|scope| {
        let all: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| user.uploads(form).status))
            .collect();
        for one in all {
            assert_eq!(one.join().expect("the client does not panic"), 201);
        }
    });
}

#[test]
fn a_fl_1_ten_of_the_largest_files_at_once_take_little_memory() {
    const LARGEST: usize = 25 * MIB;
    for kind in DatabaseKind::all() {
        let app = TestApp::start(kind);
        let (tenant, card) = {
            let acme = app.tenant("acme");
            let robin = KanbanUser::of(&app, &acme, "robin", Role::User);
            (
                acme.id.to_string(),
                robin.opens("A card", robin.starts("MOB").columns[0]),
            )
        };
        let database = app.into_database();
        let server = Launch::serve(PROGRAM, &database).start().ready();
        let stranger = server.anonymous();
        let body = json!({ "username": "robin", "password": PASSWORD });
        let granted = stranger.with("x-tenant-id", &tenant).post(LOGIN, &body);
        let robin = KanbanUser::granted(&stranger, &granted.expect(200).json());
        // The threads and connections of a busy server are no part of what files take.
        at_once(&robin, &of_size(&card, MIB));
        let before = server.memory().now;
        at_once(&robin, &of_size(&card, LARGEST));
        let grown = server.memory().peak.saturating_sub(before);
        assert!(
            grown <= 64 * MIB as u64,
            "on {kind:?} it took {} MiB more",
            grown / MIB as u64
        );
    }
}
