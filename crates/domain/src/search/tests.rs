//! What words are, by a table; and that a query finds what a plain reading of the rules finds.

use super::{MAX_BYTES, MAX_TEXT, MAX_WORD, Query, WORD_COST, Wanted, Words};
use crate::{comment::Audience, text::SearchTerm};
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
    fn words_hold_nothing_that_parts_them(text in "\\PC{0,200}") {
        for word in words(&text) {
            prop_assert!(!word.is_empty() && word.chars().count() <= MAX_WORD);
            let inside = |c: char| c.is_whitespace() || (c.is_ascii() && !c.is_ascii_alphanumeric()) || c.is_ascii_uppercase();
            prop_assert!(!word.contains(inside), "{word:?}");
        }
    }
}
