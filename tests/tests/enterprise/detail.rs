//! A ticket with all that stands around it.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{EnterpriseUser, TICKETS, at, data, page},
    integration::TestToken,
    mobile::{items, keys, text},
};

const AROUND: [&str; 8] = [
    "activity_timeline",
    "approval_workflow",
    "attachments",
    "attachments_count",
    "comments",
    "comments_count",
    "has_pending_approvals",
    "related_tickets",
];

fn words(seen: &Value, member: &str) -> Vec<String> {
    items(&seen["activity_timeline"])
        .iter()
        .map(|entry| text(&entry[member]))
        .collect()
}

#[test]
fn a_ticket_is_shown_whole_with_what_stands_around_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let comment = scene.robin.comments(&ticket, "Said");
        let file = scene.robin.attaches(&ticket, "a.txt", b"x");
        let reply = scene.robin.get(&at(TICKETS, &ticket));
        let seen = data(&reply, 200);
        let listed = page(&scene.robin.get(TICKETS))["items"][0].clone();
        let mut known = listed;
        for name in AROUND {
            known[name] = seen[name].clone();
        }
        assert_eq!(seen, known, "what a list tells and nothing else");
        assert_eq!(seen["comments"], json!([comment]));
        assert_eq!(seen["attachments"], json!([file]));
        assert_eq!(
            (&seen["comments_count"], &seen["attachments_count"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(
            (&seen["approval_workflow"], &seen["has_pending_approvals"]),
            (&Value::Null, &json!(false))
        );
        assert_eq!(seen["related_tickets"], json!([]));
        assert!(reply.header("etag").is_some());
    });
}

#[test]
fn the_timeline_tells_who_did_what_the_newest_first() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let step = || scene.app.clock.advance(60);
        step();
        scene
            .mia
            .changes(&ticket, &json!({ "title": "Renamed", "tags": ["a"] }));
        step();
        scene.mia.changes(
            &ticket,
            &json!({ "status": "in_progress", "assigned_to_id": scene.kim.number }),
        );
        step();
        scene.kim.comments(&ticket, "Said");
        step();
        scene.robin.attaches(&ticket, "a.txt", b"x");
        let seen = scene.robin.sees(&ticket);
        let actions = words(&seen, "action");
        assert_eq!(
            actions,
            [
                "file.uploaded",
                "comment.added",
                "ticket.assigned",
                "ticket.status_changed",
                "ticket.updated",
                "ticket.updated",
                "ticket.created"
            ]
        );
        let timeline = items(&seen["activity_timeline"]);
        for entry in &timeline {
            assert_eq!(
                keys(entry),
                [
                    "action",
                    "created_at",
                    "description",
                    "id",
                    "metadata",
                    "user",
                    "user_id"
                ]
            );
            assert!(!text(&entry["description"]).is_empty());
            assert_eq!(entry["user"]["id"], entry["user_id"]);
        }
        let by: Vec<String> = timeline
            .iter()
            .map(|entry| text(&entry["user"]["username"]))
            .collect();
        assert_eq!(by, ["robin", "kim", "mia", "mia", "mia", "mia", "robin"]);
        assert_eq!(timeline[0]["created_at"], "2026-02-03T12:04:00Z");
        assert_eq!(timeline[6]["created_at"], "2026-02-03T12:00:00Z");
        let mut fields: Vec<String> = items(&timeline[5]["metadata"]["fields"])
            .iter()
            .map(text)
            .collect();
        fields.sort();
        assert_eq!(fields, ["tags", "title"]);
        let moved = &timeline[3]["metadata"]["fields"];
        assert!(items(moved).contains(&json!("status")), "{moved}");
        assert_eq!(timeline[2]["metadata"]["fields"], json!(["assigned_to_id"]));
        let ids: Vec<i64> = timeline.iter().filter_map(|entry| entry["id"].as_i64()).collect();
        assert!(
            ids.len() == 7 && ids.is_sorted_by(|one, other| one > other),
            "{ids:?}"
        );
    });
}

