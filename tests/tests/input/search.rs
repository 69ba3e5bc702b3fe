//! A-IN-5: nothing in a term means anything but itself. `title` and `ticket_number` look for the term as it stands,
//! `search` for its words.

use serde_json::json;
use std::fmt::Write;
use tessera_domain::{
    comment::Audience,
    search::{Query, Wanted, Words},
    text::SearchTerm,
};
use tessera_tests::{
    TestTenant,
    mobile::{Mobile, TICKETS, refused, refused_for},
    on_each_database,
};

/// What matchers of one kind or another take for more than it says.
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
    ".",
    "(",
    ")",
    "[a-z]",
    "{1}",
    "%%",
    "__",
    "\\%",
    "\\_",
    "\\\\",
    "''",
    "';--",
    "/*",
    "--",
    "%_%",
    ":x",
    "@x",
    "?1",
    "$1",
    "#",
    "&",
    "=",
    "~",
    "!",
    "<b>",
    "a AND b",
    "NEAR(a b)",
    "NOT x",
    "\u{202e}",
    "🎫",
];

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        write!(encoded, "%{byte:02X}").expect("texts take everything");
    }
    encoded
}

#[track_caller]
fn finds(acme: &TestTenant<'_>, name: &str, term: &str, titles: &[&str]) {
    let query = format!("sort=ticket_number&order=asc&limit=100&{name}={}", encoded(term));
    assert_eq!(acme.admin.titles(&query), titles, "{name}={term}");
    assert_eq!(
        acme.admin.titles(&format!("{query}&fields=mobile_list")),
        titles,
        "{name}={term}"
    );
}

fn titles() -> impl Iterator<Item = String> {
    SPECIAL.iter().map(|special| format!("left{special}right"))
}

/// Whether the title has every word of the term, the last one perhaps as the beginning of a word.
fn answers(title: &str, term: &str) -> bool {
    let mut words = Words::default();
    words.read(Audience::Public, title);
    let words: Vec<&str> = words.public().collect();
    let term = SearchTerm::parse(term).expect("short").expect("not empty");
    let query = Query::of(&term);
    let is_there = |wanted: &Wanted| words.iter().any(|word| wanted.is(word));
    query.wanted().iter().all(is_there)
}

#[test]
fn a_in_5_every_character_stands_for_itself() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("plain words without any of them");
        for title in titles() {
            acme.ticket(&title);
        }
        for special in SPECIAL {
            let title = format!("left{special}right");
            finds(&acme, "title", &title, &[&title]);
            finds(&acme, "title", &format!("eft{special}righ"), &[&title]);
            let of_the_words: Vec<String> = titles().filter(|other| answers(other, &title)).collect();
            assert!(of_the_words.contains(&title), "{title}");
            let of_the_words: Vec<&str> = of_the_words.iter().map(String::as_str).collect();
            finds(&acme, "search", &title, &of_the_words);
        }
        finds(&acme, "search", "l_ft", &[]);
        finds(&acme, "search", "l%t", &[]);
        finds(&acme, "search", "le* rig", &[]);
        finds(&acme, "search", "left NOT right", &[]);
    });
}

#[test]
fn a_in_5_wildcards_alone_find_only_themselves_and_are_no_words() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for title in [
            "percent %",
            "underscore _",
            "backslash \\",
            "quote '",
            "star *",
            "nothing",
        ] {
            acme.ticket(title);
        }
        for (term, title) in [
            ("%", "percent %"),
            ("_", "underscore _"),
            ("\\", "backslash \\"),
            ("'", "quote '"),
            ("*", "star *"),
        ] {
            finds(&acme, "title", term, &[title]);
            finds(&acme, "search", term, &[]);
            finds(&acme, "ticket_number", term, &[]);
        }
    });
}

#[test]
fn a_in_5_the_clients_name_is_searched_too() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for (client, title) in [("100% Wool_Ltd", "first"), ("100 Wool Ltd", "second")] {
            let id = tessera_tests::mobile::make_client(app, &acme, client).to_string();
            acme.admin.opens_with(title, json!({ "client_id": id }));
        }
        finds(&acme, "search", "100%", &["first", "second"]);
        finds(&acme, "search", "wool_", &["first", "second"]);
        finds(&acme, "search", "first wool", &["first"]);
        finds(&acme, "search", "w%l", &[]);
        finds(&acme, "search", "WOOL", &["first", "second"]);
    });
}

#[test]
fn a_in_5_case_is_folded_alike_on_both_databases() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        for title in ["ÄRGER im Büro", "Straße", "ΟΔΟΣ", "ЖУК", "Ǆungla", "ÇA VA"] {
            acme.ticket(title);
        }
        for (term, titles) in [
            ("ärger", &["ÄRGER im Büro"][..]),
            ("BÜRO", &["ÄRGER im Büro"]),
            ("STRAßE", &["Straße"]),
            ("жук", &["ЖУК"]),
            ("ǆungla", &["Ǆungla"]),
            ("ça", &["ÇA VA"]),
        ] {
            finds(&acme, "search", term, titles);
            finds(&acme, "title", term, titles);
        }
        for (term, title) in [
            ("STRASSE", "Straße"),
            ("arger", "ÄRGER im Büro"),
            ("οδός", "ΟΔΟΣ"),
        ] {
            finds(&acme, "search", term, &[title]);
            finds(&acme, "title", term, &[]);
        }
    });
}

#[test]
fn a_in_5_a_term_of_white_space_is_no_term() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        acme.ticket("onewordonly");
        for term in ["", " ", "    ", "\t\n", "\u{a0}\u{2003}"] {
            finds(&acme, "search", term, &["onewordonly"]);
            finds(&acme, "title", term, &["onewordonly"]);
        }
        finds(&acme, "search", " oneword ", &["onewordonly"]);
        finds(&acme, "search", " word ", &[]);
        finds(&acme, "title", " word ", &["onewordonly"]);
    });
}

#[test]
fn a_in_5_a_term_has_at_most_200_characters() {
    on_each_database(|app| {
        let acme = app.tenant("acme");
        let long = "x".repeat(200);
        acme.ticket(&format!("{long}y"));
        for name in ["search", "title", "ticket_number"] {
            acme.admin.get(&format!("{TICKETS}?{name}={long}")).expect(200);
            acme.admin
                .get(&format!("{TICKETS}?{name}={}", encoded(&"🎫".repeat(200))))
                .expect(200);
            let reply = acme.admin.get(&format!("{TICKETS}?{name}={long}y"));
            let issue = refused_for(&reply, &[name]).details[0].clone();
            assert_eq!(
                (&issue["code"], &issue["maximum"]),
                (&json!("too_big"), &json!(200))
            );
        }
        finds(&acme, "search", &long, &[&format!("{long}y")]);
        // 20 kB do not even fit into an address.
        let reply = acme
            .admin
            .get(&format!("{TICKETS}?search={}", "x".repeat(20_000)));
        assert_eq!(refused(&reply, 414).code, "URI_TOO_LONG");
    });
}
