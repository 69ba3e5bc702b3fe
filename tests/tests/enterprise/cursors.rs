//! Going through a whole list by the `Link` header: nothing that is there all along is missed or met twice.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    Reply,
    enterprise::{COMMENTS, DEPARTMENTS, EnterpriseUser, SEARCH, TICKETS, at, blamed, next, page},
    mobile::items,
};

fn ids(page: &Value) -> Vec<i64> {
    items(&page["items"])
        .iter()
        .filter_map(|one| one["id"].as_i64())
        .collect()
}

/// Every part of the list, until it does not go on.
fn through(first: &str, ask: impl Fn(&str) -> Reply) -> Vec<Vec<i64>> {
    let mut parts = Vec::new();
    let mut at = first.to_owned();
    loop {
        let reply = ask(&at);
        let page = page(&reply);
        parts.push(ids(&page));
        let Some(address) = next(&reply) else {
            assert_eq!(page["has_next"], false, "{page}");
            return parts;
        };
        assert_eq!(page["has_next"], true, "{page}");
        assert!(parts.len() < 99, "it never ends");
        at = address;
    }
}

fn filled(scene: &Scene<'_>, amount: usize) {
    for place in 0..amount {
        scene.app.clock.advance(1);
        let priority = ["low", "medium", "high"][place % 3];
        scene
            .robin
            .opens_with(&format!("Ticket {}", place % 5), json!({ "priority": priority }));
    }
}

#[test]
fn links_lead_through_all_of_a_list_in_every_order() {
    with_scene(|scene| {
        filled(scene, 11);
        for query in [
            "",
            "&sort_order=asc",
            "&sort_by=title&sort_order=asc",
            "&sort_by=priority",
            "&sort_by=updated_at",
            "&sort_by=due_date",
            "&search=ticket",
            "&status=open&tags=",
        ] {
            let parts = through(&format!("{TICKETS}?size=4{query}"), |at| scene.robin.get(at));
            let whole = ids(&page(&scene.robin.get(&format!("{TICKETS}?size=100{query}"))));
            assert_eq!(parts.concat(), whole, "{query}");
            assert_eq!(whole.len(), 11, "{query}");
            assert!(parts.iter().all(|part| part.len() <= 4), "{query}: {parts:?}");
        }
    });
}

#[test]
fn links_keep_the_question_and_name_no_page() {
    with_scene(|scene| {
        filled(scene, 5);
        let reply = scene.robin.get(&format!(
            "{TICKETS}?page=1&size=2&search=ticket&status=open,closed"
        ));
        let address = next(&reply).expect("it goes on");
        let (path, query) = address.split_once('?').expect("it asks the same");
        assert_eq!(path, TICKETS);
        let names: Vec<&str> = query
            .split('&')
            .map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name))
            .collect();
        assert_eq!(names, ["size", "search", "status", "cursor"]);
    });
}

#[test]
fn a_part_by_cursor_counts_all_and_names_no_page() {
    with_scene(|scene| {
        filled(scene, 5);
        let first = scene.robin.get(&format!("{TICKETS}?size=2"));
        let second = scene.robin.get(&next(&first).expect("it goes on"));
        let told = page(&second);
        assert_eq!(
            told["pagination"],
            json!({
                "total": 5, "page": 1, "size": 2, "pages": 3, "has_next": true, "has_prev": true, "next_page": null,
                "prev_page": null
            })
        );
    });
}

#[test]
fn what_is_opened_meanwhile_moves_nothing() {
    with_scene(|scene| {
        filled(scene, 6);
        let first = scene.robin.get(&format!("{TICKETS}?size=3"));
        assert_eq!(ids(&page(&first)), [6, 5, 4]);
        scene.robin.opens("Another one");
        scene.ada.delete(&at(TICKETS, &json!(5))).expect(200);
        let second = scene.robin.get(&next(&first).expect("it goes on"));
        assert_eq!(ids(&page(&second)), [3, 2, 1]);
    });
}

