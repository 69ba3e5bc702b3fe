//! A-HK-5: what must not be called is refused when a webhook is made and before every delivery, and nobody connects.

use crate::{
    receiver::Receiver,
    world::{courier, delivery, now, webhook},
};
use std::net::UdpSocket;
use tessera_domain::webhook::{WebhookUrl, delivery::Outcome};
use tessera_ports::webhooks::{AddressGuard, NotReachable};
use tessera_webhooks::Reach;

/// `PORT` stands for one at which somebody of this machine listens.
const BLOCKED: &[&str] = &[
    "http://127.0.0.1:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.0.0.1:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://017700000001:PORT/",
    "http://127.0.0.01:PORT/",
    "http://127.255.255.254:PORT/",
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://localhost:PORT/",
    "http://localhost.:PORT/",
    "http://LOCALHOST:PORT/",
    "http://LocalHost:PORT/",
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[::]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[64:ff9b::7f00:1]:PORT/",
    "http://[64:ff9b:1::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://[fe80::1%25lo]:PORT/",
    "http://[fe80::1]:PORT/",
    "http://[fec0::1]:PORT/",
    "http://[fd00::1]:PORT/",
    "http://[fc00::1]:PORT/",
    "http://[ff02::1]:PORT/",
    "http://[100::1]:PORT/",
    "http://[2001:db8::1]:PORT/",
    "http://[3fff::1]:PORT/",
    "http://[5f00::1]:PORT/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://100.100.100.200/",
    "http://100.64.0.1/",
    "http://192.0.0.192/",
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://192.168.255.255/",
    "http://198.18.0.1/",
    "http://192.0.2.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://192.88.99.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://user:pass@example.com/",
    "http://user@example.com/",
    "http://a@127.0.0.1:PORT/",
    "http://example.com#@127.0.0.1:PORT/",
    "http://example.com/#fragment",
    "http://example.com\\@127.0.0.1:PORT/",
    "http:\\\\127.0.0.1:PORT/",
    "http://１２７.０.０.１:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    "http://127.0.0.1%00.example.com/",
    "http://1.1.1.1:0/",
    "http://1.1.1.1:22/",
    "http://1.1.1.1:25/",
    "http://1.1.1.1:5432/",
    "http://1.1.1.1:6379/",
    "http://1.1.1.1:65536/",
    "http://example.com:22/",
    "http://example.com:6379/",
    "http://",
    "http://.",
    "https://",
    "https://[::1/",
    "https://999.1.1.1/",
];

/// What is no web address at all is refused before anybody asks where it leads.
const NO_WEB_ADDRESSES: &[&str] = &[
    "file:///etc/passwd",
    "ftp://example.com/",
    "gopher://127.0.0.1:6379/_x",
    "ws://127.0.0.1/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "unix:/var/run/docker.sock",
    "http://127.0.0.1\t/",
    "http://exa\nmple.com/",
    " http://example.com/",
    "//example.com/",
    "example.com",
    "",
];

#[tokio::test]
async fn a_hk_5_nobody_connects_to_what_must_not_be_called() {
    assert!(BLOCKED.len() + NO_WEB_ADDRESSES.len() >= 60);
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let (reach, courier) = (Reach::new(&[]), courier(&[]));
    for text in BLOCKED {
        let text = text.replace("PORT", &receiver.port.to_string());
        let Ok(url) = WebhookUrl::parse(&text) else {
            continue;
        };
        assert_eq!(reach.check(&url), Err(NotReachable), "{text}");
        let sent = courier
            .send(&delivery("{}"), &webhook(&text), now())
            .await
            .unwrap();
        assert_eq!((sent.outcome, sent.answer), (Outcome::Refused, None), "{text}");
    }
    assert_eq!(receiver.connections(), 0);
    for text in NO_WEB_ADDRESSES {
        assert!(WebhookUrl::parse(text).is_err(), "{text}");
    }
}

/// Nothing is sent to find out how this machine is called outside.
#[test]
fn this_machines_own_address_is_none_to_call() {
    let own = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        socket.connect("198.51.100.1:9")?;
        socket.local_addr()
    });
    // A machine without any network has no other address than those of the table.
    if let Ok(own) = own {
        let url = WebhookUrl::parse(&format!("http://{}/", own.ip())).unwrap();
        assert_eq!(Reach::new(&[]).check(&url), Err(NotReachable));
        assert!(!Reach::new(&[]).may_reach(own.ip()));
    }
}

#[test]
fn everybodys_internet_may_be_called() {
    let reach = Reach::new(&[]);
    for text in [
        "https://1.1.1.1/hook?a=b",
        "http://93.184.215.14:8080/",
        "https://[2606:4700::1111]:8443/",
        "https://1.1.1.1:10443/",
        // Leads nowhere, now. It is looked at again before each delivery.
        "https://hooks.invalid/tickets",
    ] {
        let url = WebhookUrl::parse(text).unwrap();
        assert_eq!(reach.check(&url), Ok(()), "{text}");
    }
}

#[tokio::test]
async fn networks_that_are_allowed_may_be_called_in_every_form_and_no_others() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let allowed = ["127.0.0.1/32".parse().unwrap()];
    let courier = courier(&allowed);
    let port = receiver.port;
    for (text, may) in [
        (format!("http://127.0.0.1:{port}/"), true),
        (
            format!("http://[::ffff:127.0.0.1]:{port}/"),
            cfg!(target_os = "linux"),
        ),
        (format!("http://127.0.0.2:{port}/"), false),
        (format!("http://[::1]:{port}/"), false),
        ("http://169.254.169.254/".to_owned(), false),
    ] {
        let sent = courier
            .send(&delivery("{}"), &webhook(&text), now())
            .await
            .unwrap();
        assert_eq!(sent.outcome.is_success(), may, "{text}: {:?}", sent.outcome);
    }
}
