//! Who sees a ticket and who may change it: out of sight is "not found", in sight without a part in it is "forbidden".

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::enterprise::{
    COMMENTS, EnterpriseUser, NOBODYS, TICKETS, all_but_the_request, at, data, forbidden, missing, page,
};

#[track_caller]
fn assert_sees(user: &EnterpriseUser, ticket: &Value, sees: bool) {
    let own = at(TICKETS, ticket);
    let listed = user
        .told(&format!("{TICKETS}?size=100"), "id")
        .contains(&ticket["id"]);
    let found = page(&user.post("/tickets/search", &json!({ "query": "sighted" })));
    let found = found["items"].to_string().contains("Sighted");
    assert_eq!((listed, found), (sees, sees), "{}", user.login);
    if sees {
        data(&user.get(&own), 200);
    } else {
        missing(&user.get(&own));
    }
}

#[test]
fn a_ticket_is_seen_by_whoever_has_a_part_in_it_or_runs_something() {
    with_scene(|scene| {
        let technician = EnterpriseUser::of(scene.app, &scene.acme, "toni", Role::Technician);
        let chief = EnterpriseUser::of(scene.app, &scene.acme, "sue", Role::SuperAdmin);
        let other = EnterpriseUser::within(scene.app, &scene.acme, ("max", Role::Manager), scene.sales);
        let ticket = scene.robin.opens("Sighted");
        for (user, sees) in [
            (&scene.robin, true),
            (&scene.kim, false),
            (&scene.lee, false),
            (&scene.mia, true),
            (&other, false),
            (&scene.ada, true),
            (&chief, true),
            (&technician, true),
        ] {
            assert_sees(user, &ticket, sees);
        }
        scene
            .ada
            .changes(&ticket, &json!({ "assigned_to_id": scene.kim.number }));
        assert_sees(&scene.kim, &ticket, true);
        scene
            .ada
            .changes(&ticket, &json!({ "department_id": scene.sales }));
        for (user, sees) in [(&scene.mia, false), (&other, true), (&scene.lee, false)] {
            assert_sees(user, &ticket, sees);
        }
    });
}

#[test]
fn out_of_sight_is_word_for_word_what_does_not_exist() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("Robin's");
        let id = ticket["id"].to_string();
        let ask = |method: &str, list: &str, number: &str| {
            let path = format!("{list}/{number}");
            let typed = [("content-type", "application/json")];
            let body: &[u8] = if method == "GET" {
                b""
            } else {
                b"{\"title\": \"x\", \"content\": \"x\"}"
            };
            let headers: &[(&str, &str)] = if method == "GET" { &[] } else { &typed };
            all_but_the_request(&scene.lee.request(method, &path, headers, body), "")
        };
        let before = scene.app.contents();
        for (method, list) in [
            ("GET", TICKETS),
            ("PATCH", TICKETS),
            ("PUT", TICKETS),
            ("GET", COMMENTS),
            ("POST", COMMENTS),
        ] {
            let theirs = ask(method, list, &id);
            assert_eq!(theirs, ask(method, list, &NOBODYS.to_string()), "{method} {list}");
            assert_eq!(theirs.0, 404);
        }
        assert!(scene.app.contents() == before);
    });
}

/// A ticket that lee watches, and has no other part in.
fn watched(scene: &Scene<'_>) -> Value {
    let ticket = scene.robin.opens("Watched");
    scene
        .robin
        .comments_with(&ticket, "Look", json!({ "mentions": ["@lee"] }));
    ticket
}

#[test]
fn whoever_only_watches_reads_and_writes_under_it_and_does_not_change_it() {
    with_scene(|scene| {
        let ticket = watched(scene);
        let own = at(TICKETS, &ticket);
        data(&scene.lee.get(&own), 200);
        scene.lee.comments(&ticket, "Thanks");
        scene.lee.attaches(&ticket, "a.txt", b"x");
        let before = scene.app.contents();
        for change in [
            json!({}),
            json!({ "title": "x" }),
            json!({ "status": "in_progress" }),
            json!({ "assigned_to_id": scene.lee.number }),
        ] {
            forbidden(&scene.lee.patch(&own, &change));
        }
        forbidden(&scene.lee.delete(&own));
        assert!(scene.app.contents() == before);
    });
}
