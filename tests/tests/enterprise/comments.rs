//! What is said under tickets.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{COMMENTS, NOBODYS, TICKETS, at, blamed, blamed_for, data, missing, page, saying},
    mobile::items,
};

#[test]
fn a_comment_tells_who_said_it_and_what_belongs_to_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let file = scene.robin.attaches(&ticket, "investigation_log.txt", b"x");
        scene.app.clock.advance(5);
        let body = json!({
            "content": "I've investigated this issue and found the root cause.", "is_internal": false,
            "mentions": ["@kim", "@mia"], "attachments": ["investigation_log.txt"]
        });
        let reply = scene.robin.post(&at(COMMENTS, &ticket), &body);
        let made = saying(&reply, 201, "Comment added successfully");
        let known = json!({
            "id": 1,
            "ticket_id": ticket["id"],
            "user_id": scene.robin.number,
            "user": { "id": scene.robin.number, "username": "robin", "first_name": "robin", "last_name": "Tester" },
            "content": "I've investigated this issue and found the root cause.",
            "is_internal": false,
            "mentions": [scene.kim.number, scene.mia.number],
            "created_at": "2026-02-03T12:00:05Z",
            "updated_at": "2026-02-03T12:00:05Z",
            "edited": false,
            "attachments": [file["id"]]
        });
        assert_eq!(made, known);
        assert_eq!(scene.robin.reads(&ticket), [known]);
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            (&seen["comments_count"], &seen["updated_at"]),
            (&json!(1), &json!("2026-02-03T12:00:05Z"))
        );
    });
}

#[test]
fn content_is_enough_and_must_say_something() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(COMMENTS, &ticket);
        for body in [
            json!({ "content": "x" }),
            json!({ "content": "x", "is_internal": null, "mentions": null, "attachments": null }),
            json!({ "content": "x", "mentions": [], "attachments": [], "unknown": 1 }),
        ] {
            let made = data(&scene.robin.post(&own, &body), 201);
            assert_eq!(
                (&made["is_internal"], &made["mentions"], &made["attachments"]),
                (&json!(false), &json!([]), &json!([]))
            );
        }
        let before = scene.app.contents();
        let post = |body: Value| scene.robin.post(&own, &body);
        blamed_for(&post(json!({})), "content", "Required", &Value::Null);
        for blank in ["", " \n\t"] {
            blamed_for(
                &post(json!({ "content": blank })),
                "content",
                "Must not be blank",
                &json!(blank),
            );
        }
        for (bad, field) in [
            (json!({ "content": 7 }), "content"),
            (json!({ "content": "x", "is_internal": "yes" }), "is_internal"),
            (json!({ "content": "x", "mentions": "@kim" }), "mentions"),
            (json!({ "content": "x", "mentions": [true] }), "mentions.0"),
            (
                json!({ "content": "x", "attachments": { "a": 1 } }),
                "attachments",
            ),
            (
                json!({ "content": "x", "attachments": ["a", null] }),
                "attachments.1",
            ),
        ] {
            blamed(&post(bad), &[field]);
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn the_oldest_comes_first_page_by_page() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for place in 0..5 {
            scene.app.clock.advance(1);
            scene.robin.comments(&ticket, &format!("Comment {place}"));
        }
        let other = scene.robin.opens("Another ticket");
        scene.robin.comments(&other, "Elsewhere");
        let own = at(COMMENTS, &ticket);
        let told = |query: &str| {
            let page = page(&scene.robin.get(&format!("{own}?{query}")));
            let contents: Vec<String> = items(&page["items"])
                .iter()
                .map(|one| tessera_tests::mobile::text(&one["content"]).replace("Comment ", ""))
                .collect();
            (contents.concat(), page["total"].clone())
        };
        assert_eq!(told(""), ("01234".into(), json!(5)));
        assert_eq!(told("size=2"), ("01".into(), json!(5)));
        assert_eq!(told("page=2&size=2"), ("23".into(), json!(5)));
        assert_eq!(told("page=3&size=2"), ("4".into(), json!(5)));
        assert_eq!(told("page=4&size=2"), (String::new(), json!(5)));
        blamed(&scene.robin.get(&format!("{own}?page=0")), &["page"]);
        blamed(&scene.robin.get(&format!("{own}?size=101")), &["size"]);
        blamed(
            &scene.robin.get(&format!("{own}?include_internal=perhaps")),
            &["include_internal"],
        );
    });
}