#[test]
fn the_timeline_tells_a_user_nothing_of_what_is_internal() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene
            .mia
            .comments_with(&ticket, "canary-7f3a", json!({ "is_internal": true }));
        scene.mia.attaches_internally(&ticket, "canary-7f3a.txt", b"x");
        assert_eq!(
            words(&scene.mia.sees(&ticket), "action"),
            ["file.uploaded", "comment.added", "ticket.created"]
        );
        assert_eq!(words(&scene.robin.sees(&ticket), "action"), ["ticket.created"]);
    });
}

#[test]
fn what_another_system_did_is_told_with_its_name() {
    use tessera_tests::integration;
    with_scene(|scene| {
        let token = TestToken::of(scene.app, &scene.acme.admin);
        let opened = token.opens("By a system");
        token
            .post(
                &integration::under(&opened, "comments"),
                &json!({ "content": "Beep" }),
            )
            .expect(201);
        let listed = scene.ada.lists(TICKETS)[0].clone();
        let seen = scene.ada.sees(&listed);
        for entry in items(&seen["activity_timeline"]) {
            assert_eq!((&entry["user"], &entry["user_id"]), (&Value::Null, &Value::Null));
            assert_eq!(entry["metadata"]["source"], "Shop", "{entry}");
        }
    });
}

#[test]
fn related_are_those_of_the_department_that_share_a_tag_and_are_in_sight() {
    with_scene(|scene| {
        let tagged = |who: &EnterpriseUser, title: &str, tags: Value| {
            scene.app.clock.advance(1);
            who.opens_with(title, json!({ "tags": tags, "department_id": scene.it }))
        };
        let ticket = tagged(&scene.robin, "This one", json!(["network", "urgent"]));
        tagged(&scene.robin, "shares one", json!(["network"]));
        tagged(&scene.kim, "of a colleague", json!(["urgent", "other"]));
        tagged(&scene.robin, "shares none", json!(["other"]));
        tagged(&scene.robin, "has none", json!([]));
        scene.robin.opens_with(
            "of another department",
            json!({ "tags": ["network"], "department_id": scene.sales }),
        );
        let titles = |who: &EnterpriseUser| {
            let seen = who.sees(&ticket);
            items(&seen["related_tickets"])
                .iter()
                .map(|one| text(&one["title"]))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            titles(&scene.mia),
            ["of a colleague", "shares one"],
            "the newest first"
        );
        assert_eq!(titles(&scene.robin), ["shares one"]);
        let one = scene.robin.sees(&ticket)["related_tickets"][0].clone();
        assert_eq!(
            keys(&one),
            ["created_at", "id", "priority", "status", "ticket_number", "title"]
        );
        assert_eq!(
            (&one["status"], &one["priority"]),
            (&json!("open"), &json!("medium"))
        );
        // The other way round too, and without a department nothing is near.
        assert!(
            items(&scene.robin.sees(&one)["related_tickets"])
                .iter()
                .any(|other| other["id"] == ticket["id"])
        );
        scene.ada.changes(&ticket, &json!({ "department_id": null }));
        assert_eq!(scene.ada.sees(&ticket)["related_tickets"], json!([]));
    });
}

#[test]
fn the_first_hundred_comments_are_shown_and_all_are_counted() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for place in 0..103 {
            scene.app.clock.advance(1);
            scene.robin.comments(&ticket, &format!("Comment {place}"));
        }
        let seen = scene.robin.sees(&ticket);
        let shown = items(&seen["comments"]);
        assert_eq!((shown.len(), &seen["comments_count"]), (100, &json!(103)));
        assert_eq!(
            (&shown[0]["content"], &shown[99]["content"]),
            (&json!("Comment 0"), &json!("Comment 99"))
        );
        let timeline = items(&seen["activity_timeline"]);
        assert_eq!(
            (timeline.len(), &timeline[0]["action"]),
            (100, &json!("comment.added"))
        );
    });
}
