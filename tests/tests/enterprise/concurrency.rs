//! Many at once.

use crate::scene::with_scene;
use serde_json::{Value, json};
use std::thread;
use tessera_tests::{
    Reply,
    enterprise::{COMMENTS, TICKETS, at, data},
    mobile::items,
};

/// Runs the same thing many times at once and gathers what came of it.
fn in_parallel(times: usize, run: impl Fn(usize) -> Reply + Sync) -> Vec<Reply> {
    thread::scope(|scope| {
        let run = &run;
        let threads: Vec<_> = (0..times)
            .map(|number| scope.spawn(move || run(number)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("the client does not panic"))
            .collect()
    })
}

#[test]
fn parallel_changes_of_different_fields_all_count() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        let changes = [
            json!({ "title": "Another title" }),
            json!({ "description": "Another description" }),
            json!({ "status": "in_progress" }),
            json!({ "priority": "critical" }),
            json!({ "ticket_type": "change" }),
            json!({ "assigned_to_id": scene.kim.number }),
            json!({ "department_id": scene.sales }),
            json!({ "tags": ["b", "a"] }),
            json!({ "due_date": "2026-03-01T12:00:00Z" }),
            json!({ "internal_notes": "For staff" }),
            json!({ "public_notes": "For everybody" }),
            json!({ "customer_satisfaction_rating": 4 }),
        ];
        for round in 0..4 {
            // Whatever the round before has set is taken back first.
            let plain = json!({
                "title": "A ticket", "description": "plain", "status": "open", "priority": "low",
                "ticket_type": "incident", "assigned_to_id": null, "department_id": scene.it, "tags": [],
                "due_date": null, "internal_notes": null, "public_notes": null, "customer_satisfaction_rating": null
            });
            scene.ada.changes(&ticket, &plain);
            let replies = in_parallel(changes.len(), |place| scene.ada.patch(&own, &changes[place]));
            assert!(replies.iter().all(|reply| reply.status == 200), "round {round}");
            let now = scene.ada.sees(&ticket);
            for (name, value) in changes
                .iter()
                .flat_map(|change| change.as_object().into_iter().flatten())
            {
                assert_eq!(&now[name], value, "round {round}: {name} is lost");
            }
        }
    });
}

#[test]
fn a_dur_5_of_parallel_changes_to_one_version_exactly_one_wins() {
    const WRITERS: usize = 50;
    with_scene(|scene| {
        let ticket = scene.robin.opens("Contested");
        let own = at(TICKETS, &ticket);
        let seen = scene.ada.get(&own).expect(200);
        let client = scene
            .ada
            .with("if-match", seen.header("etag").expect("a ticket has a version"));
        let replies = in_parallel(WRITERS, |writer| {
            client.send("PATCH", &own, &json!({ "title": format!("Written by {writer}") }))
        });
        let won: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(won.len(), 1);
        assert!(replies.iter().all(|reply| matches!(reply.status, 200 | 412)));
        let now = scene.ada.get(&own).expect(200);
        assert_eq!(
            (now.header("etag"), won[0].header("etag")),
            (Some("\"2\""), Some("\"2\""))
        );
        assert_eq!(data(&now, 200)["title"], data(won[0], 200)["title"]);
    });
}

#[test]
fn parallel_comments_are_all_there_and_numbered_without_gaps() {
    const WRITERS: usize = 32;
    with_scene(|scene| {
        let ticket = scene.robin.opens("Busy");
        let own = at(COMMENTS, &ticket);
        let replies = in_parallel(WRITERS, |writer| {
            scene.robin.post(
                &own,
                &json!({ "content": format!("Written by {writer}"), "mentions": ["@kim"] }),
            )
        });
        let mut numbers: Vec<i64> = replies
            .iter()
            .filter_map(|reply| data(reply, 201)["id"].as_i64())
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=32).collect::<Vec<i64>>());
        assert_eq!(scene.robin.reads(&ticket).len(), WRITERS);
        assert_eq!(scene.robin.sees(&ticket)["comments_count"], WRITERS);
    });
}

#[test]
fn parallel_tickets_share_the_tags_that_they_make() {
    with_scene(|scene| {
        let replies = in_parallel(16, |writer| {
            let other = format!("tag-{}", writer % 4);
            let body = json!({ "title": "Tagged", "description": "x", "tags": [other, "shared"] });
            scene.robin.post(TICKETS, &body)
        });
        for reply in &replies {
            assert_eq!(items(&data(reply, 201)["tags"]).len(), 2);
        }
        let counts = scene.app.row_counts();
        assert_eq!((counts["tags"], counts["ticket_tags"]), (5, 32));
        let found = scene.robin.lists(&format!("{TICKETS}?tags=shared&size=100"));
        assert_eq!(found.len(), 16);
    });
}

#[test]
fn deleting_and_changing_at_once_leaves_a_ticket_or_none() {
    with_scene(|scene| {
        for _ in 0..8 {
            let ticket = scene.robin.opens("Contested");
            let own = at(TICKETS, &ticket);
            let replies = in_parallel(4, |place| {
                if place == 0 {
                    scene.ada.delete(&own)
                } else {
                    scene
                        .robin
                        .patch(&own, &json!({ "title": format!("By {place}") }))
                }
            });
            assert_eq!(replies[0].status, 200, "{}", replies[0].text());
            assert!(replies.iter().all(|reply| [200, 404].contains(&reply.status)));
            assert_eq!(scene.ada.get(&own).status, 404);
        }
        let none: Vec<Value> = scene.ada.lists(TICKETS);
        assert!(none.is_empty(), "{none:?}");
    });
}
