//! `GET` and `POST /tickets/{ticket_id}/comments`.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp, TestUser,
    mobile::{Mobile, TICKETS, etag, items, keys, path, refused, refused_for, sorted, text, under},
    on_each_database,
};

const NOBODYS: &str = "0196b1a2-dead-7ead-8ead-00000000dead";

/// The members of a comment as it was written.
const ROW: &[&str] = &[
    "tenant",
    "comment_id",
    "ticket_id",
    "user_id",
    "contact_id",
    "author_type",
    "note",
    "is_internal",
    "is_resolution",
    "is_system_generated",
    "markdown_content",
    "metadata",
    "created_at",
    "updated_at",
    "thread_id",
    "parent_comment_id",
    "deleted_at",
    "publish_state",
    "published_at",
    "schedule_job_id",
    "comment_text",
    "created_by",
    "author_contact_id",
    "author_contact_name",
    "author_contact_email",
    "comment_html",
];

/// What a comment in its ticket's list has besides.
const LISTED: &[&str] = &[
    "created_by_name",
    "created_by_avatar_url",
    "reactions",
    "reaction_user_names",
];

fn with_ticket(test: impl Fn(&TestApp, &TestUser, &Value)) {
    on_each_database(|app| {
        let robin = app.tenant("acme").user("robin", Role::Technician);
        let ticket = robin.opens("A ticket");
        test(app, &robin, &ticket);
    });
}

#[test]
fn a_new_comment_is_answered_as_it_was_written() {
    with_ticket(|_, robin, ticket| {
        let body = json!({ "comment_text": "On my way.", "is_internal": true });
        let reply = robin.post(&under(ticket, "comments"), &body).expect(201).json();
        assert_eq!(keys(&reply), ["data"]);
        let comment = &reply["data"];
        assert_eq!(keys(comment), sorted(&[ROW]));
        let me = json!(robin.id.to_string());
        for (name, value) in [
            ("ticket_id", &ticket["ticket_id"]),
            ("user_id", &me),
            ("created_by", &me),
            ("note", &json!("On my way.")),
            ("comment_text", &json!("On my way.")),
            ("comment_html", &json!("<p>On my way.</p>")),
            ("is_internal", &json!(true)),
            ("is_resolution", &json!(false)),
            ("is_system_generated", &json!(false)),
            ("author_type", &json!("internal")),
            ("metadata", &Value::Null),
            ("parent_comment_id", &Value::Null),
            ("thread_id", &comment["comment_id"]),
            ("created_at", &json!("2026-02-03T12:00:00.000Z")),
        ] {
            assert_eq!(&comment[name], value, "{name}");
        }
    });
}

#[test]
fn the_list_shows_the_same_comment_with_its_authors_name() {
    with_ticket(|_, robin, ticket| {
        let written = robin.comments(ticket, "On my way.", false);
        let all = robin.reads(ticket);
        assert_eq!(all.len(), 1);
        assert_eq!(keys(&all[0]), sorted(&[ROW, LISTED]));
        for name in ROW {
            assert_eq!(all[0][name], written[name], "{name}");
        }
        assert_eq!(all[0]["created_by_name"], "robin Tester");
        assert_eq!(
            (&all[0]["reactions"], &all[0]["reaction_user_names"]),
            (&json!([]), &json!({}))
        );
    });
}

#[test]
fn a_comment_is_public_unless_it_says_otherwise() {
    with_ticket(|_, robin, ticket| {
        let public = robin
            .post(&under(ticket, "comments"), &json!({ "comment_text": "x" }))
            .expect(201);
        assert_eq!(public.json()["data"]["is_internal"], false);
        for (member, bad) in [
            ("is_internal", json!(null)),
            ("is_internal", json!("true")),
            ("is_resolution", json!(1)),
        ] {
            let body = json!({ "comment_text": "x", member: bad });
            refused_for(&robin.post(&under(ticket, "comments"), &body), &[member]);
        }
    });
}

#[test]
fn a_comment_touches_its_ticket_and_leaves_the_rest_of_it() {
    with_ticket(|app, robin, ticket| {
        let before = robin.get(&path(ticket));
        app.clock.advance(60);
        robin.comments(ticket, "x", false);
        let after = robin.get(&path(ticket));
        assert_ne!(etag(&before), etag(&after));
        let (before, after) = (before.json()["data"].clone(), after.json()["data"].clone());
        assert_eq!(after["updated_at"], "2026-02-03T12:01:00.000Z");
        for name in ["status_id", "response_state", "title", "assigned_to", "closed_at"] {
            assert_eq!(before[name], after[name], "{name}");
        }
    });
}

