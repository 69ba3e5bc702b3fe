//! A-IN-2: texts come back byte for byte, on both databases; what cannot be stored is refused by its field.

use serde_json::{Value, json};
use tessera_domain::user::Role;
use tessera_tests::{
    TestApp, TestUser,
    mobile::{Mobile, TICKETS, items, path, refused, refused_for, under},
    on_each_database,
};

/// Texts that careless software mends, folds, trims, cuts or chokes on.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        (
            "bidirectional overrides",
            "\u{202e}abc\u{202c} \u{2066}x\u{2069} \u{200f}".into(),
        ),
        (
            "zero width",
            "a\u{200b}b\u{200c}c\u{200d}d\u{2060}e\u{feff}".into(),
        ),
        ("byte order mark in front", "\u{feff}abc".into()),
        ("combining marks", format!("e{}", "\u{301}".repeat(200))),
        ("a mark without a letter", "\u{301}".into()),
        ("composed", "\u{e9}\u{c5}\u{1e9b}\u{323}".into()),
        ("decomposed", "e\u{301}A\u{30a}\u{17f}\u{323}\u{307}".into()),
        ("compatibility forms", "\u{fb01}\u{2460}\u{ff21}\u{212b}".into()),
        ("beyond the basic plane", "🎫👩\u{200d}👩\u{200d}👧🏽 𝒳 𐍈".into()),
        (
            "the last code points",
            "\u{ffff}\u{fffe}\u{fffd}\u{10ffff}\u{e000}".into(),
        ),
        (
            "control characters",
            "\u{1}\u{7}\u{8}\u{b}\u{c}\u{1b}[31m\u{7f}\u{85}\u{9b}".into(),
        ),
        ("line ends", "a\r\nb\nc\rd\u{2028}e\u{2029}f".into()),
        ("white space outside", " \t padded \u{a0}\n".into()),
        ("case that does not round-trip", "ẞßİıſΣςǅ".into()),
        ("right to left", "שלום עולם ١٢٣".into()),
        ("quotes and slashes", r#"'"`\ \\ \" \u0041 %5C /"#.into()),
        ("SQL", "'); DROP TABLE tickets;-- $1 ? ?1 :a @a".into()),
        ("wildcards", "100% _under_ [a-z]* \\%".into()),
        ("markup", "<script>alert(1)</script> & &amp; ]]>".into()),
        ("templates", "{{7*7}} ${jndi:ldap://x} %s%n {0} $(id) `id`".into()),
        ("words for nothing", "null undefined NaN None".into()),
        ("JSON in a text", r#"{"a": [1, null]}"#.into()),
    ]
}

/// A place where a client writes a text and reads it again.
struct Spot {
    name: &'static str,
    /// The way to the field, as an issue names it.
    way: &'static str,
    most: Option<usize>,
    send: fn(&Scene<'_>, Value) -> tessera_tests::Reply,
    read: fn(&Scene<'_>) -> Value,
}

struct Scene<'s> {
    app: &'s TestApp,
    robin: TestUser,
    ticket: Value,
}

fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database(|app| {
        let robin = app.tenant("acme").user("robin", Role::Technician);
        let ticket = robin.opens("A ticket");
        test(&Scene { app, robin, ticket });
    });
}

impl Scene<'_> {
    fn put(&self, body: &Value) -> tessera_tests::Reply {
        self.robin.put(&path(&self.ticket), body)
    }

    fn seen(&self) -> Value {
        self.robin.sees(&self.ticket)
    }

    fn log(&self, more: Value) -> tessera_tests::Reply {
        self.app.clock.advance(3600);
        let from = self.robin.opens("Clock")["entered_at"].clone();
        let hour = from
            .as_str()
            .and_then(|text| text.get(..13))
            .expect("a moment")
            .to_owned();
        let mut body = json!({
            "work_item_type": "ad_hoc", "start_time": format!("{hour}:00:00Z"), "end_time": format!("{hour}:30:00Z")
        });
        tessera_tests::mobile::merge(&mut body, more);
        self.robin.post("/api/v1/time-entries", &body)
    }

    fn last_comment(&self) -> Value {
        self.robin.reads(&self.ticket).pop().unwrap_or_default()
    }
}