#[test]
fn internal_comments_are_staffs_and_come_when_they_are_asked_for() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(COMMENTS, &ticket);
        scene.robin.comments(&ticket, "public");
        scene.app.clock.advance(1);
        let made = scene
            .mia
            .comments_with(&ticket, "canary-7f3a", json!({ "is_internal": true }));
        assert_eq!(made["is_internal"], true);
        for staff in [&scene.mia, &scene.ada] {
            for (query, contents) in [
                ("", &["public"][..]),
                ("?include_internal=false", &["public"]),
                ("?include_internal=true", &["public", "canary-7f3a"]),
            ] {
                assert_eq!(
                    staff.told(&format!("{own}{query}"), "content"),
                    contents,
                    "{query}"
                );
            }
            assert_eq!(staff.sees(&ticket)["comments_count"], 2);
        }
        for query in ["", "?include_internal=false", "?include_internal=true"] {
            let page = page(&scene.robin.get(&format!("{own}{query}")));
            assert_eq!(
                (&page["total"], &page["items"][0]["content"]),
                (&json!(1), &json!("public")),
                "{query}"
            );
        }
        let seen = scene.robin.get(&at(TICKETS, &ticket)).expect(200);
        assert!(!seen.text().contains("canary"), "{}", seen.text());
        assert_eq!(seen.json()["data"]["comments_count"], 1);
    });
}

#[test]
fn what_a_user_wants_to_hide_is_said_for_everybody() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let made = scene
            .robin
            .comments_with(&ticket, "Hidden?", json!({ "is_internal": true }));
        assert_eq!(made["is_internal"], false);
        assert_eq!(scene.robin.reads(&ticket), [made]);
    });
}

#[test]
fn a_ticket_out_of_sight_is_not_there_whatever_is_said_under_it() {
    with_scene(|scene| {
        let ticket = scene.lee.opens("Lee's");
        scene.lee.comments(&ticket, "Said");
        let before = scene.app.contents();
        for path in [at(COMMENTS, &ticket), at(COMMENTS, &json!(NOBODYS))] {
            missing(&scene.robin.get(&path));
            for body in [json!({ "content": "x" }), json!({ "content": "" }), json!({})] {
                missing(&scene.robin.post(&path, &body));
            }
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn files_are_named_by_name_or_number_and_only_those_of_the_ticket() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let other = scene.robin.opens("Another ticket");
        let [a, b] = ["a.txt", "b.txt"].map(|name| scene.robin.attaches(&ticket, name, b"x")["id"].clone());
        let foreign = scene.robin.attaches(&other, "c.txt", b"x")["id"].clone();
        let made = scene.robin.comments_with(
            &ticket,
            "x",
            json!({ "attachments": ["a.txt", b, foreign, "c.txt", "nothing.txt", NOBODYS] }),
        );
        assert_eq!(made["attachments"], json!([a, b]));
        // What belongs to one comment belongs to no other.
        let again = scene
            .robin
            .comments_with(&ticket, "x", json!({ "attachments": ["a.txt", b] }));
        assert_eq!(again["attachments"], json!([]));
        let later = scene.robin.attaches(&ticket, "a.txt", b"y")["id"].clone();
        let third = scene
            .robin
            .comments_with(&ticket, "x", json!({ "attachments": ["a.txt"] }));
        assert_eq!(third["attachments"], json!([later]));
    });
}

#[test]
fn what_was_said_by_other_doors_is_read_here_and_the_other_way_round() {
    use tessera_tests::mobile::Mobile;
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene.robin.comments(&ticket, "By this door");
        let admin = &scene.acme.admin;
        let same = admin.lists("")["data"][0].clone();
        assert_eq!(admin.reads(&same)[0]["comment_text"], "By this door");
        scene.app.clock.advance(1);
        Mobile::comments(&**admin, &same, "By another", false);
        Mobile::comments(&**admin, &same, "canary-7f3a", true);
        assert_eq!(
            scene.robin.told(&at(COMMENTS, &ticket), "content"),
            ["By this door", "By another"]
        );
        assert_eq!(scene.mia.reads(&ticket).len(), 3);
        // Nothing says that somebody changed their words who did not.
        assert!(scene.mia.reads(&ticket).iter().all(|one| one["edited"] == false));
    });
}

#[test]
fn words_that_were_changed_elsewhere_say_so() {
    use tessera_tests::kanban::{self, KanbanUser};
    with_scene(|scene| {
        let ticket = scene.ada.opens("A ticket");
        let made = scene.ada.comments(&ticket, "First words");
        let board = KanbanUser::sign_in(scene.app, &scene.acme.admin);
        scene.app.clock.advance(60);
        board
            .patch(
                &kanban::path(kanban::COMMENTS, &made),
                &json!({ "content": "Better words" }),
            )
            .expect(200);
        let read = scene.ada.reads(&ticket)[0].clone();
        assert_eq!(
            (&read["content"], &read["edited"]),
            (&json!("Better words"), &json!(true))
        );
        assert_eq!(
            (&read["created_at"], &read["updated_at"]),
            (&json!("2026-02-03T12:00:00Z"), &json!("2026-02-03T12:01:00Z"))
        );
    });
}
