//! A-IN-2 to A-IN-8 for boards: texts, numbers, names, bodies and the number of statements.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tessera_domain::user::Role;
use tessera_tests::{
    Reply, TestApp,
    kanban::{
        COLUMNS, COMMENTS, CONTACTS, KanbanUser, PROJECTS, TAGS, TICKETS, TestBoard, answered, blamed, path,
    },
    kanban_sample::{KanbanStock, operations, sample},
    mobile::{items, keys},
    on_each_database,
    openapi::{Operation, Place},
    sample::Sample,
};

struct Scene<'s> {
    app: &'s TestApp,
    robin: KanbanUser,
    board: TestBoard,
    card: Value,
}

fn with_scene(test: impl Fn(&Scene<'_>)) {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let board = robin.starts("MOB");
        let card = robin.opens("A card", board.columns[0]);
        test(&Scene {
            app,
            robin,
            board,
            card,
        });
    });
}

/// A place where a client writes a text and reads it again.
struct Spot {
    name: &'static str,
    field: &'static str,
    most: usize,
    send: fn(&Scene<'_>, &Value) -> Reply,
}

const SPOTS: &[Spot] = &[
    Spot {
        name: "a ticket's name",
        field: "name",
        most: 500,
        send: |scene, text| {
            scene
                .robin
                .patch(&path(TICKETS, &scene.card), &json!({ "name": text }))
        },
    },
    Spot {
        name: "a description",
        field: "description",
        most: 0,
        send: |scene, text| {
            scene
                .robin
                .patch(&path(TICKETS, &scene.card), &json!({ "description": text }))
        },
    },
    Spot {
        name: "a project's name",
        field: "name",
        most: 255,
        send: |scene, text| {
            scene.robin.patch(
                &path(PROJECTS, &json!(scene.board.project)),
                &json!({ "name": text }),
            )
        },
    },
    Spot {
        name: "a column's name",
        field: "name",
        most: 100,
        send: |scene, text| {
            scene.robin.patch(
                &path(COLUMNS, &json!(scene.board.columns[1])),
                &json!({ "name": text }),
            )
        },
    },
    Spot {
        name: "a tag's name",
        field: "name",
        most: 100,
        send: |scene, text| {
            scene
                .robin
                .post(TAGS, &json!({ "name": text, "project": scene.board.project }))
        },
    },
    Spot {
        name: "a contact's department",
        field: "department",
        most: 100,
        send: |scene, text| {
            let body = json!({ "name": "x", "email": "x@example.org", "department": text });
            scene.robin.post(CONTACTS, &body)
        },
    },
    Spot {
        name: "a comment",
        field: "content",
        most: 0,
        send: |scene, text| {
            scene
                .robin
                .post(COMMENTS, &json!({ "ticket": scene.card["id"], "content": text }))
        },
    },
];

/// Texts that careless software mends, folds, cuts or chokes on. White space outside is trimmed here, by contract.
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
                assert_eq!(reply.json()[spot.field], json!(text), "{}", spot.name);
            }
        }
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
        for list in [TICKETS, TAGS, CONTACTS] {
            assert_eq!(
                scene.robin.get(&format!("{list}?search=a%00b")).status,
                400,
                "{list}"
            );
        }
        for name in ["status", "type", "column", "priority_id"] {
            assert_eq!(
                scene.robin.get(&format!("{TICKETS}?{name}=a%00")).status,
                400,
                "{name}"
            );
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
    });
}

