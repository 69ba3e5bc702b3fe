//! Signing in for signed tokens.

use crate::stage::{LOGIN, PASSWORD, on_stage, on_stage_with};
use tessera_application::{Error, hand::Hand, sessions::Audience, users};
use tessera_domain::{event::EventKind, user::Role};

const WRONG: &str = "no horse at any gate";

#[test]
fn a_pair_lasts_as_long_as_is_said_and_never_longer_than_its_session() {
    on_stage(|stage| {
        let kanban = stage.sign_in(Audience::Kanban);
        assert_eq!(kanban.access_seconds, 86_400);
        let enterprise = stage.sign_in(Audience::Enterprise);
        assert_eq!(enterprise.access_seconds, 3600);
        let lasts = enterprise.session.expires_at.micros() - enterprise.session.created_at.micros();
        assert_eq!(lasts, 30 * 86_400 * 1_000_000);
        stage.app.clock.advance(3599);
        assert!(stage.present(&enterprise.access, Audience::Enterprise).is_ok());
        stage.app.clock.advance(1);
        assert!(stage.present(&enterprise.access, Audience::Enterprise).is_err());
        assert!(stage.present(&kanban.access, Audience::Kanban).is_ok());
        stage.app.clock.advance(86_400 - 3600);
        assert!(stage.present(&kanban.access, Audience::Kanban).is_err());
    });
    let short = [
        ("TESSERA_KANBAN_ACCESS_SECONDS", "600"),
        ("TESSERA_TOKEN_SESSION_SECONDS", "300"),
    ];
    on_stage_with(&short, |stage| {
        let grant = stage.sign_in(Audience::Kanban);
        assert_eq!(grant.access_seconds, 300, "until the session's end");
        stage.app.clock.advance(299);
        stage.next(&grant, Audience::Kanban);
        stage.app.clock.advance(1);
        stage.assert_dead(&grant, Audience::Kanban, "the session's end");
    });
}

#[test]
fn wrong_passwords_are_refused_and_counted_as_in_browsers() {
    on_stage(|stage| {
        let mark = stage.mark();
        for _ in 0..5 {
            let refused = stage.sign_in_as(LOGIN, WRONG, Audience::Kanban).err();
            assert_eq!(refused, Some(Error::Unauthenticated));
        }
        let locked = stage.sign_in_as(LOGIN, PASSWORD, Audience::Enterprise).err();
        assert!(matches!(locked, Some(Error::Locked(_))), "one lock for all doors");
        assert!(stage.since(mark).is_empty());
        stage.app.clock.advance(31);
        stage.sign_in(Audience::Enterprise);
        assert_eq!(stage.since(mark), [EventKind::SessionStarted]);
    });
}

#[test]
fn an_enterprise_client_may_sign_in_by_e_mail_address() {
    on_stage(|stage| {
        let address = "Robin@Example.ORG";
        let grant = stage
            .sign_in_as(address, PASSWORD, Audience::Enterprise)
            .expect("the address is as good as the login");
        assert_eq!(grant.user.id, stage.robin.id);
        let refused = stage.sign_in_as(address, PASSWORD, Audience::Kanban).err();
        assert_eq!(refused, Some(Error::Unauthenticated), "only there");

        let twin = stage.home.user_with_password("twin", Role::User, PASSWORD);
        let same = "UPDATE users SET email = 'robin@example.org' WHERE login = 'twin'";
        stage.app.database.connect().execute(same);
        let refused = stage.sign_in_as(address, PASSWORD, Audience::Enterprise).err();
        assert_eq!(refused, Some(Error::Unauthenticated), "two have it");
        users::set_active(stage.core(), &Hand::Operator(stage.home.id), twin.id, false)
            .expect("it can be done");
        assert!(stage.sign_in_as(address, PASSWORD, Audience::Enterprise).is_ok());
    });
}

#[test]
fn tries_by_address_are_tries_at_the_account() {
    on_stage(|stage| {
        for _ in 0..5 {
            let refused = stage.sign_in_as("robin@example.org", WRONG, Audience::Enterprise);
            assert_eq!(refused.err(), Some(Error::Unauthenticated));
        }
        let locked = stage.sign_in_as(LOGIN, PASSWORD, Audience::Enterprise).err();
        assert!(matches!(locked, Some(Error::Locked(_))));
        stage.app.clock.advance(31);
        assert!(
            stage
                .sign_in_as("robin@example.org", PASSWORD, Audience::Enterprise)
                .is_ok()
        );
        assert_eq!(
            stage.app.row_counts()["sign_in_tries"],
            0,
            "nothing is left of them"
        );
    });
}
