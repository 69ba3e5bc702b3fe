//! Letters, as a mail server takes them.

use crate::scene::{Scene, kinds, writing};
use serde_json::json;
use std::collections::BTreeSet;
use tessera_application::{hand::Hand, notifications::claim_letters, users::set_active};
use tessera_tests::{
    DatabaseKind, TestApp,
    enterprise::{NOTIFICATIONS, TICKETS, at, data},
    mailbox::{Letter, Mailbox},
    wait,
};

/// Runs the test on each database with a mail server, where there is one.
fn with_mailbox(test: impl Fn(&Scene<'_>, &mut Mailbox)) {
    for kind in DatabaseKind::all() {
        eprintln!("on {kind:?}");
        let Some(mut mailbox) = Mailbox::open() else {
            return;
        };
        let app = TestApp::with(kind, writing(&mailbox, &[]));
        test(&Scene::of(&app), &mut mailbox);
    }
}

/// Once nothing is to be sent any more.
fn settled(scene: &Scene<'_>) {
    wait::until("nothing is to be sent", || {
        (scene.app.row_counts()["notification_letters"] == 0).then_some(())
    });
}

/// Once each letter was tried, and is to be tried again.
fn tried(scene: &Scene<'_>) {
    wait::until("each was tried", || {
        let sql = "SELECT CAST(min(tries) AS TEXT) AS text FROM notification_letters";
        (scene.app.database.connect().texts(sql) == ["1"]).then_some(())
    });
}

#[test]
fn whoever_is_told_of_something_is_written_to_once() {
    with_mailbox(|scene, mailbox| {
        let ticket = scene
            .robin
            .opens_with("Printer on fire", json!({ "assigned_to_id": scene.tim.number }));
        let letter = mailbox.wait_for(1).remove(0);
        assert_eq!(
            (letter.from.as_str(), &letter.to[..]),
            ("help@example.com", &["tim@example.org".to_owned()][..])
        );
        assert_eq!(letter.header("From"), "\"Help desk\" <help@example.com>");
        assert_eq!(letter.header("To"), "\"tim Tester\" <tim@example.org>");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        let reference = ticket["ticket_number"].as_str().expect("a text");
        assert_eq!(
            letter.header("Subject"),
            format!("{reference} is yours to work on: Printer on fire")
        );
        assert!(letter.text().contains("Hello tim Tester,"), "{}", letter.text());
        let link = format!("https://tickets.example.com/tickets/{}", ticket["id"]);
        assert!(letter.text().contains(&link), "{}", letter.text());
        assert!(!letter.signed_in);
        settled(scene);
        scene
            .ada
            .comments_with(&ticket, "Look", json!({ "mentions": ["@robin", "@tim"] }));
        let letters = mailbox.wait_for(3);
        let ids: BTreeSet<_> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
        assert_eq!(ids.len(), 3);
        settled(scene);
        assert_eq!(mailbox.letters().len(), 3);
        assert_eq!(kinds(&scene.tim), ["mentioned", "assigned"]);
    });
}

#[test]
fn nothing_in_a_title_adds_a_header_or_a_recipient() {
    with_mailbox(|scene, mailbox| {
        let title = "Fire\r\nBcc: all@example.com\r\n\r\n.\r\nMAIL FROM:<x@example.com> ü";
        scene
            .robin
            .opens_with(title, json!({ "assigned_to_id": scene.tim.number }));
        let letter = mailbox.wait_for(1).remove(0);
        assert_eq!(letter.to, ["tim@example.org"]);
        let (head, _) = letter
            .content
            .split_once("\r\n\r\n")
            .expect("a header and a text");
        assert!(!head.to_ascii_lowercase().contains("\nbcc"), "{head}");
        settled(scene);
        assert_eq!(mailbox.letters().len(), 1);
    });
}

#[test]
fn what_the_server_puts_off_comes_later_and_what_it_refuses_for_good_does_not() {
    with_mailbox(|scene, mailbox| {
        let assign = || {
            scene
                .robin
                .opens_with("A ticket", json!({ "assigned_to_id": scene.tim.number }))
        };
        let tries = |wanted: i64| {
            wait::until("it was tried", || {
                let tried = scene
                    .app
                    .database
                    .connect()
                    .texts("SELECT CAST(tries AS TEXT) AS text FROM notification_letters");
                (tried == [wanted.to_string()]).then_some(())
            });
        };
        mailbox.answers("451 Come back later");
        assign();
        tries(1);
        scene.app.clock.advance(59);
        std::thread::sleep(std::time::Duration::from_millis(100));
        tries(1);
        scene.app.clock.advance(1);
        tries(2);
        mailbox.answers("take");
        scene.app.clock.advance(120);
        mailbox.wait_for(1);
        settled(scene);
        mailbox.answers("550 No such mailbox");
        assign();
        settled(scene);
        mailbox.answers("take");
        scene.app.clock.advance(86_400);
        assign();
        assert_eq!(mailbox.wait_for(2).len(), 2);
        // Given up after a day.
        mailbox.answers("451 Come back later");
        assign();
        tries(1);
        scene.app.clock.advance(86_400);
        settled(scene);
        mailbox.answers("take");
        scene.app.clock.advance(86_400);
        assert_eq!(mailbox.letters().len(), 2);
    });
}

#[test]
fn what_somebody_claimed_and_never_sent_is_sent_by_whoever_comes_next() {
    for kind in DatabaseKind::all() {
        let Some(mailbox) = Mailbox::open() else { return };
        let mut setup = writing(&mailbox, &[]);
        let every = setup.rounds.letters.take();
        let app = TestApp::with(kind, setup.clone());
        let tenant = {
            let scene = Scene::of(&app);
            scene
                .robin
                .opens_with("A ticket", json!({ "assigned_to_id": scene.tim.number }));
            scene.acme.id
        };
        let (claimed, more) = claim_letters(&app.app, tenant).expect("storage works");
        assert_eq!((claimed.len(), more), (1, false));
        let (none, _) = claim_letters(&app.app, tenant).expect("storage works");
        assert_eq!(none, []);
        let clock = std::sync::Arc::clone(&app.clock);
        setup.rounds.letters = every;
        let app = TestApp::over(app.into_database(), setup, clock);
        std::thread::sleep(std::time::Duration::from_millis(200));
        assert_eq!(mailbox.letters(), [], "somebody else has it");
        app.clock.advance(180);
        mailbox.wait_for(1);
    }
}

#[test]
fn nobody_is_written_to_about_what_they_have_read_or_may_not_see_any_more() {
    with_mailbox(|scene, mailbox| {
        mailbox.answers("451 Come back later");
        let read = scene
            .robin
            .opens_with("Read", json!({ "assigned_to_id": scene.tim.number }));
        let hidden = scene.tim.opens("Hidden");
        scene
            .ada
            .changes(&hidden, &json!({ "assigned_to_id": scene.kim.number }));
        let gone = scene
            .robin
            .opens_with("Gone", json!({ "assigned_to_id": scene.mia.number }));
        tried(scene);
        data(&scene.tim.post(&format!("{NOTIFICATIONS}/read"), &json!({})), 200);
        scene.ada.changes(&hidden, &json!({ "assigned_to_id": null }));
        data(&scene.ada.delete(&at(TICKETS, &gone)), 200);
        assert_eq!(read["title"], "Read");
        mailbox.answers("take");
        scene.app.clock.advance(60);
        settled(scene);
        assert_eq!(mailbox.letters(), []);
    });
}

#[test]
fn whoever_cannot_sign_in_any_more_is_not_written_to() {
    with_mailbox(|scene, mailbox| {
        mailbox.answers("451 Come back later");
        let user = scene.acme.user("leaver", tessera_domain::user::Role::Technician);
        let person = tessera_tests::enterprise::EnterpriseUser::also(scene.app, &user);
        scene
            .robin
            .opens_with("A ticket", json!({ "assigned_to_id": person.number }));
        tried(scene);
        set_active(&scene.app.app, &Hand::Operator(scene.acme.id), user.id, false).expect("they are there");
        mailbox.answers("take");
        scene.app.clock.advance(60);
        settled(scene);
        assert_eq!(mailbox.letters(), []);
    });
}

#[test]
fn a_server_that_asks_for_a_password_is_given_it_and_a_wrong_one_loses_no_letter() {
    for kind in DatabaseKind::all() {
        let Some(mailbox) = Mailbox::guarded("robin", "p/w:canary") else {
            return;
        };
        let with = |password: &str| {
            let url = format!("smtp://robin:{password}@127.0.0.1:{}", mailbox.port);
            writing(&mailbox, &[("TESSERA_SMTP_URL", &url)])
        };
        let app = TestApp::with(kind, with("wrong"));
        let scene = Scene::of(&app);
        scene
            .robin
            .opens_with("A ticket", json!({ "assigned_to_id": scene.tim.number }));
        wait::until("it was tried", || {
            let sql = "SELECT CAST(tries AS TEXT) AS text FROM notification_letters";
            (app.database.connect().texts(sql) == ["1"]).then_some(())
        });
        drop(scene);
        let clock = std::sync::Arc::clone(&app.clock);
        let app = TestApp::over(app.into_database(), with("p%2Fw%3Acanary"), clock);
        app.clock.advance(60);
        let letters: Vec<Letter> = mailbox.wait_for(1);
        assert!(letters[0].signed_in);
    }
}