const SPOTS: &[Spot] = &[
    Spot {
        name: "a ticket's title",
        way: "title",
        most: Some(255),
        send: |scene, text| scene.put(&json!({ "title": text })),
        read: |scene| scene.seen()["title"].clone(),
    },
    Spot {
        name: "a new ticket's title",
        way: "title",
        most: Some(255),
        send: |scene, text| scene.robin.post(TICKETS, &json!({ "title": text })),
        read: |scene| scene.robin.lists("sort=ticket_number&limit=1")["data"][0]["title"].clone(),
    },
    Spot {
        name: "a description",
        way: "attributes.description",
        most: None,
        send: |scene, text| scene.put(&json!({ "attributes": { "description": text } })),
        read: |scene| scene.seen()["attributes"]["description"].clone(),
    },
    Spot {
        name: "a text deep in the attributes",
        way: "attributes.own.1.deep",
        most: None,
        send: |scene, text| scene.put(&json!({ "attributes": { "own": [0, { "deep": text }] } })),
        read: |scene| scene.seen()["attributes"]["own"][1]["deep"].clone(),
    },
    Spot {
        name: "a name in the attributes",
        way: "attributes",
        most: None,
        send: |scene, text| scene.put(&json!({ "attributes": { text.as_str().unwrap_or_default(): 1 } })),
        read: |scene| {
            json!(
                scene.seen()["attributes"]
                    .as_object()
                    .and_then(|own| own.keys().next())
            )
        },
    },
    Spot {
        name: "a tag",
        way: "tags.0",
        most: Some(255),
        send: |scene, text| scene.put(&json!({ "tags": [text] })),
        read: |scene| scene.seen()["tags"][0]["tag_text"].clone(),
    },
    Spot {
        name: "a comment",
        way: "comment_text",
        most: Some(5000),
        send: |scene, text| {
            scene.robin.post(
                &under(&scene.ticket, "comments"),
                &json!({ "comment_text": text }),
            )
        },
        read: |scene| scene.last_comment()["comment_text"].clone(),
    },
    Spot {
        name: "a comment's metadata",
        way: "metadata.x",
        most: None,
        send: |scene, text| {
            let body = json!({ "comment_text": "x", "metadata": { "x": text } });
            scene.robin.post(&under(&scene.ticket, "comments"), &body)
        },
        read: |scene| scene.last_comment()["metadata"]["x"].clone(),
    },
    Spot {
        name: "notes",
        way: "notes",
        most: Some(100_000),
        send: |scene, text| scene.log(json!({ "notes": text })),
        read: |_| Value::Null,
    },
    Spot {
        name: "a tax region",
        way: "tax_region",
        most: Some(255),
        send: |scene, text| scene.log(json!({ "tax_region": text })),
        read: |_| Value::Null,
    },
];

#[test]
fn a_in_2_every_text_comes_back_as_it_was_sent() {
    with_scene(|scene| {
        for spot in SPOTS {
            for (what, text) in texts() {
                // The youngest comment is then the last one.
                scene.app.clock.advance(1);
                let reply = (spot.send)(scene, json!(text));
                assert!(reply.status < 300, "{what} in {}: {}", spot.name, reply.text());
                let read = (spot.read)(scene);
                let told = &reply.json()["data"];
                let back = if read.is_null() {
                    told[spot.way].clone()
                } else {
                    read
                };
                assert_eq!(back, json!(text), "{what} in {}", spot.name);
            }
        }
    });
}

#[test]
fn a_in_2_nul_is_refused_by_the_name_of_its_field() {
    with_scene(|scene| {
        scene.robin.counts();
        for spot in SPOTS {
            for text in ["\0", "a\0b", "end\0", "\u{feff}\0🎫"] {
                let reply = (spot.send)(scene, json!(text));
                refused_for(&reply, &[spot.way]);
            }
        }
        // The scene's clock tickets are all that there is besides.
        let kept = scene.app.contents();
        assert!(kept["comments"].is_empty() && kept["time_entries"].is_empty() && kept["tags"].is_empty());
    });
}

#[test]
fn a_in_2_nul_in_a_parameter_is_refused_by_its_name() {
    with_scene(|scene| {
        let names = [
            "search",
            "title",
            "ticket_number",
            "priority_name",
            "status_name",
            "client_name",
            "contact_name",
        ];
        for name in names.into_iter().chain(["category_name", "board_name"]) {
            for text in ["%00", "a%00b"] {
                refused_for(&scene.robin.get(&format!("{TICKETS}?{name}={text}")), &[name]);
            }
        }
        refused_for(&scene.robin.get(&format!("{TICKETS}?tags=a%00b")), &["tags.0"]);
        for text in [
            "sort",
            "order",
            "fields",
            "is_open",
            "assigned_to",
            "page",
            "updated_from",
        ] {
            assert_eq!(
                scene.robin.get(&format!("{TICKETS}?{text}=a%00")).status,
                400,
                "{text}"
            );
        }
    });
}

