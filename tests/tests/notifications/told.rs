//! Who is told of what, whichever dialect it comes by.

use crate::scene::{kinds, told, with_scene};
use serde_json::{Value, json};
use tessera_application::{hand::Hand, sla, users::set_active};
use tessera_domain::user::Role;
use tessera_tests::{
    enterprise::{EnterpriseUser, NOTIFICATIONS, SLA_POLICIES, TICKETS, at, data, missing},
    kanban::KanbanUser,
    mobile::{Mobile, under},
};

#[test]
fn an_assignment_by_any_dialect_tells_whoever_works_on_the_ticket_from_then_on() {
    with_scene(|scene| {
        let tim = scene.tim.number;
        let assigned = json!({ "assigned_to_id": tim });
        // By the enterprise API: when it is opened, and later.
        let first = scene.robin.opens_with("The first", assigned.clone());
        let second = scene.robin.opens("The second");
        scene.ada.changes(&second, &assigned);
        // Once more is no news.
        scene.ada.changes(&second, &assigned);
        // By the mobile one.
        let user = scene.acme.user("phone", Role::Technician);
        let third = scene.acme.admin.opens("The third");
        let body = json!({ "assigned_to": user.id.to_string() });
        scene
            .acme
            .admin
            .put(&under(&third, "assignment"), &body)
            .expect(200);
        assert_eq!(kinds(&EnterpriseUser::also(scene.app, &user)), ["assigned"]);
        assert_eq!(told(&scene.ada), []);
        // By the kanban one, with everybody who works on it. Getting in there takes a password of its own.
        let boards = KanbanUser::also(scene.app, &scene.acme.admin);
        let column = boards.board(1).columns[0];
        let fourth = boards.opens_with(
            "The fourth",
            column,
            json!({ "assignee_ids": [tim, scene.kim.number] }),
        );
        boards.changes(
            &fourth,
            &json!({ "assignee_ids": [scene.kim.number, tim, scene.mia.number] }),
        );
        let of = |ticket: &Value| ("assigned".to_owned(), ticket["id"].clone());
        assert_eq!(told(&scene.tim), [of(&fourth), of(&second), of(&first)]);
        assert_eq!(told(&scene.kim), [of(&fourth)]);
        assert_eq!(told(&scene.mia), [of(&fourth)]);
        assert_eq!(told(&EnterpriseUser::also(scene.app, &scene.acme.admin)), []);
        assert_eq!(told(&scene.robin), []);
    });
}

#[test]
fn nobody_is_told_of_what_they_do_themselves_nor_who_is_not_active() {
    with_scene(|scene| {
        let gone = scene.acme.user("gone", Role::Technician);
        let person = EnterpriseUser::also(scene.app, &gone);
        let ticket = scene
            .tim
            .opens_with("Mine", json!({ "assigned_to_id": scene.tim.number }));
        scene
            .tim
            .comments_with(&ticket, "Note", json!({ "mentions": ["@tim", "@gone"] }));
        assert_eq!(told(&scene.tim), []);
        assert_eq!(kinds(&person), ["mentioned"]);
        set_active(&scene.app.app, &Hand::Operator(scene.acme.id), gone.id, false).expect("they are there");
        scene
            .tim
            .comments_with(&ticket, "Again", json!({ "mentions": ["@gone"] }));
        set_active(&scene.app.app, &Hand::Operator(scene.acme.id), gone.id, true).expect("they are there");
        assert_eq!(kinds(&EnterpriseUser::also(scene.app, &gone)), ["mentioned"]);
    });
}

#[test]
fn whoever_a_comment_names_is_told_if_they_may_read_it() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let made = scene.tim.comments_with(
            &ticket,
            "Look",
            json!({ "mentions": ["@robin", "@kim", "@robin"] }),
        );
        for user in [&scene.robin, &scene.kim] {
            let one = user.lists(NOTIFICATIONS).remove(0);
            assert_eq!(one["kind"], "mentioned");
            assert_eq!(one["comment_id"], made["id"]);
            assert_eq!(
                one["ticket"],
                json!({ "id": ticket["id"], "ticket_number": ticket["ticket_number"], "title": "A ticket" })
            );
            assert_eq!(one["actor"]["username"], "tim");
            assert_eq!((&one["read"], &one["read_at"]), (&json!(false), &Value::Null));
        }
        let internally = json!({ "mentions": ["@robin", "@mia"], "is_internal": true });
        scene.tim.comments_with(&ticket, "Between us", internally);
        assert_eq!(
            kinds(&scene.robin),
            ["mentioned"],
            "what is internal is none of theirs"
        );
        assert_eq!(kinds(&scene.mia), ["mentioned"]);
    });
}

