//! Which statuses a ticket goes through, and who takes it where.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{EnterpriseUser, TICKETS, against_rule, at, blamed, data},
    mobile::Mobile,
};

const WORDS: [&str; 5] = ["open", "in_progress", "pending_approval", "resolved", "closed"];

/// Where people may take a ticket from each status, besides staying.
const WAYS: [(&str, &[&str]); 5] = [
    ("open", &["in_progress", "pending_approval", "resolved"]),
    ("in_progress", &["open", "pending_approval", "resolved"]),
    ("pending_approval", &[]),
    ("resolved", &["open", "in_progress", "pending_approval", "closed"]),
    ("closed", &[]),
];

/// What a status is called by the mobile API, which takes tickets anywhere.
fn mobile_name(word: &str) -> &'static str {
    match word {
        "open" => "Open",
        "in_progress" => "In Progress",
        "pending_approval" => "Pending Approval",
        "resolved" => "Resolved",
        "closed" => "Closed",
        other => panic!("{other} is no status"),
    }
}

/// A ticket of robin's in that status.
fn ticket_in(scene: &Scene<'_>, word: &str) -> Value {
    let ticket = scene.robin.opens("A ticket");
    let newest = scene.acme.admin.lists("sort=ticket_number&order=desc&limit=1")["data"][0].clone();
    scene.acme.admin.moves(&newest, mobile_name(word));
    assert_eq!(scene.robin.sees(&ticket)["status"], word);
    ticket
}

/// Tries every way from that status. Those that lead somewhere are 200 and lead there, all others break a rule.
fn try_all(scene: &Scene<'_>, who: &EnterpriseUser, from: &str, may: impl Fn(&str) -> bool) {
    for to in WORDS {
        let ticket = ticket_in(scene, from);
        let before = scene.app.contents();
        let reply = who.patch(&at(TICKETS, &ticket), &json!({ "status": to }));
        if may(to) {
            assert_eq!(data(&reply, 200)["status"], to, "{} from {from}", who.login);
        } else {
            assert_eq!(
                reply.status,
                422,
                "{} from {from} to {to}: {}",
                who.login,
                reply.text()
            );
            against_rule(&reply);
            assert!(scene.app.contents() == before, "{from} to {to} changed something");
        }
    }
}

#[test]
fn people_go_forth_and_back_and_close_what_is_resolved() {
    with_scene(|scene| {
        for (from, ways) in WAYS {
            for who in [&scene.robin, &scene.mia] {
                try_all(scene, who, from, |to| to == from || ways.contains(&to));
            }
        }
    });
}

#[test]
fn admins_go_anywhere() {
    with_scene(|scene| {
        for from in WORDS {
            try_all(scene, &scene.ada, from, |_| true);
        }
    });
}

#[test]
fn the_same_status_again_is_no_move() {
    with_scene(|scene| {
        for word in WORDS {
            let ticket = ticket_in(scene, word);
            for who in [&scene.robin, &scene.mia, &scene.ada] {
                let changed = who.changes(&ticket, &json!({ "status": word, "title": "Beside it" }));
                assert_eq!(
                    (&changed["status"], &changed["title"]),
                    (&json!(word), &json!("Beside it"))
                );
            }
        }
    });
}

#[test]
fn a_barred_way_takes_the_rest_of_the_change_with_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        let body = json!({ "status": "closed", "title": "Renamed", "tags": ["a"] });
        let before = scene.app.contents();
        against_rule(&scene.robin.patch(&own, &body));
        assert!(scene.app.contents() == before);
        blamed(
            &scene.robin.patch(&own, &json!({ "status": "done" })),
            &["status"],
        );
    });
}

#[test]
fn resolving_tells_how_many_minutes_it_took_and_reopening_forgets_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene.app.clock.advance(90 * 60 + 59);
        let [robin, ada] = [&scene.robin, &scene.ada].map(|user| user.again(scene.app));
        let status = |who: &EnterpriseUser, word: &str| who.changes(&ticket, &json!({ "status": word }));
        assert_eq!(status(&robin, "resolved")["resolution_time"], 90);
        scene.app.clock.advance(600);
        assert_eq!(robin.sees(&ticket)["resolution_time"], 90);
        assert_eq!(
            status(&robin, "closed")["resolution_time"],
            90,
            "it was finished when it was resolved"
        );
        assert_eq!(status(&ada, "open")["resolution_time"], Value::Null);
        scene.app.clock.advance(600);
        assert_eq!(status(&robin, "resolved")["resolution_time"], 110);
        assert_eq!(status(&robin, "in_progress")["resolution_time"], Value::Null);
    });
}

#[test]
fn a_status_of_another_door_that_reads_the_same_stays_as_it_is() {
    with_scene(|scene| {
        scene.robin.opens("A ticket");
        let ticket = scene.acme.admin.lists("")["data"][0].clone();
        for name in ["In Review", "Waiting"] {
            scene.acme.admin.moves(&ticket, name);
            let changed = scene
                .robin
                .changes(&json!(1), &json!({ "status": "in_progress" }));
            assert_eq!(changed["status"], "in_progress");
            assert_eq!(scene.acme.admin.sees(&ticket)["status_name"], name);
            assert_eq!(
                scene.robin.changes(&json!(1), &json!({ "status": "resolved" }))["status"],
                "resolved"
            );
        }
    });
}

#[test]
fn the_load_of_random_moves_is_taken() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let mut place = 7_usize;
        for _ in 0..40 {
            place = (place * 5 + 3) % 64;
            let word = ["open", "in_progress", "resolved"][place % 3];
            assert_eq!(
                scene.robin.changes(&ticket, &json!({ "status": word }))["status"],
                word
            );
        }
    });
}