#[test]
fn a_in_2_bytes_that_are_no_text_are_refused() {
    with_scene(|scene| {
        let bodies: &[&[u8]] = &[
            br#"{"title": "\ud800"}"#,
            br#"{"title": "\udc00\ud800"}"#,
            br#"{"title": "\ud83d x"}"#,
            b"{\"title\": \"\xff\"}",
            b"{\"title\": \"\xc3\"}",
            b"{\"title\": \"\xed\xa0\x80\"}",
            b"{\"title\": \"\xc0\x80\"}",
            b"{\"title\": \"\xf8\x88\x80\x80\x80\"}",
            b"\xff\xfe{\x00}\x00",
            b"\xef\xbb\xbf{\"title\": \"x\"}",
        ];
        let before = scene.app.contents();
        for body in bodies {
            for (method, at) in [("PUT", path(&scene.ticket)), ("POST", TICKETS.to_owned())] {
                let reply = scene
                    .robin
                    .request(method, &at, &[("content-type", "application/json")], body);
                let refusal = refused(&reply, 400);
                assert_eq!(
                    refusal.code,
                    "VALIDATION_ERROR",
                    "{}",
                    String::from_utf8_lossy(body)
                );
            }
        }
        for name in ["search", "status_name", "sort", "page", "tags", "assigned_to"] {
            for bytes in ["%ff", "%c3", "%ed%a0%80", "%c0%80"] {
                refused_for(&scene.robin.get(&format!("{TICKETS}?{name}={bytes}")), &[name]);
            }
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn a_in_2_escapes_and_bytes_of_the_same_text_are_the_same_text() {
    with_scene(|scene| {
        let escaped = br#"{"title": "\ud83c\udfab \u00e9 \u202e \/ \u0000x"}"#;
        let typed = [("content-type", "application/json")];
        refused_for(
            &scene.robin.request("PUT", &path(&scene.ticket), &typed, escaped),
            &["title"],
        );
        let escaped = br#"{"title": "\ud83c\udfab \u00e9 \u202e \/"}"#;
        scene
            .robin
            .request("PUT", &path(&scene.ticket), &typed, escaped)
            .expect(200);
        assert_eq!(scene.seen()["title"], "🎫 é \u{202e} /");
    });
}

#[test]
fn a_in_2_lengths_are_counted_in_unicode_scalars() {
    with_scene(|scene| {
        for spot in SPOTS {
            let Some(most) = spot.most else { continue };
            for scalar in ["x", "é", "🎫", "\u{301}"] {
                // A body may take 256 kB; the text must fit in there to be counted at all.
                if scalar.len() * most > 200_000 {
                    continue;
                }
                let full = format!("a{}", scalar.repeat(most - 1));
                let reply = (spot.send)(scene, json!(full));
                assert!(
                    reply.status < 300,
                    "{most} of {scalar:?} in {}: {}",
                    spot.name,
                    reply.text()
                );
                let over = (spot.send)(scene, json!(format!("{full}{scalar}")));
                let refusal = refused_for(&over, &[spot.way]);
                assert_eq!(refusal.details[0]["code"], "too_big", "{}", spot.name);
                assert_eq!(refusal.details[0]["maximum"], most, "{}", spot.name);
            }
        }
    });
}

#[test]
fn a_in_2_ten_thousand_combining_marks_are_a_text_like_any_other() {
    with_scene(|scene| {
        let tower = format!("a{}", "\u{301}\u{323}".repeat(5_000));
        for body in [json!({ "title": tower }), json!({ "tags": [tower] })] {
            assert_eq!(scene.put(&body).status, 400);
        }
        scene
            .put(&json!({ "attributes": { "description": tower, "own": tower } }))
            .expect(200);
        assert_eq!(
            scene.seen()["attributes"],
            json!({ "description": tower, "own": tower })
        );
        let search = format!("{TICKETS}?search={}", "%CC%81".repeat(200));
        scene.robin.get(&search).expect(200);
        refused_for(&scene.robin.get(&format!("{search}%CC%81")), &["search"]);
    });
}

#[test]
fn a_in_2_composed_and_decomposed_twins_stay_two() {
    with_scene(|scene| {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
        scene.robin.opens(composed);
        scene.robin.opens(decomposed);
        for (encoded, title) in [("caf%C3%A9", composed), ("cafe%CC%81", decomposed)] {
            assert_eq!(scene.robin.titles(&format!("title={encoded}")), [title]);
            // Accents make no difference to words, however they are written.
            let mut found = scene.robin.titles(&format!("search={encoded}"));
            found.sort_unstable();
            assert_eq!(found, [decomposed, composed]);
        }
        scene.put(&json!({ "tags": [composed, decomposed] })).expect(200);
        assert_eq!(items(&scene.seen()["tags"]).len(), 2);
    });
}
