//! A-AUTH-4: an enterprise refresh token that comes twice. A client whose answer was lost goes on; a thief ends the
//! session.

use crate::stage::{REUSED, Stage, on_stage};
use std::{sync::Barrier, thread};
use tessera_application::{
    access::BearerRefused,
    sessions::{Audience::Enterprise, Grant},
};
use tessera_domain::event::Actor;

/// The token comes again, is refused, and takes everything with it.
#[track_caller]
fn assert_ends_family(stage: &Stage<'_>, again: &Grant, rest: &[&Grant], why: &str) {
    let mark = stage.mark();
    let refused = stage.refresh(&again.refresh, Enterprise).err();
    assert_eq!(refused, Some(BearerRefused::Invalid), "{why}");
    for grant in rest {
        stage.assert_dead(grant, Enterprise, why);
    }
    assert_eq!(stage.since(mark), REUSED, "{why}");
    let told = stage.app.events_after(stage.home.id, mark);
    for logged in &told {
        assert_eq!(logged.event.actor, Actor::User(stage.robin.id), "{why}");
        assert_eq!(logged.event.subject, again.session.id.uuid(), "{why}");
    }
    assert_eq!(told[0].event.kind.key(), "auth.refresh_reuse");
    assert!(
        stage.refresh(&again.refresh, Enterprise).is_err(),
        "{why}: for good"
    );
    assert_eq!(stage.since(mark), REUSED, "{why}: it is told once");
}

#[test]
fn a_auth_4_a_token_that_comes_again_at_once_gives_the_same_pair() {
    on_stage(|stage| {
        let first = stage.sign_in(Enterprise);
        stage.app.clock.advance(10);
        let lost = stage.next(&first, Enterprise);
        let mark = stage.mark();
        stage.app.clock.advance(29);
        let again = stage.next(&first, Enterprise);
        assert!(again == lost, "letter by letter the same pair");
        assert!(stage.since(mark).is_empty(), "nothing has happened");
        let next = stage.next(&again, Enterprise);
        assert!(stage.present(&next.access, Enterprise).is_ok());
    });
}

#[test]
fn a_auth_4_the_pair_is_the_same_after_a_restart() {
    use tessera_tests::{DatabaseKind, TestApp};
    for kind in DatabaseKind::all() {
        let app = TestApp::start(kind);
        let (first, lost) = {
            let stage = Stage::of(&app);
            let first = stage.sign_in(Enterprise);
            let lost = stage.next(&first, Enterprise);
            (first, lost)
        };
        let app = app.restarted();
        let visitor = tessera_application::sessions::Visitor::default();
        let again =
            tessera_application::sessions::refresh_grant(&app.app, Enterprise, &first.refresh, &visitor);
        assert!(again.is_ok_and(|again| again == lost), "{kind:?}");
    }
}

#[test]
fn a_auth_4_a_token_that_comes_again_later_ends_the_session() {
    on_stage(|stage| {
        let first = stage.sign_in(Enterprise);
        let second = stage.next(&first, Enterprise);
        stage.app.clock.advance(30);
        assert_ends_family(stage, &first, &[&second, &first], "after the grace");
    });
}

#[test]
fn a_auth_4_a_token_that_comes_again_after_its_successor_was_used_ends_the_session() {
    on_stage(|stage| {
        let first = stage.sign_in(Enterprise);
        let second = stage.next(&first, Enterprise);
        let third = stage.next(&second, Enterprise);
        assert_ends_family(stage, &first, &[&third, &second], "a grandparent");
    });
}

#[test]
fn a_auth_4_an_older_token_yet_ends_the_session_too() {
    on_stage(|stage| {
        let first = stage.sign_in(Enterprise);
        let mut newest = stage.next(&first, Enterprise);
        for _ in 0..3 {
            stage.app.clock.advance(3600);
            newest = stage.next(&newest, Enterprise);
        }
        assert_ends_family(stage, &first, &[&newest], "an ancestor");
    });
}

#[test]
fn a_auth_4_of_20_at_once_with_one_token_all_get_the_one_live_branch() {
    on_stage(|stage| {
        let first = stage.sign_in(Enterprise);
        let mark = stage.mark();
        let barrier = Barrier::new(20);
        let grants: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..20)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        stage.refresh(&first.refresh, Enterprise)
                    })
                })
                .collect();
            let joined = threads.into_iter().map(|thread| thread.join().expect("no panic"));
            joined
                .map(|grant| grant.unwrap_or_else(|refused| panic!("{refused}")))
                .collect()
        });
        assert!(grants.iter().all(|grant| *grant == grants[0]), "one pair for all");
        assert_eq!(stage.since(mark).len(), 1, "it was refreshed once");
        assert_eq!(stage.app.row_counts()["token_chains"], 1);
        let next = stage.next(&grants[0], Enterprise);
        assert!(stage.present(&next.access, Enterprise).is_ok());
    });
}

#[test]
fn nothing_that_is_stored_makes_a_token() {
    on_stage(|stage| {
        let first = stage.sign_in(Enterprise);
        let second = stage.next(&first, Enterprise);
        let everything = format!("{:?}", stage.app.contents());
        for token in [&first.access, &first.refresh, &second.access, &second.refresh] {
            let (message, signature) = token.rsplit_once('.').expect("three parts");
            let payload = message.rsplit('.').next().expect("three parts");
            assert!(!everything.contains(signature) && !everything.contains(payload));
        }
    });
}