#[test]
fn a_in_2_bytes_that_are_no_text_are_refused() {
    with_scene(|scene| {
        let before = scene.app.contents();
        for body in [
            &br#"{"name": "\ud800"}"#[..],
            br#"{"name": "\udc00\ud800"}"#,
            b"{\"name\": \"\xff\"}",
            b"{\"name\": \"\xed\xa0\x80\"}",
            b"\xff\xfe{\x00}\x00",
        ] {
            let typed = [("content-type", "application/json")];
            let reply = scene
                .robin
                .request("PATCH", &path(TICKETS, &scene.card), &typed, body);
            assert_eq!(
                reply.status,
                400,
                "{}: {}",
                String::from_utf8_lossy(body),
                reply.text()
            );
        }
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn a_in_3_numbers_out_of_all_bounds_are_answered_and_never_overflow() {
    with_scene(|scene| {
        let numbers = [
            "0",
            "-1",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "1e400",
            "1.0",
            "NaN",
            "0x10",
            "%EF%BC%91",
            "--1",
            "",
            "%20",
            "1,2",
        ];
        for operation in operations(scene.app)
            .into_iter()
            .filter(|it| it.method == "GET" && !it.public)
        {
            for parameter in operation.parameters.iter().filter(|it| it.place == Place::Query) {
                for number in numbers {
                    let stock = KanbanStock::make(&scene.robin);
                    let mut asked = sample(&operation, &stock);
                    asked.query.push((parameter.name.clone(), number.to_owned()));
                    let reply = asked.send(&scene.robin);
                    assert!(
                        reply.status < 500,
                        "{} {}={number}: {}",
                        operation.name(),
                        parameter.name,
                        reply.text()
                    );
                }
                if parameter.name == "page" {
                    for query in [
                        "page=92233720368547758&page_size=100",
                        "page=9223372036854775807&page_size=1",
                    ] {
                        assert_eq!(
                            scene.robin.get(&format!("{TICKETS}?{query}")).status,
                            404,
                            "{query}"
                        );
                    }
                }
            }
        }
        for number in [
            json!(-1),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
            json!(1.5),
            json!(true),
            json!([]),
            json!({}),
        ] {
            for field in ["column", "priority_id", "project"] {
                let reply = scene
                    .robin
                    .patch(&path(TICKETS, &scene.card), &json!({ field: number }));
                blamed(&reply, &[field]);
            }
            let reply = scene.robin.patch(
                &path(COLUMNS, &json!(scene.board.columns[0])),
                &json!({ "order": number }),
            );
            assert!([200, 400].contains(&reply.status), "{number}: {}", reply.text());
        }
    });
}

#[test]
fn a_in_4_values_never_become_part_of_a_statement() {
    with_scene(|scene| {
        const CANARY: &str = "canary_column";
        scene.app.statements.clear();
        for list in [TICKETS, PROJECTS, COLUMNS, TAGS, CONTACTS, COMMENTS] {
            for name in [
                "search", "ordering", "status", "type", "column", "project", "ticket", "tags", "unknown",
            ] {
                for value in [
                    CANARY.to_owned(),
                    format!("name,{CANARY}"),
                    format!("-{CANARY}%27%22;"),
                ] {
                    let reply = scene.robin.get(&format!("{list}?{name}={value}"));
                    assert!(
                        [200, 400].contains(&reply.status),
                        "{list}?{name}={value}: {}",
                        reply.text()
                    );
                }
            }
        }
        scene
            .robin
            .opens_with(CANARY, scene.board.columns[0], json!({ "tag_names": [CANARY] }));
        let statements = scene.app.statements.take();
        assert!(statements.len() > 30);
        assert!(!statements.iter().any(|sql| sql.contains(CANARY)));
    });
}

const SPECIAL: &[&str] = &[
    "%", "_", "\\", "'", "`", "*", "?", "^", "$", "|", "+", ".", "(", "[a-z]", "%%", "\\%", "''", "';--",
    "/*", "--", ":x", "?1", "$1", "#", "&", "=", "~", "<b>", "\u{202e}", "🎫",
];

#[test]
fn a_in_5_every_character_of_a_search_stands_for_itself() {
    with_scene(|scene| {
        for special in SPECIAL {
            scene
                .robin
                .opens(&format!("left{special}right"), scene.board.columns[0]);
        }
        for special in SPECIAL {
            let name = format!("left{special}right");
            let encoded: Vec<String> = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let encoded = encoded.concat();
            let quoted = format!("{TICKETS}?search=%22{encoded}%22&page_size=100");
            assert!(scene.robin.told(&quoted, "name").contains(&json!(name)), "{name}");
            let plain = format!("{TICKETS}?search={encoded}&page_size=100");
            assert!(scene.robin.told(&plain, "name").contains(&json!(name)), "{name}");
        }
    });
}

#[test]
fn a_in_5_a_search_has_at_most_200_characters() {
    with_scene(|scene| {
        for list in [TICKETS, TAGS, CONTACTS] {
            scene
                .robin
                .get(&format!("{list}?search={}", "x".repeat(200)))
                .expect(200);
            let long = scene.robin.get(&format!("{list}?search={}", "x".repeat(201)));
            blamed(&long, &["search"]);
            assert_eq!(
                scene
                    .robin
                    .get(&format!("{list}?search={}", "x".repeat(20_000)))
                    .status,
                414
            );
        }
    });
}

fn writing(scene: &Scene<'_>) -> Vec<(Operation, Sample)> {
    let all = operations(scene.app)
        .into_iter()
        .filter(|it| it.writes() && it.body.is_some());
    let all: Vec<_> = all
        .map(|it| (it.clone(), sample(&it, &KanbanStock::make(&scene.robin))))
        .collect();
    assert!(all.len() >= 15, "{}", all.len());
    all
}

/// The refusal's one sentence, whose status must be this one, without any effect.
#[track_caller]
fn refused(scene: &Scene<'_>, what: &str, status: u16, send: impl Fn() -> Reply) -> String {
    let before = scene.app.contents();
    let reply = send();
    assert_eq!(reply.status, status, "{what}: {}", reply.text());
    let body = answered(&reply, status);
    assert_eq!(keys(&body), ["detail"], "{what}: {body}");
    assert!(scene.app.contents() == before, "{what} changed something");
    tessera_tests::mobile::text(&body["detail"])
}

#[test]
fn a_in_6_bodies_of_another_type_or_in_another_language_or_torn_are_refused() {
    with_scene(|scene| {
        for (operation, good) in writing(scene) {
            let (_, body) = good.content();
            let send = |headers: &[(&str, &str)], body: &[u8]| {
                scene.robin.request(&good.method, &good.target(), headers, body)
            };
            for kind in [
                "text/plain",
                "text/json",
                "application/xml",
                "multipart/form-data; boundary=x",
                "application/jsonx",
                "json",
            ] {
                let what = format!("{} as {kind}", operation.name());
                let detail = refused(scene, &what, 415, || send(&[("content-type", kind)], &body));
                assert_eq!(detail, format!("Unsupported media type \"{kind}\" in request."));
            }
            let gzip = [("content-type", "application/json"), ("content-encoding", "gzip")];
            refused(scene, &format!("{} in gzip", operation.name()), 415, || {
                send(&gzip, &body)
            });
            for torn in [
                "{",
                "{\"name\"}",
                "{} {}",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "undefined",
                &"[".repeat(100_000),
            ] {
                let what = format!("{} with {torn:.20}", operation.name());
                let typed = [("content-type", "application/json")];
                let detail = refused(scene, &what, 400, || send(&typed, torn.as_bytes()));
                assert!(detail.starts_with("JSON parse error - "), "{what}: {detail}");
            }
        }
    });
}

#[test]
fn a_in_6_a_body_of_3_mb_is_refused_before_it_is_read() {
    with_scene(|scene| {
        for (operation, good) in writing(scene) {
            let head = format!(
                "{} {} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
                 content-length: 3145728\r\n\r\n",
                good.method,
                good.target(),
                scene.robin.access
            );
            let reply = scene.app.raw(head.as_bytes());
            assert_eq!(reply.status, 413, "{}: {}", operation.name(), reply.text);
            let body: Value = serde_json::from_str(reply.body()).expect("JSON");
            assert!(body["detail"].is_string(), "{}: {body}", operation.name());
        }
    });
}

#[test]
fn a_in_6_every_other_method_is_answered_with_those_that_there_are() {
    with_scene(|scene| {
        let stock = KanbanStock::make(&scene.robin);
        let mut paths: BTreeMap<String, (String, BTreeSet<String>)> = BTreeMap::new();
        for operation in operations(scene.app) {
            let (_, methods) = paths
                .entry(operation.path.clone())
                .or_insert_with(|| (sample(&operation, &stock).target(), BTreeSet::new()));
            if operation.method == "GET" {
                methods.insert("HEAD".into());
            }
            methods.insert(operation.method);
        }
        let all = [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW",
        ];
        for (at, methods) in paths.into_values() {
            for method in all.into_iter().filter(|method| !methods.contains(*method)) {
                let reply = scene.robin.request(method, &at, &[], b"");
                assert_eq!(reply.status, 405, "{method} {at}: {}", reply.text());
                let allow = reply.header("allow").unwrap_or_default();
                let allowed: BTreeSet<String> = allow.split(',').map(|word| word.trim().to_owned()).collect();
                assert_eq!(allowed, methods, "{method} {at}");
                if method != "HEAD" {
                    let detail = refused(scene, &at, 405, || scene.robin.request(method, &at, &[], b""));
                    assert_eq!(detail, format!("Method \"{method}\" not allowed."));
                }
            }
        }
    });
}

#[test]
fn a_in_6_an_idempotency_key_has_its_form_on_every_writing_operation() {
    with_scene(|scene| {
        let long = "k".repeat(256);
        for (operation, good) in writing(scene).into_iter().filter(|(it, _)| !it.public) {
            for bad in ["", long.as_str(), "a b", "é"] {
                let before = scene.app.contents();
                let reply = good.send(&scene.robin.with("idempotency-key", bad));
                assert_eq!(
                    reply.status,
                    400,
                    "{} with the key {bad:?}: {}",
                    operation.name(),
                    reply.text()
                );
                assert!(scene.app.contents() == before);
            }
        }
    });
}

/// The most statements that a reading request may take.
const MOST: usize = 8;

#[track_caller]
fn count(app: &TestApp, user: &KanbanUser, at: &str) -> usize {
    app.statements.clear();
    user.get(at).expect(200);
    let statements = app.statements.take();
    assert!((1..=MOST).contains(&statements.len()), "{at}: {statements:#?}");
    statements.len()
}

/// Cards that have everything there is.
fn fill(scene: &Scene<'_>, people: &[i64], amount: usize) {
    for place in 0..amount {
        let more = json!({
            "assignee_ids": people, "tag_names": ["all", format!("tag {}", place % 7)], "due_date": "2026-03-01"
        });
        let card = scene
            .robin
            .opens_with(&format!("Card {place}"), scene.board.columns[place % 4], more);
        scene.robin.comments(&card, "Said");
        if place % 10 == 0 {
            scene.robin.attaches(&card, "a.txt", b"x");
        }
        scene.robin.knows(&format!("Contact {place}"));
    }
}

#[test]
fn a_in_8_lists_of_100_take_no_more_statements_than_lists_of_10() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let robin = KanbanUser::of(app, &acme, "robin", Role::User);
        let ada = KanbanUser::also(app, &acme.admin);
        let people = [
            robin.number,
            ada.number,
            KanbanUser::of(app, &acme, "kim", Role::User).number,
        ];
        let board = robin.starts("MOB");
        let card = robin.opens("A card", board.columns[0]);
        let scene = Scene {
            app,
            robin,
            board,
            card,
        };
        let counts = || {
            let mut all = Vec::new();
            for user in [&scene.robin, &ada] {
                for at in [
                    TICKETS.to_owned(),
                    format!("{TICKETS}?search=card&ordering=name"),
                    format!("{TICKETS}?column={}&tags=1&status=new", scene.board.columns[0]),
                    TAGS.to_owned(),
                    CONTACTS.to_owned(),
                ] {
                    let sizes = [10, 100].map(|size| {
                        let mark = if at.contains('?') { '&' } else { '?' };
                        count(app, user, &format!("{at}{mark}page_size={size}"))
                    });
                    all.push((sizes, at));
                }
                for at in [
                    PROJECTS.to_owned(),
                    COLUMNS.to_owned(),
                    COMMENTS.to_owned(),
                    tessera_tests::kanban::ATTACHMENTS.to_owned(),
                    format!("{COMMENTS}?ticket={}", scene.card["id"]),
                    path(TICKETS, &scene.card),
                ] {
                    let once = count(app, user, &at);
                    all.push(([once, once], at));
                }
            }
            all
        };
        fill(&scene, &people, 10);
        scene.robin.comments(&scene.card, "Said first");
        let with_10 = counts();
        fill(&scene, &people, 95);
        for place in 0..8 {
            scene.robin.starts(&tessera_tests::kanban_sample::fresh_key());
            scene.robin.comments(&scene.card, &format!("Said {place}"));
        }
        assert_eq!(
            items(
                &scene
                    .robin
                    .get(&format!("{TICKETS}?page_size=100"))
                    .expect(200)
                    .json()["results"]
            )
            .len(),
            100
        );
        // A page that ends early tells how long its list is, so only whole pages are alike.
        for (([ten, hundred], at), ([few, _], _)) in counts().into_iter().zip(with_10) {
            assert!(hundred <= ten, "{at}: {ten} for 10 rows, {hundred} for 100");
            assert!(ten <= few + 1, "{at}: {few} with 10 there, {ten} with 100 there");
        }
    });
}
