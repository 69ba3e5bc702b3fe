//! A-AUTH-1 and A-AUTH-10: how passwords are kept, and which there are.

use crate::{
    forms::password_form,
    stage::{LOGIN, PASSWORD, Stage, on_stage},
};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use tessera_application::users::{self, NewUser};
use tessera_domain::user::{Login, Permissions, Role};

/// `password`, at a cost of long ago. From the test suite of the reference implementation.
const CHEAP: &str = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
/// The same at a higher cost than today's.
const DEAR: &str = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
/// What both are of.
const THEIRS: &str = "password";

/// Whether it is argon2id at the cost that is demanded, with enough salt.
#[track_caller]
fn assert_strong(stored: &str) {
    let parts: Vec<&str> = stored.split('$').collect();
    let ["", "argon2id", "v=19", costs, salt, hash] = parts[..] else {
        panic!("not such a hash: {stored}");
    };
    let cost = |name: &str| -> u32 {
        let found = costs
            .split(',')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        found.expect("it says its cost").parse().expect("a number")
    };
    assert!(
        cost("m") >= 19_456 && cost("t") >= 2 && cost("p") == 1,
        "{stored}"
    );
    let length = |text: &str| BASE64_STANDARD_NO_PAD.decode(text).expect("base64").len();
    assert!(length(salt) >= 16 && length(hash) >= 32, "{stored}");
}

#[test]
fn a_auth_1_a_password_is_kept_as_argon2id_with_a_salt_of_its_own() {
    on_stage(|stage| {
        let first = stage.stored_password();
        assert_strong(&first);
        stage.set_password(PASSWORD);
        assert_ne!(stage.stored_password(), first, "the same password twice");
        let new = NewUser {
            tenant: stage.home.id,
            login: Login::parse("kim").expect("a login"),
            first_name: String::new(),
            last_name: String::new(),
            email: None,
            role: Role::User,
            extra: Permissions::NONE,
            department: None,
            password: Some(PASSWORD.to_owned()),
        };
        users::create(&stage.app.app, &new).expect("kim can be made");
        let hashes = "SELECT password_hash AS text FROM users WHERE password_hash IS NOT NULL";
        let hashes = stage.app.database.connect().texts(hashes);
        assert!(hashes.len() >= 3, "the first admin has one too");
        for hash in &hashes {
            assert_strong(hash);
        }
    });
}

/// Puts a hash in, past the product.
fn store(stage: &Stage<'_>, hash: &str) {
    let sql = format!("UPDATE users SET password_hash = '{hash}' WHERE login = '{LOGIN}'");
    stage.app.database.connect().execute(&sql);
}

#[test]
fn a_auth_1_a_cheap_hash_is_made_anew_when_its_password_is_there() {
    on_stage(|stage| {
        store(stage, CHEAP);
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, "another").status, 401);
        assert_eq!(stage.stored_password(), CHEAP, "a wrong one changes nothing");
        stage.app.browser().sign_in(LOGIN, THEIRS);
        let renewed = stage.stored_password();
        assert_strong(&renewed);
        stage.app.browser().sign_in(LOGIN, THEIRS);
        assert_eq!(stage.stored_password(), renewed, "once is enough");
        store(stage, DEAR);
        stage.app.browser().sign_in(LOGIN, THEIRS);
        assert_eq!(stage.stored_password(), DEAR, "what is dearer stays");
    });
}

#[test]
fn a_auth_1_a_hash_that_cannot_be_read_lets_nobody_in() {
    on_stage(|stage| {
        for hash in [
            "",
            "password",
            "$argon2id$",
            "$2b$12$abcdefghijklmnopqrstuv",
            &CHEAP.replace("argon2id", "argon2i"),
        ] {
            store(stage, hash);
            for password in ["password", "", hash] {
                let status = stage.app.browser().try_sign_in(LOGIN, password).status;
                assert!(
                    matches!(status, 400 | 401),
                    "{status} with {password:?} for {hash:?}"
                );
                stage.app.clock.advance(1000);
            }
        }
        stage
            .app
            .database
            .connect()
            .execute("UPDATE users SET password_hash = NULL");
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, PASSWORD).status, 401);
    });
}

/// Whether an operator may give that password.
fn can_be_set(stage: &Stage<'_>, password: &str) -> bool {
    users::set_password(&stage.app.app, &stage.operator(), stage.robin.id, password).is_ok()
}