#[test]
fn comments_are_all_there_by_age_and_can_be_asked_for_in_parts() {
    with_ticket(|app, robin, ticket| {
        for place in 0..30 {
            // Some at the same moment.
            app.clock.advance(place % 2);
            robin.comments(ticket, &format!("{place}"), place % 3 == 0);
        }
        let read = |query: &str| {
            let reply = robin
                .get(&format!("{}?{query}", under(ticket, "comments")))
                .expect(200)
                .json();
            assert_eq!(keys(&reply), ["data"], "there is no pagination");
            let ids: Vec<String> = items(&reply["data"])
                .iter()
                .map(|comment| text(&comment["comment_id"]))
                .collect();
            ids
        };
        let all = read("");
        assert_eq!(all.len(), 30);
        let times: Vec<String> = robin
            .reads(ticket)
            .iter()
            .map(|comment| text(&comment["created_at"]))
            .collect();
        assert!(times.is_sorted(), "{times:?}");
        assert_eq!(read("order=asc"), all);
        let backwards: Vec<String> = all.iter().rev().cloned().collect();
        assert_eq!(read("order=desc"), backwards);
        assert_eq!(read("limit=7&offset=3"), all[3..10]);
        assert_eq!(read("limit=7&offset=28"), all[28..]);
        assert_eq!(read("offset=10"), all[10..]);
        assert_eq!(read("offset=30"), Vec::<String>::new());
        assert_eq!(read("limit=200"), all);
        assert_eq!(read("limit=3&order=desc"), backwards[..3]);
        assert_eq!(read("content_format=markdown"), all);
    });
}

#[test]
fn what_cannot_be_read_of_the_query_is_told_before_whether_the_ticket_exists() {
    with_ticket(|_, robin, ticket| {
        for at in [under(ticket, "comments"), format!("{TICKETS}/{NOBODYS}/comments")] {
            for (query, name) in [
                ("limit=0", "limit"),
                ("limit=201", "limit"),
                ("limit=x", "limit"),
                ("offset=-1", "offset"),
                ("order=up", "order"),
                ("content_format=html", "content_format"),
            ] {
                refused_for(&robin.get(&format!("{at}?{query}")), &[name]);
            }
        }
        refused(&robin.get(&format!("{TICKETS}/{NOBODYS}/comments")), 404);
        refused_for(&robin.get(&format!("{TICKETS}/x/comments")), &["ticket_id"]);
    });
}

#[test]
fn what_is_wrong_with_the_body_is_told_before_whether_the_ticket_exists() {
    with_ticket(|_, robin, _| {
        for id in [NOBODYS, "x"] {
            let at = format!("{TICKETS}/{id}/comments");
            refused_for(&robin.post(&at, &json!({})), &["comment_text"]);
            let typed = [("content-type", "application/json")];
            let torn = refused(&robin.request("POST", &at, &typed, b"{"), 400);
            assert_eq!(torn.code, "VALIDATION_ERROR");
        }
        let good = json!({ "comment_text": "x" });
        assert_eq!(
            refused(&robin.post(&format!("{TICKETS}/{NOBODYS}/comments"), &good), 404).code,
            "NOT_FOUND"
        );
        refused_for(
            &robin.post(&format!("{TICKETS}/x/comments"), &good),
            &["ticket_id"],
        );
    });
}

#[test]
fn a_text_has_something_to_see_and_at_most_5000_characters_of_it() {
    with_ticket(|_, robin, ticket| {
        let rich = |text: &str| {
            json!([{"type": "paragraph", "content": [{"type": "text", "text": text}]}]).to_string()
        };
        for good in [
            "x".to_owned(),
            "🎫".repeat(5000),
            rich(&"x".repeat(5000)),
            " padded ".to_owned(),
        ] {
            assert_eq!(robin.comments(ticket, &good, false)["comment_text"], good);
        }
        for bad in [
            json!(""),
            json!(" \n\t "),
            json!("🎫".repeat(5001)),
            json!(rich(&"x".repeat(5001))),
            json!(rich(" ")),
            json!(5),
            json!(null),
        ] {
            refused_for(
                &robin.post(&under(ticket, "comments"), &json!({ "comment_text": bad })),
                &["comment_text"],
            );
        }
    });
}

