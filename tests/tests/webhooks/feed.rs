//! The change feed.

use crate::scene::{Person, data, people, quiet, refused};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp,
    mobile::{items, text},
    on_each_database_with,
};

fn on_each(test: impl Fn(&TestApp)) {
    on_each_database_with(&quiet(), test);
}

/// Everything that somebody reads behind a place, part by part.
fn whole(person: &Person, after: i64, limit: i64) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), after);
    loop {
        let part = data(&person.get(&format!("/events?after={after}&limit={limit}")), 200);
        all.extend(items(&part["items"]));
        after = part["next"].as_i64().expect("a place");
        if part["has_more"] == false {
            return all;
        }
    }
}

fn actions(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| text(&event["action"])).collect()
}

#[test]
fn what_happened_comes_in_order_with_who_did_it_and_to_what() {
    on_each(|app| {
        let (ada, robin) = people(app);
        let end = |person: &Person| data(&person.get("/events?after=0&limit=100"), 200)["next"].clone();
        let before = end(&ada).as_i64().expect("a place");
        let ticket = robin.opens("New Issue");
        let path = format!("/tickets/{}", ticket["id"]);
        data(&ada.patches(&path, &json!({ "status": "in_progress" })), 200);
        let told = whole(&ada, before, 100);
        assert_eq!(actions(&told), ["ticket.created", "ticket.status_changed"]);
        for (event, person) in [(&told[0], &robin), (&told[1], &ada)] {
            assert_eq!(event["ticket_id"], ticket["id"]);
            assert_eq!(event["user_id"], person.number);
            assert_eq!(event["user"]["username"], person.login);
        }
        let places: Vec<_> = told
            .iter()
            .map(|event| event["id"].as_i64().expect("a place"))
            .collect();
        assert_eq!(places, [before + 1, before + 2]);
        assert_eq!(told[1]["metadata"]["fields"], json!(["status", "column_id"]));
        // Part by part is the same as at once.
        assert_eq!(whole(&ada, 0, 1), whole(&ada, 0, 100));
        // The same ids as in the ticket's own timeline.
        let timeline = data(&ada.get(&path), 200)["activity_timeline"].clone();
        assert_eq!(timeline[0]["id"], told[1]["id"]);
    });
}

#[test]
fn people_read_of_what_they_see_and_requesters_of_nothing_internal() {
    on_each(|app| {
        let acme = app.tenant("acme");
        let ada = Person::of(app, &acme, "ada", Role::Admin);
        let [robin, sam] = ["robin", "sam"].map(|login| Person::of(app, &acme, login, Role::User));
        let own = robin.opens("Of robin");
        sam.opens("Of sam");
        let comments = format!("/comments/ticket/{}", own["id"]);
        data(
            &ada.post(&comments, &json!({ "content": "canary", "is_internal": true })),
            201,
        );
        data(&ada.post(&comments, &json!({ "content": "public" })), 201);
        let path = format!("/tickets/{}", own["id"]);
        data(
            &ada.patches(
                &path,
                &json!({ "internal_notes": "canary", "title": "Still of robin" }),
            ),
            200,
        );
        let told = whole(&robin, 0, 100);
        assert_eq!(
            actions(&told),
            ["ticket.created", "comment.added", "ticket.updated"]
        );
        assert!(told.iter().all(|event| event["ticket_id"] == own["id"]));
        let text = format!("{told:?}");
        assert!(
            !text.contains("internal_notes") && !text.contains("canary"),
            "{text}"
        );
        let all = actions(&whole(&ada, 0, 100));
        assert_eq!(all.iter().filter(|action| *action == "comment.added").count(), 2);
        assert!(all.contains(&"user.created".to_owned()), "{all:?}");
        let theirs = app.tenant("globex");
        let eve = Person::of(app, &theirs, "eve", Role::Admin);
        assert!(
            whole(&eve, 0, 100)
                .iter()
                .all(|event| event["ticket_id"].is_null())
        );
    });
}

#[test]
fn what_is_wrong_is_said() {
    on_each(|app| {
        let (ada, _) = people(app);
        for (query, field) in [
            ("after=-1", "after"),
            ("after=x", "after"),
            ("limit=0", "limit"),
            ("limit=101", "limit"),
        ] {
            let reply = ada.get(&format!("/events?{query}"));
            assert_eq!(
                refused(&reply, 400),
                ("VALIDATION_ERROR".to_owned(), json!(field))
            );
        }
        let far = data(&ada.get("/events?after=9223372036854775807"), 200);
        assert_eq!((&far["items"], &far["has_more"]), (&json!([]), &json!(false)));
        assert_eq!(app.anonymous().get("/events").status, 401);
    });
}

#[test]
fn a_reader_beside_writers_misses_nothing_and_reads_nothing_twice() {
    on_each(|app| {
        let (ada, robin) = people(app);
        let writers = 4;
        let read = std::thread::scope(|scope| {
            let writing: Vec<_> = (0..writers)
                .map(|writer| {
                    let robin = &robin;
                    scope.spawn(move || {
                        for number in 0..10 {
                            robin.opens(&format!("Ticket {writer} {number}"));
                        }
                    })
                })
                .collect();
            let (mut all, mut after) = (Vec::new(), 0);
            loop {
                let over = writing.iter().all(std::thread::ScopedJoinHandle::is_finished);
                let part = data(&ada.get(&format!("/events?after={after}&limit=7")), 200);
                after = part["next"].as_i64().expect("a place");
                let found = items(&part["items"]);
                let done = over && found.is_empty();
                all.extend(found);
                if done {
                    return all;
                }
            }
        });
        let created: Vec<_> = read
            .iter()
            .filter(|it| it["action"] == "ticket.created")
            .collect();
        let tickets: BTreeSet<_> = created.iter().map(|it| it["ticket_id"].to_string()).collect();
        assert_eq!((created.len(), tickets.len()), (40, 40));
        let places: Vec<_> = read
            .iter()
            .map(|it| it["id"].as_i64().expect("a place"))
            .collect();
        let expected: Vec<_> = (1..=i64::try_from(places.len()).expect("few")).collect();
        assert_eq!(places, expected, "without gaps, in order");
    });
}
