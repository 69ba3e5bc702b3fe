//! A-IN-2: texts that careless software mends, folds, cuts or chokes on.

use super::{Scene, with_scene};
use serde_json::{Value, json};
use tessera_tests::{
    Reply,
    enterprise::{COMMENTS, DEPARTMENTS, SEARCH, TICKETS, at, blamed, errors},
};

/// A place where a client writes a text and reads it again.
struct Spot {
    name: &'static str,
    field: &'static str,
    most: usize,
    /// Whether white space around it is taken away.
    trims: bool,
    send: fn(&Scene<'_>, &Value) -> Reply,
    read: fn(&Value) -> Value,
}

fn change(scene: &Scene<'_>, field: &str, text: &Value) -> Reply {
    scene
        .boss
        .patch(&at(TICKETS, &scene.ticket), &json!({ field: text }))
}

const SPOTS: &[Spot] = &[
    Spot {
        name: "a title",
        field: "title",
        most: 200,
        trims: false,
        send: |scene, text| change(scene, "title", text),
        read: |data| data["title"].clone(),
    },
    Spot {
        name: "a description",
        field: "description",
        most: 0,
        trims: false,
        send: |scene, text| change(scene, "description", text),
        read: |data| data["description"].clone(),
    },
    Spot {
        name: "public notes",
        field: "public_notes",
        most: 0,
        trims: false,
        send: |scene, text| change(scene, "public_notes", text),
        read: |data| data["public_notes"].clone(),
    },
    Spot {
        name: "internal notes",
        field: "internal_notes",
        most: 0,
        trims: false,
        send: |scene, text| change(scene, "internal_notes", text),
        read: |data| data["internal_notes"].clone(),
    },
    Spot {
        name: "a tag",
        field: "tags.0",
        most: 100,
        trims: true,
        send: |scene, text| change(scene, "tags", &json!([text])),
        read: |data| data["tags"][0].clone(),
    },
    Spot {
        name: "a comment",
        field: "content",
        most: 0,
        trims: false,
        send: |scene, text| {
            scene
                .boss
                .post(&at(COMMENTS, &scene.ticket), &json!({ "content": text }))
        },
        read: |data| data["content"].clone(),
    },
    Spot {
        name: "a department's name",
        field: "name",
        most: 255,
        trims: true,
        send: |scene, text| {
            scene.boss.patch(
                &at(DEPARTMENTS, &json!(scene.department)),
                &json!({ "name": text }),
            )
        },
        read: |data| data["name"].clone(),
    },
    Spot {
        name: "the name of an announced file",
        field: "attachments.0",
        most: 255,
        trims: false,
        send: |scene, text| {
            let body = json!({ "title": "t", "description": "d", "attachments": [text] });
            scene.boss.post(TICKETS, &body)
        },
        read: |data| data["expected_attachments"][0].clone(),
    },
];

/// What holds no white space at its ends.
fn texts() -> Vec<&'static str> {
    vec![
        "\u{202e}abc\u{202c} \u{2066}x\u{2069}",
        "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e",
        "\u{301}",
        "\u{e9}\u{c5}\u{1e9b}\u{323}",
        "e\u{301}A\u{30a}\u{17f}\u{323}\u{307}",
        "\u{fb01}\u{2460}\u{ff21}\u{212b}",
        "🎫👩\u{200d}👩\u{200d}👧🏽 𝒳 𐍈",
        "x\u{ffff}\u{fffe}\u{fffd}\u{10ffff}\u{e000}",
        "a\u{1}\u{7}\u{8}\u{1b}[31m\u{7f}b",
        "a\r\nb\nc",
        "ẞßİıſΣςǅ",
        "שלום עולם ١٢٣",
        r#"'"`\ \\ \" \u0041 %5C /"#,
        "'); DROP TABLE tickets;-- $1 ? ?1 :a @a",
        "100% _under_ [a-z]* \\%",
        "<script>alert(1)</script> & &amp; ]]>",
        "null",
        "a, b; c",
        r#"{"a": [1, null]}"#,
    ]
}