#[test]
fn an_answer_belongs_to_the_thread_and_is_read_by_whom_its_parent_is() {
    with_ticket(|_, robin, ticket| {
        for internal in [true, false] {
            let first = robin.comments(ticket, "First", internal);
            let reply = |parent: &Value| {
                let body = json!({
                    "comment_text": "Re", "is_internal": !internal, "parent_comment_id": parent["comment_id"]
                });
                robin.post(&under(ticket, "comments"), &body).expect(201).json()["data"].clone()
            };
            let second = reply(&first);
            let third = reply(&second);
            for answer in [&second, &third] {
                assert_eq!(answer["thread_id"], first["comment_id"]);
                assert_eq!(answer["is_internal"], internal);
            }
            assert_eq!(third["parent_comment_id"], second["comment_id"]);
        }
    });
}

#[test]
fn an_answer_needs_a_parent_under_the_same_ticket() {
    with_ticket(|_, robin, ticket| {
        let elsewhere = robin.comments(&robin.opens("Another ticket"), "x", false);
        let reply = |parent: Value| {
            robin.post(
                &under(ticket, "comments"),
                &json!({ "comment_text": "Re", "parent_comment_id": parent }),
            )
        };
        assert_eq!(refused(&reply(json!(NOBODYS)), 404).code, "NOT_FOUND");
        refused_for(&reply(elsewhere["comment_id"].clone()), &["parent_comment_id"]);
        refused_for(&reply(json!("x")), &["parent_comment_id"]);
        assert_eq!(robin.reads(ticket).len(), 0);
    });
}

#[test]
fn metadata_is_kept_as_it_is() {
    with_ticket(|_, robin, ticket| {
        let metadata = json!({ "mentions": [{"id": 1, "at": 2.5}], "nothing": null, "": "" });
        let body = json!({ "comment_text": "x", "metadata": metadata, "is_resolution": true });
        robin.post(&under(ticket, "comments"), &body).expect(201);
        let read = &robin.reads(ticket)[0];
        assert_eq!(
            (&read["metadata"], &read["is_resolution"]),
            (&metadata, &json!(true))
        );
        for bad in [json!([]), json!("x"), json!({ "long": "x".repeat(65_536) })] {
            let body = json!({ "comment_text": "x", "metadata": bad });
            refused_for(&robin.post(&under(ticket, "comments"), &body), &["metadata"]);
        }
    });
}

#[test]
fn whoever_sees_a_ticket_may_write_under_it() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let sam = acme.user("sam", Role::User);
        let ticket = acme.admin.opens_with(
            "Watched",
            json!({ "attributes": { "watcher_user_ids": [sam.id.to_string()] } }),
        );
        sam.comments(&ticket, "Me too", false);
        let hidden = acme.admin.opens("Hidden");
        refused(
            &sam.post(&under(&hidden, "comments"), &json!({ "comment_text": "x" })),
            404,
        );
    });
}

#[test]
fn a_comment_repeated_with_its_key_stands_there_once() {
    with_ticket(|app, robin, ticket| {
        let client = robin.with("idempotency-key", "3f2c-comment");
        let body = json!({ "comment_text": "Once" });
        let first = client.post(&under(ticket, "comments"), &body).expect(201);
        app.clock.advance(60);
        let again = client.post(&under(ticket, "comments"), &body).expect(201);
        assert_eq!(
            (again.text(), again.header("idempotent-replayed")),
            (first.text(), Some("true"))
        );
        assert_eq!(robin.reads(ticket).len(), 1);
        let other = client.post(&under(ticket, "comments"), &json!({ "comment_text": "Twice" }));
        assert_eq!(refused(&other, 422).code, "IDEMPOTENCY_KEY_REUSED");
    });
}

#[test]
fn a_comment_over_an_old_version_of_the_ticket_is_refused() {
    with_ticket(|_, robin, ticket| {
        let old = etag(&robin.get(&path(ticket)));
        robin.changes(ticket, json!({}));
        let body = json!({ "comment_text": "x" });
        refused(
            &robin
                .with("if-match", &old)
                .post(&under(ticket, "comments"), &body),
            412,
        );
        assert_eq!(robin.reads(ticket).len(), 0);
    });
}