#[test]
fn a_auth_10_a_password_has_8_to_128_characters_of_any_kind() {
    on_stage(|stage| {
        for good in [
            "wkqzvjxh".to_owned(),
            "73920518".to_owned(),
            "пароль-мой".to_owned(),
            "🔑🗝🚪🏰🐎🐎🐎🐎".to_owned(),
            " four horses ".to_owned(),
            "\ttab and 'quote\" <&>".to_owned(),
            "x y".repeat(42),
            "ü".repeat(64) + &"w".repeat(64),
        ] {
            assert!(can_be_set(stage, &good), "{good}");
            stage.app.browser().sign_in(LOGIN, &good);
            stage.app.clock.advance(61);
        }
        let before = stage.stored_password();
        for bad in [
            String::new(),
            "wkqzvjx".to_owned(),
            "üüüüüüü".to_owned(),
            "w".repeat(129),
            "ü".repeat(129),
        ] {
            assert!(!can_be_set(stage, &bad), "{bad}");
        }
        assert_eq!(stage.stored_password(), before);
    });
}

#[test]
fn a_auth_10_nothing_of_a_password_is_cut_off_trimmed_or_folded() {
    on_stage(|stage| {
        let long = format!("{}{}", "four horses ".repeat(6), "and one");
        for (own, others) in [
            (
                " spaces around ",
                &[
                    "spaces around",
                    " spaces around",
                    "spaces around ",
                    " Spaces around ",
                ][..],
            ),
            (
                long.as_str(),
                &[
                    &long[..64],
                    &long[..72],
                    &long[..long.len() - 1],
                    &long.to_uppercase(),
                ],
            ),
            (
                "p\u{e4}ssword-p\u{e4}ssword",
                &["pa\u{308}ssword-pa\u{308}ssword", "password-password"],
            ),
        ] {
            stage.set_password(own);
            for other in others {
                assert_eq!(
                    stage.app.browser().try_sign_in(LOGIN, other).status,
                    401,
                    "{other:?}"
                );
            }
            stage.app.browser().sign_in(LOGIN, own);
            stage.app.clock.advance(61);
        }
        let (own, twin) = (format!("{}ax", "w".repeat(64)), format!("{}bx", "w".repeat(64)));
        stage.set_password(&own);
        assert_eq!(
            stage.app.browser().try_sign_in(LOGIN, &twin).status,
            401,
            "the 65th character matters"
        );
        stage.app.browser().sign_in(LOGIN, &own);
    });
}

#[test]
fn a_auth_10_what_everybody_tries_first_cannot_be_chosen() {
    on_stage(|stage| {
        let before = stage.stored_password();
        let browser = stage.browser();
        let common = [
            "password",
            "12345678",
            "qwertyuiop",
            "iloveyou",
            "PassWord",
            "11111111",
            "trustno1",
        ];
        for password in common {
            assert!(!can_be_set(stage, password), "{password}");
            let values = [("current_password", PASSWORD), ("new_password", password)];
            let reply = browser.submit(&password_form(&browser), &values);
            assert_eq!(reply.status, 400, "{password}: {}", reply.text());
            assert!(reply.text().contains("role=\"alert\""), "{}", reply.text());
        }
        for password in ["short", &"w".repeat(129)] {
            let values = [("current_password", PASSWORD), ("new_password", password)];
            assert_eq!(
                browser.submit(&password_form(&browser), &values).status,
                400,
                "{password}"
            );
        }
        assert_eq!(stage.stored_password(), before);
    });
}

#[test]
fn a_auth_10_a_megabyte_is_refused_before_any_of_it_is_read() {
    on_stage(|stage| {
        for path in ["/auth/signin", "/auth/password"] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: tickets.example\r\ncontent-type: application/x-www-form-urlencoded\r\n\
                 content-length: 1048576\r\n\r\n"
            );
            let reply = stage.app.raw(head.as_bytes());
            assert_eq!(reply.status, 413, "{path}: {}", reply.text);
            assert!(
                reply
                    .header("content-type")
                    .is_some_and(|kind| kind.starts_with("text/html"))
            );
        }
    });
}

#[test]
fn a_auth_10_a_password_beyond_what_is_hashed_is_a_wrong_one() {
    on_stage(|stage| {
        let long = format!("{PASSWORD}{}", "x".repeat(10_000));
        assert_eq!(stage.app.browser().try_sign_in(LOGIN, &long).status, 401);
        stage.app.browser().sign_in(LOGIN, PASSWORD);
    });
}
