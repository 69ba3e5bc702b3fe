//! A-AZ-3: what is internal does not reach people of the role `user`, by whatever way they ask.

use serde_json::json;
use tessera_domain::user::Role;
use tessera_tests::{
    Client, TestApp, TestTenant, TestUser,
    mobile::{Mobile, TICKETS, refused, text, under},
    on_each_database,
    sample::{Sample, Stock, operations},
};

const CANARY: &str = "canary-7f3a";

/// A ticket of a user's, with a public comment, an internal one, and an internal answer to that.
struct Scene<'s> {
    app: &'s TestApp,
    tenant: &'s TestTenant<'s>,
    user: TestUser,
    technician: TestUser,
    ticket: serde_json::Value,
    internal: String,
}

fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database(|app| {
        let tenant = &app.tenant("acme");
        let user = tenant.user("sam", Role::User);
        let technician = tenant.user("robin", Role::Technician);
        let ticket = user.opens("Printer on fire");
        let internal = text(&technician.comments(&ticket, CANARY, true)["comment_id"]);
        technician.comments(&ticket, "Seen, thank you", false);
        let reply = json!({ "comment_text": format!("{CANARY} again"), "parent_comment_id": internal });
        technician.post(&under(&ticket, "comments"), &reply).expect(201);
        test(&Scene {
            app,
            tenant,
            user,
            technician,
            ticket,
            internal,
        });
    });
}

/// Reads, and finds no trace of it but in what the question itself repeats.
#[track_caller]
fn reads_nothing_of_it(client: &Client, path: &str) {
    let reply = client.get(path).expect(200);
    let told = format!("{:?} {}", reply.headers, reply.json()["data"]);
    assert!(!told.contains(CANARY), "{path}: {told}");
}

#[test]
fn a_az_3_no_reading_operation_shows_an_internal_comment_to_a_user() {
    with_scene(|scene| {
        let ways = [
            "search=canary",
            "search=canary-7f3a",
            "title=canary",
            "fields=mobile_list&search=canary",
            "sort=updated_at",
            "limit=100",
        ];
        for query in ways {
            reads_nothing_of_it(&scene.user, &format!("{TICKETS}?{query}"));
        }
        for query in [
            "",
            "?order=desc",
            "?limit=1",
            "?limit=200&offset=0",
            "?offset=1",
            "?content_format=markdown",
        ] {
            reads_nothing_of_it(
                &scene.user,
                &format!("{}{query}", under(&scene.ticket, "comments")),
            );
        }
    });
}

#[test]
fn a_az_3_no_operation_of_the_document_shows_a_user_what_is_internal() {
    with_scene(|scene| {
        let stock = Stock::of(scene.tenant, &scene.user);
        let hidden = [
            CANARY,
            "robin@example.org",
            "admin@example.org",
            "password",
            "fingerprint",
        ];
        for operation in operations(scene.app) {
            let mut sample = Sample::of(&operation, &stock, scene.app);
            sample
                .values
                .insert("ticket_id".into(), text(&scene.ticket["ticket_id"]));
            let told = sample.send(&scene.user).text();
            for word in hidden {
                assert!(!told.contains(word), "{} tells {word}: {told}", operation.name());
            }
        }
        // The scene is a real one: those who may read it do.
        assert!(
            scene
                .technician
                .get(&under(&scene.ticket, "comments"))
                .text()
                .contains(CANARY)
        );
    });
}

#[test]
fn a_az_3_internal_comments_leave_no_gap_in_a_users_pages() {
    with_scene(|scene| {
        let all = scene.user.reads(&scene.ticket);
        assert_eq!(all.len(), 1, "{all:?}");
        let path = under(&scene.ticket, "comments");
        let first = scene.user.get(&format!("{path}?limit=1")).expect(200).json();
        assert_eq!(first["data"], json!(all));
        let rest = scene
            .user
            .get(&format!("{path}?limit=1&offset=1"))
            .expect(200)
            .json();
        assert_eq!(rest["data"], json!([]));
        assert_eq!(scene.technician.reads(&scene.ticket).len(), 3);
    });
}

#[test]
fn a_az_3_internal_comments_change_no_count_and_no_search_of_a_user() {
    with_scene(|scene| {
        let counts = scene.user.counts();
        scene.technician.comments(&scene.ticket, CANARY, true);
        assert_eq!(scene.user.counts(), counts);
        assert_eq!(scene.user.lists("search=canary")["pagination"]["total"], 0);
    });
}

#[test]
fn a_az_3_a_user_cannot_tell_an_internal_comment_from_one_that_does_not_exist() {
    with_scene(|scene| {
        let path = under(&scene.ticket, "comments");
        let answer = |parent: &str| {
            let body = json!({ "comment_text": "And?", "parent_comment_id": parent });
            refused(&scene.user.post(&path, &body), 404)
        };
        assert_eq!(
            answer(&scene.internal),
            answer("0196b1a2-dead-7ead-8ead-00000000dead")
        );
        assert!(scene.user.reads(&scene.ticket).len() == 1);
    });
}

#[test]
fn a_az_3_a_user_cannot_write_what_users_cannot_read() {
    with_scene(|scene| {
        let body = json!({ "comment_text": "Hidden", "is_internal": true });
        let before = scene.app.contents();
        refused(&scene.user.post(&under(&scene.ticket, "comments"), &body), 403);
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn a_az_3_an_answer_to_an_internal_comment_is_internal_whatever_it_says() {
    with_scene(|scene| {
        let body =
            json!({ "comment_text": "Loud", "parent_comment_id": scene.internal, "is_internal": false });
        let reply = scene
            .technician
            .post(&under(&scene.ticket, "comments"), &body)
            .expect(201)
            .json();
        assert_eq!(reply["data"]["is_internal"], true);
        assert_eq!(scene.user.reads(&scene.ticket).len(), 1);
    });
}
