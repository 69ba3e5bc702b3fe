//! The fields of tickets, as they are written and read.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::enterprise::{TICKETS, blamed, data};

#[test]
fn every_word_for_a_priority_and_a_kind_reads_back() {
    with_scene(|scene| {
        for word in ["low", "medium", "high", "critical"] {
            let ticket = scene.robin.opens_with("t", json!({ "priority": word }));
            assert_eq!(ticket["priority"], word);
        }
        for word in ["incident", "request", "problem", "change"] {
            let ticket = scene.robin.opens_with("t", json!({ "ticket_type": word }));
            // Without a policy that says so no kind needs an approval.
            assert_eq!(
                (&ticket["ticket_type"], &ticket["status"]),
                (&json!(word), &json!("open"))
            );
        }
    });
}

#[test]
fn a_due_date_is_a_moment_of_any_offset_or_a_day_to_its_end() {
    with_scene(|scene| {
        for (sent, read) in [
            ("2026-03-05T18:00:00Z", "2026-03-05T18:00:00Z"),
            ("2026-03-05T18:00:00+02:00", "2026-03-05T16:00:00Z"),
            ("2026-03-05T18:00:00-05:30", "2026-03-05T23:30:00Z"),
            ("2026-03-05T18:00:00", "2026-03-05T18:00:00Z"),
            ("2026-03-05T18:00:00.250Z", "2026-03-05T18:00:00.25Z"),
            ("2026-03-05", "2026-03-05T23:59:59Z"),
            ("2028-02-29", "2028-02-29T23:59:59Z"),
        ] {
            let ticket = scene.robin.opens_with("t", json!({ "due_date": sent }));
            let told = ticket["due_date"].as_str().unwrap_or_default();
            let same = |text: &str| tessera_domain::time::Time::parse(text);
            assert_eq!(same(told), same(read), "{sent}: {told}");
            assert!(told.ends_with('Z'), "{told}");
        }
        for bad in [
            "",
            "soon",
            "2026-13-01",
            "2026-02-29",
            "05.03.2026",
            "18:00",
            "2026-03-05T25:00:00Z",
        ] {
            let body = json!({ "title": "t", "description": "d", "due_date": bad });
            blamed(&scene.robin.post(TICKETS, &body), &["due_date"]);
        }
    });
}

#[test]
fn tags_keep_their_order_and_come_once() {
    with_scene(|scene| {
        let ticket = scene
            .robin
            .opens_with("t", json!({ "tags": ["zebra", " apple ", "zebra", "moon"] }));
        assert_eq!(ticket["tags"], json!(["zebra", "apple", "moon"]));
        let changed = scene
            .robin
            .changes(&ticket, &json!({ "tags": ["moon", "new", "zebra"] }));
        assert_eq!(changed["tags"], json!(["moon", "new", "zebra"]));
        assert_eq!(scene.robin.sees(&ticket)["tags"], json!(["moon", "new", "zebra"]));
        let other = scene.robin.opens_with("t", json!({ "tags": ["apple"] }));
        assert_eq!(other["tags"], json!(["apple"]));
        assert_eq!(
            scene.robin.changes(&ticket, &json!({ "tags": [] }))["tags"],
            json!([])
        );
        assert_eq!(scene.robin.sees(&other)["tags"], json!(["apple"]));
        let most = vec!["x"; 101];
        let body = json!({ "title": "t", "description": "d", "tags": most });
        blamed(&scene.robin.post(TICKETS, &body), &["tags"]);
    });
}

#[test]
fn announced_files_are_names_and_nothing_more() {
    with_scene(|scene| {
        let names = json!(["file1.pdf", "screenshot.png", "file1.pdf", "", "../../etc/passwd"]);
        let ticket = scene.robin.opens_with("t", json!({ "attachments": names }));
        assert_eq!(
            ticket["expected_attachments"],
            json!(["file1.pdf", "screenshot.png", "../../etc/passwd"])
        );
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            (&seen["attachments"], &seen["attachments_count"]),
            (&json!([]), &json!(0))
        );
    });
}

#[test]
fn a_text_is_kept_letter_by_letter_and_measured_in_characters() {
    with_scene(|scene| {
        for text in [
            "  a  ",
            "e\u{301}",
            "🎫👩\u{200d}👧",
            "<b>&amp;</b>",
            "\u{202e}abc",
            "'; --",
            "100%_",
        ] {
            let body = json!({ "title": text, "description": text, "public_notes": text });
            let ticket = data(&scene.robin.post(TICKETS, &body), 201);
            for name in ["title", "description", "public_notes"] {
                assert_eq!(ticket[name], text, "{name}");
            }
        }
        let full = "🎫".repeat(200);
        assert_eq!(scene.robin.opens(&full)["title"], json!(full));
        let body = json!({ "title": format!("{full}x"), "description": "d" });
        blamed(&scene.robin.post(TICKETS, &body), &["title"]);
    });
}

