//! Pages, and the two tellings of where they lie.

use crate::scene::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{COMMENTS, DEPARTMENTS, SEARCH, TICKETS, at, blamed, blamed_for, page},
    mobile::items,
};

fn filled(scene: &Scene<'_>, amount: usize) {
    for place in 0..amount {
        scene.robin.opens(&format!("Ticket {place}"));
    }
}

/// Where a page lies, without its items.
fn place(page: &Value) -> Value {
    page["pagination"].clone()
}

#[test]
fn a_page_tells_where_it_lies_in_two_ways() {
    with_scene(|scene| {
        filled(scene, 7);
        let at = |query: &str| place(&page(&scene.robin.get(&format!("{TICKETS}?{query}"))));
        let known = |page: i64, pages: i64, size: i64| {
            json!({
                "total": 7, "page": page, "size": size, "pages": pages,
                "has_next": page < pages, "has_prev": page > 1,
                "next_page": if page < pages { json!(page + 1) } else { Value::Null },
                "prev_page": if page > 1 { json!(page - 1) } else { Value::Null }
            })
        };
        assert_eq!(at(""), known(1, 1, 20));
        assert_eq!(at("size=3"), known(1, 3, 3));
        assert_eq!(at("page=2&size=3"), known(2, 3, 3));
        assert_eq!(at("page=3&size=3"), known(3, 3, 3));
        assert_eq!(at("size=7"), known(1, 1, 7));
        assert_eq!(at("size=1&page=7"), known(7, 7, 1));
        assert_eq!(at("page=2"), known(2, 1, 20));
    });
}

#[test]
fn every_list_has_both_tellings() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene.robin.comments(&ticket, "Said");
        for path in [
            TICKETS.to_owned(),
            format!("{SEARCH}?q=ticket"),
            DEPARTMENTS.to_owned(),
            at(COMMENTS, &ticket),
        ] {
            let whole = page(&scene.robin.get(&path));
            assert!(
                items(&whole["items"]).len() == 1 || path == DEPARTMENTS,
                "{whole}"
            );
            assert_eq!((&whole["page"], &whole["size"]), (&json!(1), &json!(20)));
            let join = if path.contains('?') { '&' } else { '?' };
            let past = page(&scene.robin.get(&format!("{path}{join}page=99&size=5")));
            assert_eq!((&past["items"], &past["has_next"]), (&json!([]), &json!(false)));
            assert_eq!((&past["total"], &past["page"]), (&whole["total"], &json!(99)));
        }
        let found = page(&scene.robin.post(SEARCH, &json!({ "page": 2, "size": 1 })));
        assert_eq!(
            place(&found),
            json!({
                "total": 1, "page": 2, "size": 1, "pages": 1, "has_next": false, "has_prev": true, "next_page": null,
                "prev_page": 1
            })
        );
    });
}

#[test]
fn nothing_has_no_pages() {
    with_scene(|scene| {
        let none = page(&scene.robin.get(TICKETS));
        assert_eq!(none["items"], json!([]));
        assert_eq!(
            place(&none),
            json!({
                "total": 0, "page": 1, "size": 20, "pages": 0, "has_next": false, "has_prev": false, "next_page": null,
                "prev_page": null
            })
        );
    });
}

#[test]
fn the_size_of_a_page_is_20_and_at_most_100() {
    with_scene(|scene| {
        filled(scene, 102);
        for (query, amount) in [
            ("", 20),
            ("size=1", 1),
            ("size=100", 100),
            ("page=6", 2),
            ("page=2&size=100", 2),
            ("page=3&size=100", 0),
        ] {
            assert_eq!(
                scene.robin.lists(&format!("{TICKETS}?{query}")).len(),
                amount,
                "{query}"
            );
        }
    });
}

#[test]
fn what_is_no_page_and_no_size_is_refused_by_its_name() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for list in [
            TICKETS.to_owned(),
            SEARCH.to_owned(),
            DEPARTMENTS.to_owned(),
            at(COMMENTS, &ticket),
        ] {
            for bad in ["0", "-1", "x", "", "1.0", "1e1", "9223372036854775808", "%20"] {
                blamed(&scene.robin.get(&format!("{list}?page={bad}")), &["page"]);
                blamed(&scene.robin.get(&format!("{list}?size={bad}")), &["size"]);
            }
            let reply = scene.robin.get(&format!("{list}?size=101"));
            blamed_for(&reply, "size", "Must be 100 or less", &json!("101"));
            let reply = scene.robin.get(&format!("{list}?page=0"));
            blamed_for(&reply, "page", "Must be 1 or more", &json!("0"));
            blamed(
                &scene.robin.get(&format!("{list}?page=0&size=101")),
                &["page", "size"],
            );
        }
        for bad in [
            json!(0),
            json!(-1),
            json!(101),
            json!("20"),
            json!(1.5),
            json!([1]),
        ] {
            blamed(&scene.robin.post(SEARCH, &json!({ "size": bad })), &["size"]);
        }
        for bad in [json!(0), json!("1"), json!(1.5), json!(true)] {
            blamed(&scene.robin.post(SEARCH, &json!({ "page": bad })), &["page"]);
        }
        for nothing in [json!({ "page": null, "size": null }), json!({})] {
            page(&scene.robin.post(SEARCH, &nothing));
        }
    });
}
