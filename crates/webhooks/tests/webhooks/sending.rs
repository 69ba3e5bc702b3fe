//! A-HK-3: how tries come out.

use crate::{
    receiver::Receiver,
    world::{courier, delivery, loopback, now, send, webhook},
};
use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tessera_domain::webhook::delivery::Outcome;

const fn answered(status: u16) -> Outcome {
    Outcome::Answered {
        status,
        retry_after: None,
    }
}

#[tokio::test]
async fn what_is_sent_is_named_and_of_its_type() {
    let receiver = Receiver::answering("HTTP/1.1 204 No Content\r\n\r\n");
    let body = r#"{"event":"ticket.created","x":"ä"}"#;
    let sent = send(&receiver.url(), body).await;
    assert_eq!(sent.outcome, answered(204));
    let [got] = &receiver.received()[..] else {
        panic!("one request")
    };
    assert_eq!(
        (got.path.as_str(), got.body.as_slice()),
        ("/hook", body.as_bytes())
    );
    for (name, value) in [
        ("content-type", "application/json"),
        ("user-agent", "Tessera-Webhooks/1"),
        ("webhook-id", "evt_00000000000000000000000000000004"),
        ("webhook-timestamp", "1770120000"),
        ("x-webhook-timestamp", "1770120000"),
        ("x-webhook-event", "ticket.created"),
        ("x-webhook-id", "wh_7"),
        ("x-webhook-delivery", "00000000-0000-0000-0000-000000000003"),
    ] {
        assert_eq!(got.headers.get(name).map(String::as_str), Some(value), "{name}");
    }
    for never in ["cookie", "authorization", "referer"] {
        assert!(!got.headers.contains_key(never), "{never}");
    }
}

#[tokio::test]
async fn answers_are_told_with_their_beginning_and_when_to_come_back() {
    for (text, outcome, answer) in [
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            answered(200),
            "ok",
        ),
        (
            "HTTP/1.1 500 Oh\r\ncontent-length: 4\r\n\r\noops",
            answered(500),
            "oops",
        ),
        (
            "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n",
            answered(410),
            "",
        ),
        (
            "HTTP/1.1 429 Slow\r\nretry-after: 120\r\ncontent-length: 0\r\n\r\n",
            Outcome::Answered {
                status: 429,
                retry_after: Some(120),
            },
            "",
        ),
        // What breaks off after its status is an answer all the same.
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf",
            answered(200),
            "half",
        ),
    ] {
        let receiver = Receiver::answering(text);
        let sent = send(&receiver.url(), "{}").await;
        assert_eq!(
            (sent.outcome, sent.answer.as_deref()),
            (outcome, Some(answer)),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_a_failure_and_nobody_goes_there() {
    let target = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let to = target.url();
    for status in [301, 302, 303, 307, 308] {
        let to = to.clone();
        let receiver = Receiver::new(move |stream, _| {
            let _ = write!(
                stream,
                "HTTP/1.1 {status} There\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"
            );
        });
        let sent = send(&receiver.url(), "{}").await;
        assert_eq!(sent.outcome, answered(status));
        assert!(!sent.outcome.is_success());
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn of_a_long_answer_20_000_bytes_are_read_and_no_more() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let receiver = Receiver::new(move |stream, _| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 10485760\r\n\r\n");
        for _ in 0..640 {
            if stream.write_all(&[b'x'; 16_384]).is_err() {
                return;
            }
            count.fetch_add(16_384, Ordering::SeqCst);
        }
    });
    let sent = send(&receiver.url(), "{}").await;
    assert_eq!(sent.outcome, answered(200));
    assert_eq!(sent.answer.unwrap().len(), 20_000);
    // The rest stays in the buffers between, if it was sent at all.
    assert!(written.load(Ordering::SeqCst) < 10_485_760);
}

#[tokio::test]
async fn who_does_not_answer_is_given_up_after_ten_seconds() {
    let receiver = Receiver::new(|_, _| thread::sleep(Duration::from_secs(30)));
    let begun = Instant::now();
    let sent = send(&receiver.url(), "{}").await;
    assert_eq!((sent.outcome, sent.answer), (Outcome::TimedOut, None));
    let took = begun.elapsed();
    assert!(
        took >= Duration::from_secs(9) && took < Duration::from_secs(25),
        "{took:?}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_or_was_never_made_is_no_answer() {
    let receiver = Receiver::new(|stream, _| drop(stream.shutdown(std::net::Shutdown::Both)));
    assert_eq!(send(&receiver.url(), "{}").await.outcome, Outcome::Unreachable);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", nobody.local_addr().unwrap());
    drop(nobody);
    assert_eq!(send(&url, "{}").await.outcome, Outcome::Unreachable);
}

#[tokio::test]
async fn without_the_key_nothing_is_sent() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let mut webhook = webhook(&receiver.url());
    webhook.secret.0.truncate(10);
    let sent = courier(&loopback()).send(&delivery("{}"), &webhook, now()).await;
    assert!(sent.is_err());
    assert_eq!(receiver.connections(), 0);
}