#[test]
fn of_an_approval_its_approvers_and_its_requesters_are_told() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A new laptop");
        // Who manages the department is to decide.
        let step = scene.robin.asks_for_approval(&ticket);
        let asked = scene.mia.lists(NOTIFICATIONS).remove(0);
        assert_eq!(
            (&asked["kind"], &asked["approval_id"]),
            (&json!("approval_requested"), &step["id"])
        );
        for question in ["Which one?", "And why?"] {
            scene.app.clock.advance(60);
            scene
                .mia
                .decides(&step, "request_info", json!({ "comments": question }));
        }
        assert_eq!(kinds(&scene.robin), ["approval_info_requested"; 2]);
        let handed = scene
            .mia
            .decides(&step, "delegate", json!({ "delegated_to_id": scene.kim.number }));
        let asked = scene.kim.lists(NOTIFICATIONS).remove(0);
        assert_eq!(
            (&asked["kind"], &asked["approval_id"]),
            (&json!("approval_requested"), &handed["new_approval_id"])
        );
        assert_eq!(
            kinds(&scene.robin).len(),
            2,
            "that it was handed on is no news to them"
        );
        scene
            .kim
            .decides(&json!(handed["new_approval_id"]), "reject", json!({}));
        let decided = scene.robin.lists(NOTIFICATIONS).remove(0);
        assert_eq!(
            (&decided["kind"], &decided["outcome"]),
            (&json!("approval_decided"), &json!("rejected"))
        );
        assert_eq!(kinds(&scene.mia), ["approval_requested"]);
        // One that somebody else asked for: both are told.
        let ticket = scene.robin.opens("Another one");
        let step = scene.tim.asks_for_approval(&ticket);
        scene.mia.decides(&step, "approve", json!({}));
        for requester in [&scene.robin, &scene.tim] {
            let decided = requester.lists(NOTIFICATIONS).remove(0);
            assert_eq!(
                (&decided["kind"], &decided["outcome"]),
                (&json!("approval_decided"), &json!("approved"))
            );
        }
        // One that is not needed any more is nobody's news.
        let ticket = scene.robin.opens("A third");
        let step = scene.robin.asks_for_approval(&ticket);
        scene.mia.decides(&step, "request_info", json!({}));
        let before = kinds(&scene.robin);
        scene.ada.changes(&ticket, &json!({ "status": "open" }));
        assert_eq!(kinds(&scene.robin), before);
    });
}

#[test]
fn a_missed_deadline_tells_whoever_works_on_the_ticket_or_else_who_runs_the_tenant() {
    with_scene(|scene| {
        let policy = json!({ "name": "Soon", "resolution_minutes": 5 });
        data(&scene.ada.post(SLA_POLICIES, &policy), 201);
        let assigned = json!({ "assigned_to_id": scene.tim.number });
        let watched = scene.robin.opens_with("Somebody's", assigned.clone());
        let nobodys = scene.robin.opens("Nobody's");
        let changed = scene.robin.opens("Changed before anybody looked");
        scene.app.clock.advance(301);
        scene.ada.changes(&changed, &assigned);
        for noticed in [2, 0] {
            assert_eq!(sla::watch(&scene.app.app), Ok(noticed));
        }
        let of = |kind: &str, ticket: &Value| (kind.to_owned(), ticket["id"].clone());
        assert_eq!(
            told(&scene.tim),
            [
                of("sla_breached", &watched),
                of("assigned", &changed),
                of("assigned", &watched)
            ]
        );
        let told_of = |user| told(user).into_iter().filter(|(kind, _)| kind == "sla_breached");
        assert_eq!(
            told_of(&scene.ada).collect::<Vec<_>>(),
            [of("sla_breached", &nobodys)]
        );
        for other in [&scene.mia, &scene.robin, &scene.kim] {
            assert_eq!(told(other), []);
        }
        let one = scene.ada.lists(NOTIFICATIONS).remove(0);
        assert_eq!(one["actor"], Value::Null);
    });
}

#[test]
fn a_request_that_is_repeated_tells_once_and_one_that_fails_tells_nobody() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let body = json!({ "assigned_to_id": scene.tim.number });
        let keyed = scene.ada.with("idempotency-key", "once");
        for _ in 0..3 {
            keyed.send("PATCH", &at(TICKETS, &ticket), &body).expect(200);
        }
        assert_eq!(kinds(&scene.tim), ["assigned"]);
        let stale = scene.ada.with("if-match", "\"1\"");
        let body = json!({ "assigned_to_id": scene.mia.number });
        assert_eq!(stale.send("PATCH", &at(TICKETS, &ticket), &body).status, 412);
        assert_eq!(told(&scene.mia), []);
    });
}

#[test]
fn a_ticket_takes_its_notifications_with_it_and_hides_them_while_it_is_out_of_sight() {
    with_scene(|scene| {
        let ticket = scene.tim.opens("A ticket");
        scene
            .ada
            .changes(&ticket, &json!({ "assigned_to_id": scene.kim.number }));
        let own = at(NOTIFICATIONS, &scene.kim.lists(NOTIFICATIONS)[0]);
        // They work on it no longer, and see it no more.
        scene
            .ada
            .changes(&ticket, &json!({ "assigned_to_id": scene.tim.number }));
        missing(&scene.kim.get(&at(TICKETS, &ticket)));
        assert_eq!(told(&scene.kim), []);
        missing(&scene.kim.get(&own));
        missing(&scene.kim.patch(&own, &json!({ "read": true })));
        scene
            .ada
            .changes(&ticket, &json!({ "assigned_to_id": scene.kim.number }));
        assert_eq!(kinds(&scene.kim), ["assigned", "assigned"]);
        data(&scene.kim.get(&own), 200);
        data(&scene.ada.delete(&at(TICKETS, &ticket)), 200);
        missing(&scene.kim.get(&own));
        assert_eq!((told(&scene.kim), told(&scene.tim)), (vec![], vec![]));
        let rows = scene.app.row_counts();
        assert_eq!(rows["notifications"], 0);
    });
}

#[test]
fn without_a_mail_server_no_letter_is_ever_written() {
    with_scene(|scene| {
        let ticket = scene
            .robin
            .opens_with("A ticket", json!({ "assigned_to_id": scene.tim.number }));
        scene
            .ada
            .comments_with(&ticket, "Look", json!({ "mentions": ["@robin"] }));
        let rows = scene.app.row_counts();
        assert_eq!((rows["notifications"], rows["notification_letters"]), (2, 0));
    });
}
