//! Pages: their size, their links, and where there is none.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    kanban::{ATTACHMENTS, COLUMNS, COMMENTS, CONTACTS, PROJECTS, TAGS, TICKETS, inside, refused},
    mobile::{items, keys},
};

fn filled(scene: &Scene<'_>, amount: usize) {
    for place in 0..amount {
        scene.robin.opens(&format!("Card {place}"), scene.columns()[0]);
    }
}

#[track_caller]
fn size(scene: &Scene<'_>, query: &str) -> usize {
    items(&scene.robin.get(&format!("{TICKETS}?{query}")).expect(200).json()["results"]).len()
}

#[test]
fn tickets_tags_and_contacts_always_come_in_an_envelope_and_others_when_asked_for_pages() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        scene.robin.tags("A tag", scene.board.project);
        scene.robin.knows("A contact");
        scene.robin.comments(&card, "Said");
        scene.robin.attaches(&card, "a.txt", b"x");
        for list in [TICKETS, TAGS, CONTACTS, PROJECTS, COLUMNS, COMMENTS, ATTACHMENTS] {
            let bare = scene.robin.get(list).expect(200).json();
            let always = [TICKETS, TAGS, CONTACTS].contains(&list);
            assert_eq!(bare.is_object(), always, "{list}: {bare}");
            for query in ["page=1", "page_size=10", "page=1&page_size=1000", "page_size=zzz"] {
                let page = scene.robin.get(&format!("{list}?{query}")).expect(200).json();
                assert_eq!(
                    keys(&page),
                    ["count", "next", "previous", "results"],
                    "{list}?{query}"
                );
                let all = if always {
                    bare["results"].clone()
                } else {
                    bare.clone()
                };
                assert_eq!(page["results"], all, "{list}?{query}");
                assert_eq!(page["count"], items(&all).len(), "{list}?{query}");
            }
        }
    });
}

#[test]
fn the_size_of_a_page_is_20_and_at_most_100_whatever_is_said() {
    with_scene(|scene| {
        filled(scene, 102);
        for (query, amount) in [
            ("", 20),
            ("page_size=1", 1),
            ("page_size=100", 100),
            ("page_size=101", 100),
            ("page_size=1000", 100),
            ("page_size=9223372036854775808", 100),
            ("page_size=0", 20),
            ("page_size=-1", 20),
            ("page_size=", 20),
            ("page_size=ten", 20),
            ("page_size=1.5", 20),
            ("page=6", 2),
            ("page=2&page_size=100", 2),
            ("page=last", 2),
            ("page=last&page_size=100", 2),
        ] {
            assert_eq!(size(scene, query), amount, "{query}");
        }
    });
}

#[test]
fn a_page_that_is_not_there_is_not_found() {
    with_scene(|scene| {
        filled(scene, 3);
        for page in [
            "0",
            "2",
            "-1",
            "zzz",
            "1.0",
            "",
            "first",
            "LAST",
            "9223372036854775807",
            "18446744073709551616",
        ] {
            for list in [TICKETS, PROJECTS, COLUMNS] {
                let reply = scene.robin.get(&format!("{list}?page={page}"));
                refused(&reply, 404, "Not found.");
            }
        }
        // The first page of nothing is there, and it is the last one.
        for page in ["1", "last"] {
            let none = scene
                .robin
                .get(&format!("{TICKETS}?search=nothing&page={page}"))
                .expect(200)
                .json();
            assert_eq!(
                none,
                json!({ "count": 0, "next": null, "previous": null, "results": [] })
            );
        }
    });
}

#[test]
fn links_keep_the_question_in_alphabetical_order_and_lead_through_all_pages() {
    with_scene(|scene| {
        filled(scene, 5);
        let own = format!("{}{TICKETS}", scene.app.url);
        let first = scene
            .robin
            .get(&format!(
                "{TICKETS}?status=new&page_size=2&search=card&ordering=name"
            ))
            .expect(200)
            .json();
        assert_eq!(
            first["next"],
            format!("{own}?ordering=name&page=2&page_size=2&search=card&status=new")
        );
        assert_eq!(first["previous"], Value::Null);
        let second = scene.robin.get(&inside(&first["next"])).expect(200).json();
        assert_eq!(
            second["next"],
            format!("{own}?ordering=name&page=3&page_size=2&search=card&status=new")
        );
        assert_eq!(
            second["previous"],
            format!("{own}?ordering=name&page_size=2&search=card&status=new")
        );
        let third = scene.robin.get(&inside(&second["next"])).expect(200).json();
        assert_eq!(third["next"], Value::Null);
        let names: Vec<Value> = [&first, &second, &third]
            .into_iter()
            .flat_map(|page| items(&page["results"]))
            .map(|card| card["name"].clone())
            .collect();
        assert_eq!(names, ["Card 0", "Card 1", "Card 2", "Card 3", "Card 4"]);
        let back = scene.robin.get(&inside(&second["previous"])).expect(200).json();
        assert_eq!(back, first);
    });
}

#[test]
fn links_encode_what_they_keep() {
    with_scene(|scene| {
        for place in 0..3 {
            scene
                .robin
                .opens(&format!("a&b=c {place} 🎫"), scene.columns()[0]);
        }
        let first = scene
            .robin
            .get(&format!("{TICKETS}?search=a%26b%3Dc+%F0%9F%8E%AB&page_size=1"));
        let first = first.expect(200).json();
        assert_eq!(first["count"], 3);
        let second = scene.robin.get(&inside(&first["next"])).expect(200).json();
        assert_eq!(second["count"], 3);
        assert_eq!(items(&second["results"]).len(), 1);
    });
}

#[test]
fn links_name_the_host_that_was_asked() {
    with_scene(|scene| {
        filled(scene, 2);
        let client = scene.robin.with("host", "board.example:8443");
        let page = client.get(&format!("{TICKETS}?page_size=1")).expect(200).json();
        let next = page["next"].as_str().unwrap_or_default().to_owned();
        assert!(
            next.starts_with("http://board.example:8443/api/tickets/tickets/?"),
            "{next}"
        );
    });
}