#[test]
fn a_in_2_every_text_comes_back_as_it_was_sent() {
    with_scene(|scene| {
        for spot in SPOTS {
            for text in texts() {
                let reply = (spot.send)(scene, &json!(text));
                assert!(reply.status < 300, "{text:?} in {}: {}", spot.name, reply.text());
                assert_eq!((spot.read)(&reply.json()["data"]), json!(text), "{}", spot.name);
            }
            let spaced = "  a\tb \n";
            let known = if spot.trims { spaced.trim() } else { spaced };
            let reply = (spot.send)(scene, &json!(spaced));
            assert!(reply.status < 300, "{}: {}", spot.name, reply.text());
            assert_eq!((spot.read)(&reply.json()["data"]), json!(known), "{}", spot.name);
        }
    });
}

#[test]
fn a_in_2_twins_in_two_forms_are_two_tags() {
    with_scene(|scene| {
        let tags = json!(["\u{e9}", "e\u{301}"]);
        let changed = scene.boss.changes(&scene.ticket, &json!({ "tags": tags }));
        assert_eq!(changed["tags"], tags);
    });
}

#[test]
fn a_in_2_nul_is_refused_by_the_name_of_its_field() {
    with_scene(|scene| {
        let before = scene.app.contents();
        for spot in SPOTS {
            for text in ["\0", "a\0b", "end\0"] {
                blamed(&(spot.send)(scene, &json!(text)), &[spot.field]);
            }
        }
        assert!(scene.app.contents() == before);
        for (path, name) in [
            (TICKETS, "search"),
            (SEARCH, "search"),
            (SEARCH, "q"),
            (TICKETS, "tags"),
            (TICKETS, "status"),
            (TICKETS, "priority"),
            (TICKETS, "created_by_id"),
            (TICKETS, "department_id"),
            (TICKETS, "created_after"),
            (TICKETS, "sort_by"),
            (TICKETS, "page"),
        ] {
            blamed(&scene.boss.get(&format!("{path}?{name}=a%00b")), &[name]);
        }
    });
}

#[test]
fn a_in_2_lengths_are_counted_in_unicode_scalars() {
    with_scene(|scene| {
        for spot in SPOTS.iter().filter(|spot| spot.most > 0) {
            for scalar in ["x", "é", "🎫", "\u{301}"] {
                let full = format!("a{}", scalar.repeat(spot.most - 1));
                let reply = (spot.send)(scene, &json!(full));
                assert!(
                    reply.status < 300,
                    "{} of {scalar:?} in {}: {}",
                    spot.most,
                    spot.name,
                    reply.text()
                );
                blamed(
                    &(spot.send)(scene, &json!(format!("{full}{scalar}"))),
                    &[spot.field],
                );
            }
        }
        let long = "e\u{301}".repeat(10_000);
        let reply = scene
            .boss
            .post(&at(COMMENTS, &scene.ticket), &json!({ "content": long }));
        assert_eq!(reply.expect(201).json()["data"]["content"], json!(long));
    });
}

#[test]
fn a_in_2_bytes_that_are_no_text_are_refused() {
    with_scene(|scene| {
        let before = scene.app.contents();
        for body in [
            &br#"{"title": "\ud800"}"#[..],
            br#"{"title": "\udc00\ud800"}"#,
            b"{\"title\": \"\xff\"}",
            b"{\"title\": \"\xed\xa0\x80\"}",
            b"\xff\xfe{\x00}\x00",
        ] {
            let typed = [("content-type", "application/json")];
            let reply = scene
                .boss
                .request("PATCH", &at(TICKETS, &scene.ticket), &typed, body);
            errors(&reply);
        }
        assert!(scene.app.contents() == before);
        for query in ["search=%ff", "search=%ed%a0%80", "tags=%c0%af"] {
            let reply = scene.boss.get(&format!("{TICKETS}?{query}"));
            assert!([200, 400].contains(&reply.status), "{query}: {}", reply.text());
        }
    });
}