#[test]
fn a_search_goes_on_with_the_same_body() {
    with_scene(|scene| {
        filled(scene, 9);
        let bodies = [
            json!({ "size": 2 }),
            json!({ "query": "ticket", "size": 4 }),
            json!({ "filters": { "priority": ["low", "high"] }, "size": 4 }),
            json!({ "sort": [{ "field": "priority", "order": "desc" }], "size": 4 }),
        ];
        for body in bodies {
            let parts = through(SEARCH, |at| scene.robin.post(at, &body));
            let mut whole = body.clone();
            whole["size"] = json!(100);
            let whole = ids(&page(&scene.robin.post(SEARCH, &whole)));
            assert_eq!(parts.concat(), whole, "{body}");
        }
        let parts = through(&format!("{SEARCH}?q=ticket&size=4"), |at| scene.robin.get(at));
        assert_eq!(parts.concat().len(), 9);
        // Several fields to sort by have no one place to go on from: there are pages only.
        let sort =
            json!([{ "field": "priority", "order": "desc" }, { "field": "created_at", "order": "asc" }]);
        let several = scene.robin.post(SEARCH, &json!({ "sort": sort, "size": 4 }));
        assert_eq!(
            (next(&several), &page(&several)["has_next"]),
            (None, &json!(true))
        );
    });
}

#[test]
fn comments_go_on_by_cursors_too() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for place in 0..7 {
            let internal = place % 2 == 1;
            scene.app.clock.advance(1);
            scene
                .mia
                .comments_with(&ticket, &format!("{place}"), json!({ "is_internal": internal }));
        }
        let own = at(COMMENTS, &ticket);
        let parts = through(&format!("{own}?size=3&include_internal=true"), |at| {
            scene.mia.get(at)
        });
        assert_eq!(parts, [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
        let parts = through(&format!("{own}?size=3"), |at| scene.robin.get(at));
        assert_eq!(parts.concat(), [1, 3, 5, 7]);
        // A cursor of one list is none of another.
        let first = scene.mia.get(&format!("{own}?size=3&include_internal=true"));
        let address = next(&first).expect("it goes on");
        blamed(&scene.mia.get(&address.replace("=true", "=false")), &["cursor"]);
    });
}

#[test]
fn a_cursor_of_another_list_or_of_nobodys_is_refused() {
    with_scene(|scene| {
        filled(scene, 5);
        let cursor = |user: &EnterpriseUser, query: &str| {
            let reply = user.get(&format!("{TICKETS}?size=2&{query}"));
            let address = next(&reply).expect("it goes on");
            let (_, cursor) = address.split_once("cursor=").expect("it has a cursor");
            cursor.to_owned()
        };
        let own = cursor(&scene.robin, "status=open");
        for query in [
            format!("size=2&cursor={own}"),
            format!("size=2&status=open&sort_by=title&cursor={own}"),
            format!("size=2&status=open&cursor={own}x"),
            format!(
                "size=2&status=open&cursor={}",
                own.chars().rev().collect::<String>()
            ),
            "size=2&cursor=x".to_owned(),
            "size=2&cursor=".to_owned(),
            "size=2&cursor=%00".to_owned(),
            format!("size=2&cursor={}", "A".repeat(5000)),
        ] {
            let reply = scene.robin.get(&format!("{TICKETS}?{query}"));
            blamed(&reply, &["cursor"]);
            assert!(!reply.text().contains(&own), "a cursor is not quoted");
        }
        // It is a place and no key: whoever has it sees what they see anyway.
        let kim = page(
            &scene
                .kim
                .get(&format!("{TICKETS}?size=2&status=open&cursor={own}")),
        );
        assert_eq!(kim["items"], json!([]));
        let globex = scene.app.tenant("globex");
        let boss = EnterpriseUser::also(scene.app, &globex.admin);
        blamed(
            &boss.get(&format!("{TICKETS}?size=2&status=open&cursor={own}")),
            &["cursor"],
        );
    });
}

#[test]
fn a_list_that_does_not_go_on_has_no_link() {
    with_scene(|scene| {
        filled(scene, 3);
        for query in ["", "?size=100", "?page=2&size=2", "?search=nothing", "?page=9"] {
            let reply = scene.robin.get(&format!("{TICKETS}{query}"));
            if query == "?page=2&size=2" {
                assert_eq!(ids(&page(&reply)).len(), 1);
            }
            assert_eq!(next(&reply), None, "{query}");
        }
        assert_eq!(next(&scene.robin.get(DEPARTMENTS)), None);
    });
}
