//! People whom a comment names.

use crate::scene::with_scene;
use serde_json::json;
use tessera_application::{hand::Hand, users::set_active};
use tessera_domain::{event::EventKind, user::Role};
use tessera_tests::enterprise::{EnterpriseUser, NOBODYS, TICKETS, at, data, missing};

#[test]
fn names_go_in_and_numbers_come_out_each_once_in_their_order() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let [robin, kim, mia] = [&scene.robin, &scene.kim, &scene.mia].map(|user| user.number);
        for (named, numbers) in [
            (json!(["@kim", "@mia"]), json!([kim, mia])),
            (json!(["@mia", "@kim"]), json!([mia, kim])),
            (json!(["mia"]), json!([mia])),
            (json!(["@MIA", " @kim "]), json!([mia, kim])),
            (json!([kim, "@kim", kim]), json!([kim])),
            (json!([mia, "@robin"]), json!([mia, robin])),
            (json!(["@nobody", "@", "", NOBODYS, "@kim"]), json!([kim])),
        ] {
            scene.app.clock.advance(1);
            let made = scene
                .robin
                .comments_with(&ticket, "Look", json!({ "mentions": named }));
            assert_eq!(made["mentions"], numbers, "{named}");
        }
        let read: Vec<_> = scene
            .robin
            .reads(&ticket)
            .iter()
            .map(|one| one["mentions"].clone())
            .collect();
        assert_eq!(read.len(), 7);
        assert_eq!(read[5], json!([mia, robin]));
    });
}

#[test]
fn whoever_is_not_there_not_active_or_elsewhere_is_passed_over() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let foreign = EnterpriseUser::of(scene.app, &globex, "foreign", Role::User);
        let gone = scene.acme.user("gone", Role::User);
        let number = EnterpriseUser::also(scene.app, &gone).number;
        set_active(&scene.app.app, &Hand::Operator(scene.acme.id), gone.id, false).expect("they are there");
        let ticket = scene.robin.opens("A ticket");
        let named = json!(["@foreign", "@gone", number, "@lee"]);
        let made = scene
            .robin
            .comments_with(&ticket, "x", json!({ "mentions": named }));
        assert_eq!(made["mentions"], json!([scene.lee.number]));
        missing(&foreign.get(&at(TICKETS, &ticket)));
    });
}

#[test]
fn whoever_is_named_sees_the_ticket_from_then_on_and_no_more_than_that() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let own = at(TICKETS, &ticket);
        missing(&scene.lee.get(&own));
        let mark = scene
            .app
            .events(scene.acme.id)
            .last()
            .map_or(0, |logged| logged.sequence);
        scene
            .robin
            .comments_with(&ticket, "Look", json!({ "mentions": ["@lee"] }));
        let since = scene.app.events_after(scene.acme.id, mark);
        let kinds: Vec<EventKind> = since.iter().map(|logged| logged.event.kind).collect();
        assert_eq!(kinds, [EventKind::CommentAdded, EventKind::TicketWatched]);
        data(&scene.lee.get(&own), 200);
        scene.lee.comments(&ticket, "Seen");
        // Seeing it is no part in it.
        let before = scene.app.contents();
        tessera_tests::enterprise::forbidden(&scene.lee.patch(&own, &json!({ "title": "x" })));
        assert!(scene.app.contents() == before);
    });
}
