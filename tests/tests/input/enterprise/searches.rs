//! A-IN-4 and A-IN-5: what is searched for stands for itself, and never becomes part of a statement.

use super::with_scene;
use serde_json::json;
use tessera_tests::{
    enterprise::{COMMENTS, DEPARTMENTS, SEARCH, TICKETS, at, blamed, blamed_for, refused},
    mobile::text,
};

#[test]
fn a_in_4_values_never_become_part_of_a_statement() {
    with_scene(|scene| {
        const CANARY: &str = "canary_column";
        scene.app.statements.clear();
        for list in [
            TICKETS.to_owned(),
            SEARCH.to_owned(),
            DEPARTMENTS.to_owned(),
            at(COMMENTS, &scene.ticket),
        ] {
            for name in [
                "search",
                "q",
                "sort_by",
                "sort_order",
                "status",
                "priority",
                "tags",
                "department_id",
                "cursor",
                "unknown",
            ] {
                for value in [
                    CANARY.to_owned(),
                    format!("title,{CANARY}"),
                    format!("{CANARY}%27%22;--"),
                ] {
                    let reply = scene.boss.get(&format!("{list}?{name}={value}"));
                    assert!(
                        [200, 400].contains(&reply.status),
                        "{list}?{name}={value}: {}",
                        reply.text()
                    );
                }
            }
        }
        let body = json!({
            "query": CANARY, "filters": { "tags": [CANARY] }, "sort": [{ "field": "title", "order": "asc" }]
        });
        scene.boss.post(SEARCH, &body).expect(200);
        scene
            .boss
            .opens_with(CANARY, json!({ "tags": [CANARY], "description": CANARY }));
        let statements = scene.app.statements.take();
        assert!(statements.len() > 30);
        assert!(!statements.iter().any(|sql| sql.contains(CANARY)));
    });
}

/// Each of them alone is no word, and must not be more than itself.
const SPECIAL: &[&str] = &[
    "%",
    "_",
    "\\",
    "'",
    "\"",
    "`",
    "*",
    "?",
    "^",
    "$",
    "|",
    "+",
    "(",
    ")",
    "[a-z]",
    "%%",
    "\\%",
    "''",
    "';--",
    "/*",
    "--",
    ":x",
    "?1",
    "$1",
    "#",
    "&",
    "=",
    "~",
    "<b>",
    "\u{202e}",
    "🎫",
    "NOT",
    "OR",
    "AND",
    "NEAR(a b)",
    "left*",
    "\"left",
    "{left}",
    "left:*",
    "!left",
];

/// Every byte of the text by its number.
fn percent_encoded(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

#[test]
fn a_in_5_every_character_of_a_search_stands_for_itself_or_for_nothing() {
    with_scene(|scene| {
        scene
            .boss
            .opens_with("leftright", json!({ "description": "nothing special" }));
        for special in SPECIAL {
            scene.boss.opens_with(
                &format!("left{special}right"),
                json!({ "description": "special" }),
            );
        }
        for special in SPECIAL {
            let title = format!("left{special}right");
            let encoded = percent_encoded(&title);
            for path in [
                format!("{TICKETS}?search={encoded}&size=100"),
                format!("{SEARCH}?q={encoded}&size=100"),
            ] {
                let found = scene.boss.told(&path, "title");
                assert!(found.contains(&json!(title)), "{title}: {found:?}");
            }
            let found = scene.boss.finds(&json!({ "query": title, "size": 100 }));
            assert!(found.contains(&title), "{title}: {found:?}");
            // Whatever it is, asking for it alone is answered.
            let alone = percent_encoded(special);
            scene.boss.get(&format!("{TICKETS}?search={alone}")).expect(200);
            scene.boss.post(SEARCH, &json!({ "query": special })).expect(200);
        }
        // A percent sign is no wildcard.
        let found = scene.boss.finds(&json!({ "query": "left%right" }));
        assert!(!found.contains(&"leftright".to_owned()), "{found:?}");
    });
}

#[test]
fn a_in_5_a_search_has_at_most_200_characters() {
    with_scene(|scene| {
        for scalar in ["x", "%C3%A9", "%F0%9F%8E%AB"] {
            let full = scalar.repeat(200);
            for (path, name) in [(TICKETS, "search"), (SEARCH, "search"), (SEARCH, "q")] {
                scene.boss.get(&format!("{path}?{name}={full}")).expect(200);
                blamed(&scene.boss.get(&format!("{path}?{name}={full}{scalar}")), &[name]);
            }
        }
        let long = "é".repeat(201);
        let reply = scene.boss.post(SEARCH, &json!({ "query": long }));
        let told = "Must have at most 200 character(s)";
        blamed_for(
            &reply,
            "query",
            told,
            &json!(long.chars().take(100).collect::<String>()),
        );
        scene
            .boss
            .post(SEARCH, &json!({ "query": "é".repeat(200) }))
            .expect(200);
        let reply = scene
            .boss
            .get(&format!("{TICKETS}?search={}", "x".repeat(20_000)));
        refused(&reply, 414, "URI_TOO_LONG");
    });
}

#[test]
fn a_in_5_tags_are_compared_whole() {
    with_scene(|scene| {
        for tag in ["100%", "under_score", "back\\slash", "apo'strophe"] {
            scene.boss.opens_with(tag, json!({ "tags": [tag, "every"] }));
        }
        for (tag, known) in [
            ("100%25", &["100%"][..]),
            ("%25", &[]),
            ("under_score", &["under_score"]),
            ("under-score", &[]),
            ("%5F", &[]),
            ("back%5Cslash", &["back\\slash"]),
            ("apo'strophe", &["apo'strophe"]),
            ("100", &[]),
        ] {
            let found: Vec<String> = scene
                .boss
                .told(&format!("{TICKETS}?tags={tag}"), "title")
                .iter()
                .map(text)
                .collect();
            assert_eq!(found, known, "{tag}");
        }
    });
}
