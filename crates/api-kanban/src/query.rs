//! Filters, searches and orders, as the vendor's clients ask for them.

use tessera_domain::{
    issue::{Issue, Problem},
    listing::Direction,
    text::{SearchTerm, check},
};
use tessera_http::query::Params;

use crate::body;
use tessera_domain::issue::JsonType;

/// One of several words. Nothing at all is no filter.
pub fn choice<T>(
    params: &mut Params,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Option<T> {
    let sent = params.values(name).pop().filter(|text| !text.is_empty())?;
    let read = parse(&sent);
    read.map_err(|problem| params.refuse(Issue::new(name, problem)))
        .ok()
}

/// The number of a thing. Nothing at all is no filter.
pub fn key(params: &mut Params, name: &'static str) -> Option<i64> {
    choice(params, name, number)
}

/// The numbers of things, each once.
pub fn keys(params: &mut Params, name: &'static str) -> Option<Vec<i64>> {
    let mut keys = Vec::new();
    let sent = params.values(name);
    if sent.len() > body::MOST_ITEMS {
        params.refuse(Issue::new(name, Problem::Rule("names too many things")));
        return None;
    }
    for text in sent.iter().filter(|text| !text.is_empty()) {
        match number(text) {
            Ok(key) if !keys.contains(&key) => keys.push(key),
            Ok(_) => {}
            Err(problem) => params.refuse(Issue::new(name, problem)),
        }
    }
    (!keys.is_empty()).then_some(keys)
}

fn number(text: &str) -> Result<i64, Problem> {
    body::of_text(text).ok_or(Problem::NoNumber {
        received: JsonType::String,
    })
}

/// The words to search for. Each must be somewhere in what is found.
pub fn search(params: &mut Params) -> Vec<SearchTerm> {
    const NAME: &str = "search";
    let Some(text) = params.values(NAME).pop() else {
        return Vec::new();
    };
    let terms = check(&text, 0, SearchTerm::MAX).and_then(|()| {
        let parsed = words(&text).into_iter().map(|word| SearchTerm::parse(&word));
        parsed
            .filter_map(Result::transpose)
            .collect::<Result<Vec<_>, _>>()
    });
    match terms {
        Ok(terms) => terms,
        Err(problem) => {
            params.refuse(Issue::new(NAME, problem));
            Vec::new()
        }
    }
}

/// Words are parted by white space and commas, unless quotation marks hold them together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches(is_gap);
    while let Some(first) = rest.chars().next() {
        let quoted = matches!(first, '"' | '\'')
            .then(|| rest.strip_prefix(first)?.split_once(first))
            .flatten();
        let (word, after) = quoted.unwrap_or_else(|| rest.split_once(is_gap).unwrap_or((rest, "")));
        words.push(word.to_owned());
        rest = after.trim_start_matches(is_gap);
    }
    words
}

fn is_gap(letter: char) -> bool {
    letter == ',' || letter.is_whitespace()
}

/// The orders that are asked for, in their order. A name with a minus before it is the other way round; names that
/// `parse` does not know are passed over.
pub fn orders<T>(params: &mut Params, parse: impl Fn(&str) -> Option<T>) -> Vec<(T, Direction)> {
    let Some(text) = params.values("ordering").pop() else {
        return Vec::new();
    };
    let named = text.split(',').map(str::trim).filter_map(|name| {
        let (name, direction) = match name.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (name, Direction::Ascending),
        };
        Some((parse(name)?, direction))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(params: Params) -> Vec<String> {
        let found = params.finish().err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_numbers_and_nothing_is_no_filter() {
        let mut params = Params::parse("a=7&b=&c=x&tags=1&tags=2&tags=1&tags=");
        assert_eq!(key(&mut params, "a"), Some(7));
        assert_eq!(key(&mut params, "b"), None);
        assert_eq!(key(&mut params, "absent"), None);
        assert_eq!(keys(&mut params, "tags"), Some(vec![1, 2]));
        assert_eq!(key(&mut params, "c"), None);
        assert_eq!(issues(params), ["c: Expected a number, received string"]);
    }

    #[test]
    fn of_several_values_the_last_one_counts() {
        let mut params = Params::parse("a=x&a=7");
        assert_eq!(key(&mut params, "a"), Some(7));
        assert!(params.finish().is_ok());
    }

    #[test]
    fn a_search_is_words_and_quotes_hold_them_together() {
        let found = |query: &str| {
            let mut params = Params::parse(query);
            let terms = search(&mut params);
            assert!(params.finish().is_ok(), "{query}");
            terms
                .iter()
                .map(|term| term.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("search=+Login,page++Error+"), ["login", "page", "error"]);
        assert_eq!(found("search=%22login+page%22+don't"), ["login page", "don't"]);
        assert_eq!(found("search='a+b',c"), ["a b", "c"]);
        assert_eq!(found("search=%22open"), ["\"open"]);
        for nothing in ["", "search=", "search=+,+", "search=%22%22"] {
            assert!(found(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn a_search_is_at_most_200_scalars() {
        let mut params = Params::parse(&format!("search={}", "x".repeat(201)));
        assert!(search(&mut params).is_empty());
        assert_eq!(issues(params), ["search: Must have at most 200 character(s)"]);
    }

    #[test]
    fn unknown_orders_are_passed_over() {
        let mut params = Params::parse("ordering=nothing,-b,+a,,b");
        let known = |name: &str| ["a", "b"].into_iter().find(|known| *known == name);
        assert_eq!(
            orders(&mut params, known),
            [
                ("b", Direction::Descending),
                ("a", Direction::Ascending),
                ("b", Direction::Ascending)
            ]
        );
    }
}
