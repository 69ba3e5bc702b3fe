//! What words are, by a table; and that a query finds what a plain reading of the rules finds.

use super::{MAX_BYTES, MAX_TEXT, MAX_WORD, Place, Query, WORD_COST, Wanted, Words};
use crate::{
    comment::Audience,
    text::{SearchTerm, fold},
};
use proptest::prelude::*;

fn words(text: &str) -> Vec<String> {
    let mut words = Words::default();
    words.read(Audience::Public, text);
    words.public().map(str::to_owned).collect()
}

fn query(text: &str) -> Vec<String> {
    let Some(term) = SearchTerm::parse(text).unwrap() else {
        return vec!["no filter".into()];
    };
    let wanted = Query::of(&term);
    let shown = wanted.wanted().iter().map(|wanted| match wanted {
        Wanted::Whole(word) => word.clone(),
        Wanted::Beginning(word) => format!("{word}*"),
    });
    shown.collect()
}

#[test]
fn texts_are_cut_into_these_words() {
    let table: &[(&str, &[&str])] = &[
        ("", &[]),
        ("Printer on fire!", &["fire", "on", "printer"]),
        ("PRINTER printer Printer", &["printer"]),
        ("Größe STRASSE straße", &["grosse", "strasse"]),
        ("ÄRGER a\u{308}rger arger", &["arger"]),
        (
            "Łódź Øre Æon œuvre ıİi Þór",
            &["aeon", "iii", "lodz", "oeuvre", "ore", "thor"],
        ),
        ("ΟΔΟΣ οδος Ὀδός", &["οδοσ"]),
        ("ЖУК жук й и", &["жук", "и"]),
        ("Ａrger ﬁne ²", &["2", "arger", "fine"]),
        ("100% of a_b", &["100", "a", "b", "of"]),
        ("'; DROP TABLE t; --", &["drop", "t", "table"]),
        ("can't won’t", &["can", "t", "won"]),
        ("printer-driver", &["driver", "printer"]),
        ("error42 4.2", &["2", "4", "4·2", "error42"]),
        (
            "TKT-20260203-007",
            &["007", "20260203", "20260203·007", "tkt", "tkt·20260203·007"],
        ),
        ("ann.b@example.com", &["ann", "b", "com", "example"]),
        (
            "ann2@example.com",
            &["ann2", "ann2·example·com", "com", "example", "example·com"],
        ),
        ("a--b a - b", &["a", "b"]),
        ("東京都", &["京都", "東京", "都"]),
        ("Windows版", &["windows", "版"]),
        ("が", &["が"]),
        ("🎫 fire🔥🔥", &["fire", "🎫", "🔥"]),
        ("हिन्दी भाषा", &["भाषा", "हिन्दी"]),
        ("한국어 검색", &["검색", "한국어"]),
        ("\u{301}\u{300} ... % _", &[]),
    ];
    for (text, expected) in table {
        let mut expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
        expected.sort_unstable();
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn queries_ask_for_these_words() {
    let table: &[(&str, &[&str])] = &[
        ("  ", &["no filter"]),
        ("%", &[]),
        ("'\"*()", &[]),
        ("Fire!", &["fire*"]),
        ("printer on fi", &["printer", "on", "fi*"]),
        ("left%right", &["left", "right*"]),
        ("printer-dri", &["printer", "dri*"]),
        ("TKT-2026", &["tkt·2026*"]),
        ("tkt_20260203/007 fire", &["tkt·20260203·007", "fire*"]),
        ("TKT-20260203-", &["tkt·20260203*"]),
        ("1.2.3.4.5.6.7.8", &["1·2·3·4·5·6", "7·8*"]),
        ("京", &["京*"]),
        ("東京 x", &["東京", "x*"]),
        ("東京都庁", &["東京", "京都", "都庁"]),
        ("🎫 a", &["🎫", "a*"]),
        ("a AND b OR NOT c", &["a", "and", "b", "or", "not", "c*"]),
        ("fire fire", &["fire", "fire*"]),
    ];
    for (text, expected) in table {
        assert_eq!(query(text), *expected, "{text}");
    }
}

/// Parts with the signs in them readable again.
fn readable(part: &str) -> String {
    let sign = |c: char| {
        let code = u32::from(c).checked_sub(0xe000)?;
        char::from_u32(code).filter(char::is_ascii)
    };
    part.chars().map(|c| sign(c).unwrap_or(c)).collect()
}

#[test]
fn texts_are_found_by_these_parts() {
    let table: &[(Place, &str, &[&str])] = &[
        (Place::Title, "", &[]),
        (Place::Title, "Ab", &["ab", "b"]),
        (Place::Title, "A b%C", &[" b%", "%c", "a b", "b%c", "c"]),
        (Place::Title, "東京都庁", &["京都庁", "庁", "東京都", "都庁"]),
        (Place::Title, "aaaa", &["a", "aa", "aaa"]),
        (Place::Reference, "T-1", &["-1", "1", "t-1"]),
        (
            Place::Signs,
            "see (a->b); 100% «x» e\u{301} ½ ２ 🎫",
            &["%", "(", ");", "->", ";", ">", "«", "»", "\u{301}"],
        ),
    ];
    for (place, text, expected) in table {
        let mut words = Words::default();
        words.read_parts(*place, text);
        let mut found: Vec<_> = words.parts().map(|(_, part)| readable(part)).collect();
        found.sort_unstable();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn terms_ask_for_these_parts() {
    let table: &[(Place, &str, &[&str])] = &[
        (Place::Title, "A", &["a*"]),
        (Place::Title, "-x", &["-x*"]),
        (Place::Title, "fir", &["fir"]),
        (Place::Title, "on f", &["on ", "n f"]),
        (Place::Title, "aaaaa", &["aaa"]),
        (Place::Signs, "->", &["->*"]),
        (Place::Signs, "-- -", &["--*", "-*"]),
        (Place::Signs, "....;", &["...", "..;"]),
    ];
    for (place, text, expected) in table {
        let wanted = place.wanted(&SearchTerm::parse(text).unwrap().unwrap());
        let shown = wanted.iter().map(|wanted| match wanted {
            Wanted::Whole(part) => readable(part),
            Wanted::Beginning(part) => format!("{}*", readable(part)),
        });
        assert_eq!(shown.collect::<Vec<_>>(), *expected, "{text}");
    }
}

#[test]
fn what_is_indexed_has_bounds() {
    let long = "x".repeat(MAX_WORD + 20);
    assert_eq!(words(&long), ["x".repeat(MAX_WORD)]);
    assert_eq!(query(&long), [format!("{}*", "x".repeat(MAX_WORD))]);
    let far = format!("{}near {}far", " ".repeat(MAX_TEXT - 5), " ".repeat(10));
    assert_eq!(words(&far), ["near"]);
    let mut many = Words::default();
    for number in 0..100_000 {
        many.add(Audience::Public, format!("word{number}"));
    }
    let bytes: usize = many.public().map(|word| word.len() + WORD_COST).sum();
    assert!((MAX_BYTES - 30..=MAX_BYTES).contains(&bytes), "{bytes}");
    many.add(Audience::Internal, "y".repeat(MAX_WORD));
    assert_eq!(many.internal().count(), 0);
}

#[test]
fn a_word_that_everybody_reads_is_no_internal_one() {
    let mut words = Words::default();
    words.read(Audience::Internal, "secret plan");
    words.read(Audience::Public, "plan");
    words.read(Audience::Internal, "plan");
    assert_eq!(words.public().collect::<Vec<_>>(), ["plan"]);
    assert_eq!(words.internal().collect::<Vec<_>>(), ["secret"]);
}

#[test]
fn the_reference_is_best_and_then_the_title() {
    let score = |term: &str, reference: &str, title: &str| {
        Query::of(&SearchTerm::parse(term).unwrap().unwrap()).score(reference, title)
    };
    let reference = "TKT-20260203-007";
    let ranks = [
        score("TKT-20260203-007", reference, "x"),
        score("printer fire", reference, "Printer on fire"),
        score("printer fir", reference, "Printer on fire"),
        score("printer fire", reference, "Printer"),
        score("print", reference, "x"),
    ];
    assert!(ranks.is_sorted_by(|better, worse| better > worse), "{ranks:?}");
    assert_eq!(ranks[4], 0);
}

proptest! {
    #[test]
    fn every_part_of_a_text_finds_it(text in "[a-zß-ü0-9東京都 .%_-]{1,40}", from in any::<prop::sample::Index>(), len in 1_usize..40) {
        // From the beginning of a word on, so that what is cut off is no word's beginning.
        let chars: Vec<char> = text.chars().collect();
        let starts: Vec<usize> = (0..chars.len()).filter(|at| *at == 0 || chars[at - 1] == ' ').collect();
        let from = starts[from.index(starts.len())];
        let part: String = chars.iter().skip(from).take(len).collect();
        if let Some(term) = SearchTerm::parse(&part).unwrap() {
            let words = words(&text);
            for wanted in Query::of(&term).wanted() {
                prop_assert!(words.iter().any(|word| wanted.is(word)), "{part:?} in {text:?}: {wanted:?} of {words:?}");
            }
        }
    }

    #[test]
    fn whatever_contains_a_term_has_its_parts(text in "[ a-cß東%_'\\\\\n-]{1,30}|\\PC{1,30}", from in any::<prop::sample::Index>(), len in 1_usize..8) {
        let chars: Vec<char> = text.chars().collect();
        let part: String = chars.iter().skip(from.index(chars.len())).take(len).collect();
        let Some(term) = SearchTerm::parse(&part).unwrap() else { return Ok(()) };
        let is_sign = Query::of(&term).wanted().is_empty();
        for place in [Place::Reference, Place::Title].into_iter().chain(is_sign.then_some(Place::Signs)) {
            // Case is folded with what stands around, such as a sigma at the end; what is contained is what is read in the end.
            let is_contained = place == Place::Signs || fold(&text).contains(term.as_str());
            let mut words = Words::default();
            words.read_parts(place, &text);
            let wanted = place.wanted(&term);
            prop_assert!(!wanted.is_empty());
            for one in wanted.iter().filter(|_| is_contained) {
                prop_assert!(words.parts().any(|(_, part)| one.is(part)), "{place:?}: {part:?} in {text:?}: {one:?} of {words:?}");
            }
        }
    }

    #[test]
    fn parts_hold_nothing_that_ends_a_word(text in "\\PC{0,100}|[ -~\\t\n]{0,100}") {
        for place in [Place::Reference, Place::Title, Place::Signs] {
            let mut words = Words::default();
            words.read_parts(place, &text);
            for (_, part) in words.parts() {
                let is_lower = |c: char| !c.is_ascii() || c.is_ascii_lowercase() || c.is_ascii_digit();
                prop_assert!((1..=3).contains(&part.chars().count()) && part.chars().all(is_lower), "{part:?}");
            }
        }
    }

    #[test]
    fn words_hold_nothing_that_parts_them(text in "\\PC{0,200}") {
        for word in words(&text) {
            prop_assert!(!word.is_empty() && word.chars().count() <= MAX_WORD);
            let inside = |c: char| c.is_whitespace() || (c.is_ascii() && !c.is_ascii_alphanumeric()) || c.is_ascii_uppercase();
            prop_assert!(!word.contains(inside), "{word:?}");
        }
    }
}