#[test]
fn a_rating_is_a_whole_number_from_1_to_5_or_none() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("t");
        for rating in [1, 5, 3] {
            let changed = scene
                .robin
                .changes(&ticket, &json!({ "customer_satisfaction_rating": rating }));
            assert_eq!(changed["customer_satisfaction_rating"], rating);
        }
        let own = tessera_tests::enterprise::at(TICKETS, &ticket);
        for bad in [json!(0), json!(6), json!(-1), json!(4.5), json!("5"), json!(true)] {
            let reply = scene
                .robin
                .patch(&own, &json!({ "customer_satisfaction_rating": bad }));
            blamed(&reply, &["customer_satisfaction_rating"]);
        }
        assert_eq!(scene.robin.sees(&ticket)["customer_satisfaction_rating"], 3);
        let cleared = scene
            .robin
            .changes(&ticket, &json!({ "customer_satisfaction_rating": null }));
        assert_eq!(cleared["customer_satisfaction_rating"], Value::Null);
    });
}

#[test]
fn internal_notes_are_staffs_and_never_reach_a_user() {
    with_scene(|scene| {
        const CANARY: &str = "canary-7f3a";
        let ticket = scene.robin.opens("t");
        let changed = scene.mia.changes(&ticket, &json!({ "internal_notes": CANARY }));
        assert_eq!(changed["internal_notes"], CANARY);
        for staff in [&scene.mia, &scene.ada] {
            assert_eq!(staff.sees(&ticket)["internal_notes"], CANARY);
            assert_eq!(staff.told(TICKETS, "internal_notes"), [CANARY]);
        }
        for path in [
            TICKETS.to_owned(),
            tessera_tests::enterprise::at(TICKETS, &ticket),
            format!("{TICKETS}?search=canary"),
            "/tickets/search?q=canary".to_owned(),
        ] {
            let told = scene.robin.get(&path).expect(200).text();
            assert!(!told.contains(CANARY), "{path}: {told}");
        }
        let own = tessera_tests::enterprise::at(TICKETS, &ticket);
        let reply = scene.robin.patch(&own, &json!({ "title": "renamed" }));
        assert_eq!(data(&reply, 200)["internal_notes"], Value::Null);
        assert_eq!(
            scene.mia.sees(&ticket)["internal_notes"],
            CANARY,
            "they are there still"
        );
    });
}

#[test]
fn what_other_doors_wrote_reads_in_the_nearest_words() {
    use tessera_tests::{kanban::KanbanUser, mobile::Mobile};
    with_scene(|scene| {
        let ticket = scene.acme.admin.opens("By the phone");
        let read = |scene: &crate::scene::Scene<'_>| scene.ada.lists(TICKETS)[0].clone();
        assert_eq!(read(scene)["description"], "");
        let statuses = [
            ("Open", "open"),
            ("In Progress", "in_progress"),
            ("In Review", "in_progress"),
            ("Waiting", "in_progress"),
            ("Pending Approval", "pending_approval"),
            ("Resolved", "resolved"),
            ("Closed", "closed"),
        ];
        for (name, word) in statuses {
            scene.acme.admin.moves(&ticket, name);
            assert_eq!(read(scene)["status"], word, "{name}");
        }
        let priorities = [
            ("Lowest", "low"),
            ("Low", "low"),
            ("Medium", "medium"),
            ("High", "high"),
            ("Highest", "critical"),
        ];
        for (name, word) in priorities {
            let id = scene.acme.admin.priority(name);
            scene.acme.admin.changes(&ticket, json!({ "priority_id": id }));
            assert_eq!(read(scene)["priority"], word, "{name}");
        }
        let board = KanbanUser::sign_in(scene.app, &scene.acme.admin);
        let kinds = [
            ("task", "request"),
            ("bug", "incident"),
            ("story", "request"),
            ("epic", "change"),
        ];
        for (kind, word) in kinds {
            board.changes(&json!(1), &json!({ "type": kind }));
            assert_eq!(read(scene)["ticket_type"], word, "{kind}");
            // What is written elsewhere leaves what is stored alone.
            scene.ada.changes(&json!(1), &json!({ "title": "Renamed" }));
            assert_eq!(board.sees(&json!(1))["type"], kind);
        }
    });
}
