use super::*;
use crate::letter::tests::{notification, recipient};
use tessera_domain::notification::NotificationKind;

fn post() -> Post {
    let server = SmtpServer::parse("smtp://127.0.0.1:9").unwrap();
    let sender = Sender::parse("Help desk <help@example.com>").unwrap();
    Post::new(&server, sender, None).unwrap()
}

fn text(recipient: &User, notification: &NotificationSheet) -> String {
    let message = post().message(recipient, notification).unwrap();
    String::from_utf8(message.formatted()).unwrap()
}

/// The names of the headers, in order.
fn headers(message: &str) -> Vec<&str> {
    let (head, _) = message.split_once("\r\n\r\n").unwrap();
    head.split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn a_letter_says_from_whom_to_whom_and_which_it_is() {
    let sent = text(&recipient(), &notification(NotificationKind::Mentioned));
    for line in [
        "From: \"Help desk\" <help@example.com>\r\n",
        "To: \"Robin Sample\" <robin@example.com>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Message-ID: <00000000-0000-0000-0000-000000000003.00000000-0000-0000-0000-000000000002@example.com>\r\n",
    ] {
        assert!(sent.contains(line), "{line}{sent}");
    }
    assert!(
        sent.contains("Content-Type: text/plain; charset=utf-8\r\n"),
        "{sent}"
    );
}

#[test]
fn nothing_that_people_write_adds_a_header() {
    let plain = notification(NotificationKind::Mentioned);
    let expected = headers(&text(&recipient(), &plain)).join(" ");
    for rude in [
        "a\r\nBcc: all@example.com",
        "a\nBcc: all@example.com\n\nHello",
        "a\rBcc: all@example.com",
        "a\u{0}\r\n\r\n.\r\nMAIL FROM:<x@example.com>",
        "=?utf-8?q?a?=\r\n b",
        "ü\r\nBcc: all@example.com",
        "\", <all@example.com>",
    ] {
        let mut notification = plain.clone();
        if let Some(ticket) = &mut notification.ticket {
            ticket.title = rude.into();
            ticket.reference = rude.into();
        }
        let mut recipient = recipient();
        recipient.first_name = rude.into();
        let sent = text(&recipient, &notification);
        assert_eq!(headers(&sent).join(" "), expected, "{rude:?}: {sent}");
        assert!(!sent.replace("\r\n", "").contains(['\r', '\n']), "{rude:?}");
        let message = post().message(&recipient, &notification).unwrap();
        let to: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
        assert_eq!(to, ["robin@example.com"], "{rude:?}");
    }
}

#[test]
fn an_address_that_is_none_is_refused_for_good() {
    for bad in [
        "",
        "robin",
        "a b@example.com",
        "robin@example.com\r\nRCPT TO:<all@example.com>",
        "a@b, c@d",
    ] {
        let recipient = User {
            email: Some(bad.into()),
            ..recipient()
        };
        let refused = post().message(&recipient, &notification(NotificationKind::Assigned));
        assert!(matches!(refused, Err(Undelivered::Refused(_))), "{bad:?}");
    }
}

#[test]
fn where_nobody_listens_there_is_no_server() {
    let sent = post().send(&recipient(), &notification(NotificationKind::Assigned));
    assert!(matches!(sent, Err(Undelivered::NoServer(_))), "{sent:?}");
}

#[test]
fn senders_are_addresses() {
    for good in [
        "help@example.com",
        "Help desk <help@example.com>",
        " help@example.com ",
    ] {
        assert!(Sender::parse(good).is_ok(), "{good}");
    }
    for bad in ["", "help", "help@example.com\nBcc: x@example.com", "a@b.c, d@e.f"] {
        assert_eq!(Sender::parse(bad), Err(NoSender), "{bad:?}");
    }
}
