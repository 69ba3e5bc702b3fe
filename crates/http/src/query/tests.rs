#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods themselves are not general enough over the lifetime"
)]

use super::*;
use tessera_domain::issue::Format;

/// What one parameter `p` of the query string reads as, and what is wrong with the query string.
fn read<T>(query: &str, end: impl FnOnce(Param<'_>) -> Option<T>) -> (Option<T>, Vec<Issue>) {
    let mut params = Params::parse(query);
    let value = end(params.optional("p"));
    (value, params.finish().err().unwrap_or_default())
}

fn p(problem: Problem) -> Vec<Issue> {
    vec![Issue::new("p", problem)]
}

#[test]
fn absent_parameters_are_nothing_and_unknown_ones_are_ignored() {
    assert_eq!(read("q=1&q=2", |p| p.integer(1, 9)), (None, vec![]));
    assert_eq!(read("", |p| p.text(9)), (None, vec![]));
    assert_eq!(read("", |p| p.texts()), (None, vec![]));
}

#[test]
fn repeated_parameters_are_refused() {
    assert_eq!(read("p=1&p=1", |p| p.integer(1, 9)), (None, p(Problem::Repeated)));
    let mut params = Params::parse("tag=a,b&tag=[\"c,d\"]");
    assert_eq!(params.many("tag").texts().unwrap(), ["a", "b", "c,d"]);
    assert_eq!(params.finish(), Ok(()));
}

#[test]
fn texts_are_bounded_and_free_of_nul() {
    assert_eq!(read("p=a+b", |p| p.text(3)), (Some("a b".to_owned()), vec![]));
    assert_eq!(
        read("p=abcd", |p| p.text(3)),
        (None, p(Problem::TooLong { max: 3 }))
    );
    assert_eq!(read("p=a%00", |p| p.text(3)), (None, p(Problem::Nul)));
    assert_eq!(
        read("p=%ff", |p| p.text(3)),
        (None, p(Problem::Rule("must be UTF-8")))
    );
}

#[test]
fn booleans_are_exactly_true_or_false() {
    assert_eq!(read("p=true", |p| p.boolean()), (Some(true), vec![]));
    assert_eq!(read("p=false", |p| p.boolean()), (Some(false), vec![]));
    for bad in ["p=", "p=1", "p=TRUE", "p=true+"] {
        let (value, issues) = read(bad, |p| p.boolean());
        assert_eq!(value, None);
        assert!(
            matches!(
                issues[0].problem,
                Problem::NotOneOf {
                    options: ["true", "false"],
                    ..
                }
            ),
            "{bad}"
        );
    }
}

#[test]
fn integers_keep_to_their_range_without_overflow() {
    let nan = Problem::WrongType {
        expected: JsonType::Integer,
        received: JsonType::NotANumber,
    };
    for (query, expected) in [
        ("p=10abc", Ok(10)),
        ("p=+7", Ok(7)),
        ("p=1.0", Ok(1)),
        ("p=0", Err(Problem::TooSmall { min: 1 })),
        ("p=-1", Err(Problem::TooSmall { min: 1 })),
        ("p=101", Err(Problem::TooLarge { max: 100 })),
        ("p=2147483648", Err(Problem::TooLarge { max: 100 })),
        ("p=9223372036854775808", Err(Problem::TooLarge { max: 100 })),
        ("p=18446744073709551616", Err(Problem::TooLarge { max: 100 })),
        ("p=1e400", Ok(1)),
        ("p=", Err(nan.clone())),
        ("p=abc", Err(nan)),
    ] {
        let (value, issues) = read(query, |p| p.integer(1, 100));
        assert_eq!(value, expected.clone().ok(), "{query}");
        assert_eq!(issues, expected.err().map(p).unwrap_or_default(), "{query}");
    }
}

#[test]
fn lists_are_json_or_parted_by_commas() {
    let nil = Uuid::nil();
    for query in [
        format!("p={nil},{nil}"),
        format!("p=[\"{nil}\",\"{nil}\"]"),
        format!("p=%5B%22{nil}%22,%22{nil}%22%5D"),
    ] {
        assert_eq!(
            read(&query, |p| p.uuids::<Uuid>()),
            (Some(vec![nil, nil]), vec![]),
            "{query}"
        );
    }
    assert_eq!(read("p=,+,", |p| p.texts()), (Some(vec![]), vec![]));
    let (_, issues) = read(&format!("p={nil},x"), |p| p.uuids::<Uuid>());
    assert_eq!(
        issues,
        [Issue::at(
            FieldPath::field("p").item(1),
            Problem::Malformed(Format::Uuid)
        )]
    );
    for broken in ["p=[1]", "p=[", "p=[\"a\"]x"] {
        let array = Problem::WrongType {
            expected: JsonType::Array,
            received: JsonType::String,
        };
        assert_eq!(read(broken, |p| p.texts()), (None, p(array)), "{broken}");
    }
    assert_eq!(
        read("p=a%00", |p| p.texts()).1,
        [Issue::at(FieldPath::field("p").item(0), Problem::Nul)]
    );
}

#[test]
fn words_and_moments_are_checked() {
    assert_eq!(read("p=asc", |p| p.word(&["asc", "desc"])), (Some("asc"), vec![]));
    let (value, issues) = read("p=ASC", |p| p.word(&["asc", "desc"]));
    assert_eq!(
        (value, issues),
        (None, p(Problem::not_one_of(&["asc", "desc"], "ASC")))
    );
    let (value, _) = read("p=2026-02-03T04:05Z", |p| p.time());
    assert_eq!(value.unwrap().to_string(), "2026-02-03T04:05:00.000000Z");
    assert_eq!(
        read("p=2026-02-03", |p| p.time()),
        (None, p(Problem::Malformed(Format::DateTime)))
    );
}
