//! A-AUTH-4: a refresh token that comes twice. A phone whose answer was lost goes on; a thief ends the session.

use crate::stage::{Stage, on_stage};
use std::{sync::Barrier, thread};
use tessera_domain::event::{Actor, EventKind};
use tessera_tests::phone::Pair;

const REUSED: [EventKind; 2] = [EventKind::RefreshReused, EventKind::SessionEnded];

/// The token comes again, is refused, and takes everything with it.
#[track_caller]
fn assert_ends_family(stage: &Stage<'_>, again: &Pair, rest: &[&Pair], why: &str) {
    let mark = stage.mark();
    assert_eq!(again.present(&stage.client()).status, 401, "{why}");
    for pair in rest {
        stage.assert_dead(pair, why);
    }
    assert_eq!(stage.since(mark), REUSED, "{why}");
    let told = stage.app.events_after(stage.home.id, mark);
    for logged in &told {
        assert_eq!(logged.event.actor, Actor::User(stage.robin.id), "{why}");
        assert_eq!(logged.event.subject, told[0].event.subject, "{why}");
    }
    assert_eq!(told[0].event.kind.key(), "auth.refresh_reuse");
    assert_eq!(again.present(&stage.client()).status, 401, "{why}: for good");
    assert_eq!(stage.since(mark), REUSED, "{why}: it is told once");
}

#[test]
fn a_auth_4_a_lost_answer_is_made_good_within_the_grace() {
    on_stage(|stage| {
        let first = stage.phone();
        let lost = first.next(&stage.client());
        let mark = stage.mark();
        stage.app.clock.advance(29);
        let again = first.next(&stage.client());
        assert_ne!(again, lost, "no secret is given twice");
        stage.assert_dead(&lost, "the pair that was lost");
        let next = stage.assert_alive(&again, "the pair in its place");
        assert!(!stage.since(mark).contains(&EventKind::RefreshReused));
        stage.assert_alive(&next, "the session");
    });
}

#[test]
fn a_auth_4_an_answer_may_be_lost_several_times() {
    on_stage(|stage| {
        let first = stage.phone();
        let lost: Vec<Pair> = (0..5)
            .map(|_| {
                stage.app.clock.advance(5);
                first.next(&stage.client())
            })
            .collect();
        let newest = first.next(&stage.client());
        for pair in &lost {
            stage.assert_dead(pair, "a pair that was lost");
        }
        stage.assert_alive(&newest, "the newest pair");
    });
}

#[test]
fn a_auth_4_a_replay_after_the_grace_ends_the_family() {
    on_stage(|stage| {
        for late in [30, 31, 3600] {
            let first = stage.phone();
            let next = first.next(&stage.client());
            stage.app.clock.advance(late);
            assert_ends_family(stage, &first, &[&next], &format!("{late} seconds later"));
            stage.app.clock.advance(120);
        }
    });
}

#[test]
fn a_auth_4_a_replay_ends_the_family_once_the_access_key_that_was_given_is_used() {
    on_stage(|stage| {
        let first = stage.phone();
        let next = first.next(&stage.client());
        assert!(stage.opens(&next.access));
        assert_ends_family(stage, &first, &[&next], "its successor's access key was used");
    });
}

#[test]
fn a_auth_4_a_replay_ends_the_family_once_the_refresh_token_that_was_given_is_used() {
    on_stage(|stage| {
        let first = stage.phone();
        let second = first.next(&stage.client());
        let third = second.next(&stage.client());
        assert_ends_family(
            stage,
            &first,
            &[&second, &third],
            "its successor's refresh token was used",
        );
    });
}

#[test]
fn a_auth_4_a_replayed_grandparent_ends_the_family() {
    on_stage(|stage| {
        let first = stage.phone();
        let second = first.next(&stage.client());
        stage.app.clock.advance(3600);
        let third = second.next(&stage.client());
        stage.app.clock.advance(3600);
        let fourth = third.next(&stage.client());
        assert_ends_family(stage, &first, &[&fourth], "a grandparent");
    });
}

#[test]
fn a_auth_4_a_pair_that_was_taken_back_is_unknown_and_ends_nothing() {
    on_stage(|stage| {
        let first = stage.phone();
        let taken_back = first.next(&stage.client());
        let current = first.next(&stage.client());
        let mark = stage.mark();
        assert_eq!(taken_back.present(&stage.client()).status, 401);
        assert_eq!(stage.since(mark), []);
        stage.assert_alive(&current, "whoever holds the other pair");
    });
}

#[test]
fn a_auth_4_one_family_does_not_pay_for_another() {
    on_stage(|stage| {
        let (robbed, other) = (stage.phone(), stage.phone());
        let next = robbed.next(&stage.client());
        stage.app.clock.advance(60);
        assert_ends_family(stage, &robbed, &[&next], "the robbed one");
        stage.assert_alive(&other, "the person's other phone");
        assert!(stage.opens(&stage.robin.api_key));
    });
}

#[test]
fn a_auth_4_of_twenty_at_once_one_branch_lives() {
    const AT_ONCE: usize = 20;
    on_stage(|stage| {
        let first = stage.phone();
        assert!(stage.opens(&first.access));
        let barrier = Barrier::new(AT_ONCE);
        let replies: Vec<_> = thread::scope(|scope| {
            let present = || {
                barrier.wait();
                first.present(&stage.client())
            };
            let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(present)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        for reply in &replies {
            assert!(
                matches!(reply.status, 200 | 401 | 503),
                "{}: {}",
                reply.status,
                reply.text()
            );
        }
        let pairs: Vec<Pair> = replies
            .iter()
            .filter(|reply| reply.status == 200)
            .map(Pair::in_reply)
            .collect();
        let (alive, dead): (Vec<&Pair>, Vec<&Pair>) =
            pairs.iter().partition(|pair| stage.opens(&pair.access));
        assert_eq!(alive.len(), 1, "of {} pairs that were given", pairs.len());
        assert!(!stage.opens(&first.access));
        for pair in dead {
            stage.assert_dead(pair, "a branch that another took the place of");
        }
        stage.assert_alive(alive[0], "the one branch");
        let live = stage
            .app
            .database
            .connect()
            .number("SELECT count(*) AS number FROM refresh_tokens WHERE consumed_at IS NULL");
        assert_eq!(live, 1, "nothing else is left to go on with");
    });
}
